"""The words of a note's states and moves, where a row has the code alone."""

from django import template

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
