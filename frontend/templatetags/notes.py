"""The words of a note's states and moves, and of what changed between its versions."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cases.compare import Change, Piece
from cases.enums import NoteMove, NoteStatus

register = template.Library()

DONE = {
    NoteMove.SUBMIT: "Submitted",
    NoteMove.RECALL: "Taken back",
    NoteMove.OPEN: "Opened",
    NoteMove.RETURN: "Returned",
    NoteMove.DISCUSS: "Kept for discussion",
    NoteMove.RESUME: "Review continued",
    NoteMove.COMPLETE: "Reviewed",
    NoteMove.CLOSE: "Closed",
    NoteMove.AMEND: "Amended",
    NoteMove.RETRACT: "Retracted",
}


@register.filter
def note_status(status: str) -> str:
    return NoteStatus(status).label


@register.filter
def done_word(move: str) -> str:
    """A move that was made, as its history tells it."""
    return DONE[NoteMove(move)]


@register.filter
def told(pieces: Iterable[Piece]) -> SafeString:
    """A comparison with its marks, said as well as shown; without a blank of its own."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> str:
    if piece.change == Change.SAME:
        return piece.text
    tag = "ins" if piece.change == Change.INSERTED else "del"
    said = f"{piece.change.value}: "
    return format_html('<{0}><span class="sr">{1}</span>{2}</{0}>', tag, said, piece.text)
