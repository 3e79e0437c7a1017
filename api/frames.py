"""What goes over a room's socket: parsed on the way in, built once on the way out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from rest_framework.utils.encoders import JSONEncoder

from cases.enums import AnnotationStatus, EventKind
from cases.models import Anchor, Annotation, AnnotationStep, NoteEvent, ReflectiveFlag
from cases.pointing import Place
from cases.room import Person, is_hidden_step, steps_of
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


@dataclass(frozen=True)
class Point:
    """“Look here”: a passage of a version, or a thread or flag on it. Never its words."""

    place: Place


Asked = Subscribe | Ping | Presence | Point
# By the annotation or flag they hold, where they were read for many at once.
Anchors = Mapping[UUID, list[Anchor]]


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
        case {"type": "point", **rest}:
            return _point(rest)
        case _:
            return None


def _point(said: Mapping[Any, Any]) -> Point | None:
    match said:
        case {"number": number, "start": start, "end": end, **rest} if not rest:
            there = _number(number) and _number(start) and _number(end) and start < end
            return Point(Place(number, start=start, end=end)) if there else None
        case {"number": number, "thread": str(thread), **rest} if _number(number) and not rest:
            try:
                return Point(Place(number, thread=UUID(thread)))
            except ValueError:
                return None
        case _:
            return None


def _number(value: object) -> bool:
    return type(value) is int and value in NUMBERS


def dump(kind: str, /, **content: Any) -> str:
    """As the API writes it: the same moment is the same text in a snapshot and in an event."""
    frame = {"type": kind, **content}
    return json.dumps(frame, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))


def presence(people: list[tuple[Person, bool]]) -> str:
    """In one order for everybody, so that an unchanged room makes the same frame."""
    shown = [person._asdict() | {"typing": typing} for person, typing in sorted(people)]
    return dump("presence", people=shown)


def point(person: Person, place: Place) -> str:
    """Who points where, for those who see that place."""
    return dump("point", person=person._asdict(), **place.content())


class EventFrame:
    """One event as a frame for each kind of reader, made when first asked for and then kept."""

    def __init__(self, event: NoteEvent, anchors: Anchors | None = None) -> None:
        self.event = event
        self.anchors = anchors
        self._made: dict[tuple[str, frozenset[int] | None], str] = {}

    def for_reader(
        self, reader_id: UUID, *, sees: bool, numbers: frozenset[int] = frozenset()
    ) -> str:
        """``numbers``: of the versions in which this reader may know of a place."""
        flag = self.event.flag
        own = flag is not None and flag.raised_by_id == reader_id
        key = ("hidden" if not sees else "own" if own else "shown", numbers if sees else None)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, variant: str, numbers: frozenset[int] | None) -> str:
        event = self.event
        if variant == "hidden":
            return dump("event", seq=event.seq, hidden=True)
        content: dict[str, Any] = {}
        if event.annotation is not None:
            content["annotation"] = annotation_content(event.annotation, numbers, self.anchors)
        if event.flag is not None:
            own = variant == "own"
            content["flag"] = flag_content(event.flag, numbers, self.anchors, own=own)
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


def annotation_content(
    annotation: Annotation,
    numbers: frozenset[int] | None = None,
    known: Anchors | None = None,
) -> dict[str, Any]:
    """An annotation as it is now; of a withdrawn one nothing but that it was there.

    ``start`` and ``end`` are those of the version it was made on, ``places`` where it is in
    each version among ``numbers``, or in each that was loaded.
    """
    anchors = _anchors(annotation, known)
    withdrawn = annotation.status == AnnotationStatus.WITHDRAWN
    withdrawn = withdrawn or annotation.quarantined_at is not None
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
        "steps": [_step(step, withdrawn=withdrawn) for step in steps_of(annotation)],
        **_place(anchors, annotation.made_on.pk),
        "places": _places(anchors, numbers),
    }


def _step(step: AnnotationStep, *, withdrawn: bool) -> dict[str, Any]:
    """Of a withdrawn directive its terms are gone; what was answered to it stays."""
    hidden = withdrawn and is_hidden_step(step)
    return {
        "move": step.move,
        "from_status": step.from_status,
        "to_status": step.to_status,
        "reason": "" if hidden else step.text,
        "was": {} if withdrawn else step.was,
        "by": _person(step.by),
        "at": step.at,
    }


def flag_content(
    flag: ReflectiveFlag,
    numbers: frozenset[int] | None = None,
    known: Anchors | None = None,
    *,
    own: bool,
) -> dict[str, Any]:
    """Answers to the prompts are the flag owner's, unless she shares them."""
    anchors = _known(flag.anchors.all() if known is None else known.get(flag.pk, []), numbers)
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
        "places": _places(anchors, numbers),
    }


def _anchors(annotation: Annotation, known: Anchors | None) -> list[Anchor]:
    """A reply stands where its thread does; there is nothing to ask for."""
    if annotation.parent_id:
        return []
    return list(annotation.anchors.all()) if known is None else known.get(annotation.pk, [])


def _known(anchors: Iterable[Anchor], numbers: frozenset[int] | None) -> list[Anchor]:
    return [each for each in anchors if numbers is None or each.version.number in numbers]


def _places(anchors: Iterable[Anchor], numbers: frozenset[int] | None) -> list[dict[str, Any]]:
    return [
        {
            "number": each.version.number,
            "start": each.start,
            "end": each.end,
            "how": each.how,
        }
        for each in _known(anchors, numbers)
    ]


def _place(anchors: list[Anchor], version_id: UUID | None) -> dict[str, int | None]:
    for anchor in anchors:
        if anchor.version_id == version_id:
            return {"start": anchor.start, "end": anchor.end}
    return {"start": None, "end": None}


def _person(user: User) -> dict[str, Any]:
    return {"id": user.pk, "name": str(user)}
