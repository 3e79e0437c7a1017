"""Which parts of a room's page changed since a number, and how that is said aloud."""

from typing import Any

from cases import room
from cases.directives import SENTENCES
from cases.enums import Act, AnnotationMove, EventKind, NoteMove
from cases.models import NoteEvent
from cases.room import News
from frontend.cards import Card
from frontend.room_page import RoomPage

DIGITS = 15
ANSWER = AnnotationMove.ANSWER

SAID = {
    EventKind.NOTE_HIDDEN: "hid this note: something in it may identify somebody",
    EventKind.NOTE_SHOWN: "showed this note again",
    EventKind.ANNOTATION_EDITED: "changed their words",
    EventKind.ANNOTATION_MOVED: "answered",
    EventKind.ANNOTATION_PLACED: "said which passage it is about",
    EventKind.FLAG_ADDED: "showed a flag",
    EventKind.FLAG_CHANGED: "changed a flag",
    EventKind.FLAG_HIDDEN: "made a flag private",
    EventKind.NOTE_HANDED_OVER: "handed the note over",
    EventKind.TAKEAWAY_CHANGED: "changed what they take away",
    EventKind.PRESENTATION_STARTED: "opened this room to a group",
    EventKind.PRESENTATION_ENDED: "closed this room to the group",
}


def number_in(asked: str | None) -> int | None:
    """A number from an address or a header; anything else is none at all."""
    plain = asked is not None and asked.isdecimal() and len(asked) <= DIGITS
    return int(asked) if asked is not None and plain else None


def changes_of(page: RoomPage, since: int | None) -> dict[str, Any]:
    """Cards and paragraphs to replace; all of them when more than threads may have changed."""
    if since is None:
        return _everything(page, [])
    news = room.news(page.note.pk, since=since, listeners=[page.user.pk])
    seen = [event for event in news.events if news.sight.sees(page.user.pk, event)]
    sentences = _sentences(page, seen)
    touched = _touched(news, seen)
    if touched is None:
        return _everything(page, sentences)
    cards = [card for card in page.cards if touched & _threads_of(card)]
    shown = (p for section in page.sections for p in section.paragraphs)
    return {
        "changed_cards": cards,
        "changed_paragraphs": [p for p in shown if any(_on(c, p.start, p.end) for c in cards)],
        "sentences": sentences,
    }


def _everything(page: RoomPage, sentences: list[str]) -> dict[str, Any]:
    return {
        "whole": True,
        "with_say": True,
        "changed_cards": page.cards,
        "changed_paragraphs": [p for section in page.sections for p in section.paragraphs],
        "sentences": sentences,
    }


def _touched(news: News, seen: list[NoteEvent]) -> set[str] | None:
    """The threads of these events; None when a flag, the note or something unseen moved.

    A thread that was placed leaves one paragraph and comes to another.
    """
    if len(seen) < len(news.events) or len(seen) == room.PAGE:
        return None
    if any(event.kind == EventKind.ANNOTATION_PLACED for event in seen):
        return None
    annotations = [event.annotation for event in seen]
    if any(annotation is None for annotation in annotations):
        return None
    return {str(a.parent_id or a.pk) for a in annotations if a is not None}


def _threads_of(card: Card) -> set[str]:
    return {str(thread.root.annotation.pk) for thread in card.threads}


def _on(card: Card, start: int, end: int) -> bool:
    return (
        card.start is not None
        and card.end is not None
        and card.start < end
        and card.end > start
    )


def _sentences(page: RoomPage, seen: list[NoteEvent]) -> list[str]:
    """What others did, each thing once: for those who listen to the page."""
    labels = {thread: card.name.lower() for card in page.cards for thread in _threads_of(card)}
    by_others = [event for event in seen if event.actor_id != page.user.pk]
    # The reply itself was said already.
    said = [_sentence(event, labels) for event in by_others if event.detail != ANSWER]
    return list(dict.fromkeys(said))


def _sentence(event: NoteEvent, labels: dict[str, str]) -> str:
    annotation, actor = event.annotation, str(event.actor)
    if event.kind == EventKind.NOTE_MOVED:
        return f"{actor}: {NoteMove(event.detail).label.lower()}."
    if annotation is None:
        return f"{actor} {SAID[EventKind(event.kind)]}."
    where = labels.get(str(annotation.parent_id or annotation.pk), "a thread")
    if event.kind == EventKind.ANNOTATION_ADDED:
        return f"{actor}: {Act(annotation.act).label.lower()} in {where}."
    step = annotation.act == Act.DIRECTIVE and event.kind == EventKind.ANNOTATION_MOVED
    did = SENTENCES[AnnotationMove(event.detail)] if step else SAID[EventKind(event.kind)]
    return f"{actor} {did}, {where}." if step else f"{actor} {did} in {where}."
