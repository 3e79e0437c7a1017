"""What goes over a room's socket: parsed on the way in, built once on the way out."""

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from cases.enums import AnnotationStatus, EventKind
from cases.models import Anchor, Annotation, NoteEvent, ReflectiveFlag
from cases.room import Person
from supervision.models import User

LARGEST: Final = 512
NUMBERS: Final = range(2**53)


@dataclass(frozen=True)
class Subscribe:
    since: int


@dataclass(frozen=True)
class Ping:
    last: int


@dataclass(frozen=True)
class Presence:
    typing: bool


Asked = Subscribe | Ping | Presence


def parse(text: str) -> Asked | None:
    """What a client asks for; None for anything else, whatever it is."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match frame:
        case {"type": "subscribe", "since": since, **rest} if _number(since) and not rest:
            return Subscribe(since)
        case {"type": "ping", "last": last, **rest} if _number(last) and not rest:
            return Ping(last)
        case {"type": "presence", "typing": bool(typing), **rest} if not rest:
            return Presence(typing)
        case _:
            return None


def _number(value: object) -> bool:
    return type(value) is int and value in NUMBERS


def dump(kind: str, /, **content: Any) -> str:
    frame = {"type": kind, **content}
    return json.dumps(frame, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def presence(people: list[tuple[Person, bool]]) -> str:
    """In one order for everybody, so that an unchanged room makes the same frame."""
    shown = [person._asdict() | {"typing": typing} for person, typing in sorted(people)]
    return dump("presence", people=shown)


class EventFrame:
    """One event as a frame for each kind of reader, made when first asked for and then kept."""

    def __init__(self, event: NoteEvent) -> None:
        self.event = event
        self._made: dict[str, str] = {}

    def for_reader(self, reader_id: UUID, *, sees: bool) -> str:
        flag = self.event.flag
        own = flag is not None and flag.raised_by_id == reader_id
        variant = "hidden" if not sees else "own" if own else "shown"
        if variant not in self._made:
            self._made[variant] = self._make(variant)
        return self._made[variant]

    def _make(self, variant: str) -> str:
        event = self.event
        if variant == "hidden":
            return dump("event", seq=event.seq, hidden=True)
        content: dict[str, Any] = {}
        if event.annotation is not None:
            content["annotation"] = annotation_content(event.annotation)
        if event.flag is not None:
            content["flag"] = flag_content(event.flag, own=variant == "own")
        return dump(
            "event",
            seq=event.seq,
            kind=EventKind(event.kind).value,
            actor=_person(event.actor),
            number=event.number,
            detail=event.detail,
            at=event.at,
            **content,
        )


def annotation_content(annotation: Annotation) -> dict[str, Any]:
    """An annotation as it is now; of a withdrawn one nothing but that it was there."""
    withdrawn = annotation.status == AnnotationStatus.WITHDRAWN
    return {
        "id": annotation.pk,
        "number": annotation.made_on.number,
        "parent": annotation.parent_id,
        "author": _person(annotation.author),
        "act": annotation.act,
        "visibility": annotation.visibility,
        "status": annotation.status,
        "body": "" if withdrawn else annotation.body,
        "directive": {} if withdrawn else annotation.directive,
        "status_reason": "" if withdrawn else annotation.status_reason,
        "focus": annotation.focus,
        "stance": annotation.stance,
        "eye": annotation.eye,
        "created_at": annotation.created_at,
        "edited_at": annotation.edited_at,
        "withdrawn_at": annotation.withdrawn_at,
        "version": annotation.version,
        **_place(_anchors(annotation), annotation.made_on.pk),
    }


def flag_content(flag: ReflectiveFlag, *, own: bool) -> dict[str, Any]:
    """Answers to the prompts are the flag owner's, unless she shares them."""
    anchors = list(flag.anchors.all())
    newest = anchors[-1].version_id if anchors else None
    return {
        "id": flag.pk,
        "dimension": flag.dimension,
        "direction": flag.direction,
        "intensity": flag.intensity,
        "narrative": flag.narrative,
        "details": flag.details,
        "prompt_answers": flag.prompt_answers if own or flag.share_answers else {},
        "share_answers": flag.share_answers,
        "raised_by": _person(flag.raised_by),
        "acceptance": flag.acceptance,
        "visibility": flag.visibility,
        "status": flag.status,
        "version": flag.version,
        **_place(anchors, newest),
    }


def _anchors(annotation: Annotation) -> list[Anchor]:
    """A reply stands where its thread does; there is nothing to ask for."""
    return [] if annotation.parent_id else list(annotation.anchors.all())


def _place(anchors: list[Anchor], version_id: UUID | None) -> dict[str, int | None]:
    for anchor in anchors:
        if anchor.version_id == version_id:
            return {"start": anchor.start, "end": anchor.end}
    return {"start": None, "end": None}


def _person(user: User) -> dict[str, Any]:
    return {"id": user.pk, "name": str(user)}
