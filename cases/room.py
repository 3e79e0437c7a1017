"""What a room shows, to whom: its people, its news and the whole of a version.

Reading is for several people at once, so that a bell costs the same however many listen.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Value

from cases import access, policy, selectors
from cases.enums import AnnotationMove, AnnotationStatus, NoteMove
from cases.models import Annotation, Note, NoteEvent, NoteVersion, ReflectiveFlag
from cases.workflow import NOTE_TRANSITIONS, PLACEABLE, Owner, annotation_transitions
from supervision.enums import Role
from supervision.exceptions import NotFound
from supervision.models import User

PAGE: Final = 100
_TEXTS: Final = tuple(
    f"{version}__{name}"
    for version in ("annotation__made_on", "annotation__parent__made_on")
    for name in ("text", "sections", "change_note")
)


class Person(NamedTuple):
    id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class Sight:
    """Which versions and flags of one note each of several readers may see."""

    current: int
    versions: frozenset[tuple[UUID, int]]
    flags: frozenset[tuple[UUID, UUID]]

    def sees(self, reader_id: UUID, event: NoteEvent) -> bool:
        """What a reader may not see stays as a number, so that nobody misses one."""
        if event.flag_id is not None:
            return (reader_id, event.flag_id) in self.flags
        if event.annotation is None:
            return event.number == self.current or (reader_id, event.number) in self.versions
        begun = event.annotation.parent or event.annotation
        stands_on = (event.annotation.made_on.number, begun.made_on.number)
        return all((reader_id, number) in self.versions for number in stands_on)

    def numbers(self, reader_id: UUID) -> frozenset[int]:
        """Of the versions this reader may read."""
        return self._numbers.get(reader_id, frozenset())

    @cached_property
    def _numbers(self) -> dict[UUID, frozenset[int]]:
        numbers: dict[UUID, set[int]] = defaultdict(set)
        for reader, number in self.versions:
            numbers[reader].add(number)
        return {reader: frozenset(found) for reader, found in numbers.items()}


@dataclass(frozen=True)
class News:
    """What is new in a room, who may be in it now, and which of them may see what."""

    head: int
    people: dict[UUID, Person]
    events: list[NoteEvent]
    sight: Sight


def note_of_room(note_id: UUID) -> Note:
    """The row with what it takes to open its text; the caller asks the policy."""
    note = Note.objects.select_related("case__data_key").filter(pk=note_id).first()
    if note is None:
        raise NotFound
    return note


def news(note_id: UUID, *, since: int | None, listeners: Iterable[UUID]) -> News:
    """Events after ``since`` (none of them when it is None) as these listeners may see them."""
    note = note_of_room(note_id)
    users = {user.pk: user for user in access.people_in_room(note)}
    events = [] if since is None else _events(note, since)
    readers = [users[pk] for pk in listeners if pk in users]
    return News(
        head=note.last_seq,
        people={pk: _person(user, note) for pk, user in users.items()},
        events=events,
        sight=_sight(note, readers, events),
    )


def events_for(note: Note, *, since: int, by: User) -> News:
    """The same for one person, who asks over HTTP."""
    policy.check_enter_room(by, note)
    return news(note.pk, since=since, listeners=[by.pk])


def threads_of(version: NoteVersion, *, to: User) -> list[Annotation]:
    """Threads with their replies, the oldest first, all sharing one note and one key.

    Those begun on an earlier version are among them, for whoever may read that version.
    """
    threads = list(selectors.annotations_of(version, to=to))
    for thread in threads:
        for annotation in (thread, *thread.replies.all()):
            annotation.note = annotation.made_on.note = version.note
    return threads


def waiting_for(user: User, note: Note) -> NoteVersion | None:
    """The version that waits for this supervisor to open it, else None.

    Until then she is shown its question, the help wanted and the risk line, nothing more.
    """
    if note.status not in access.UNOPENED or not policy.allows(
        policy.check_supervise, user, note
    ):
        return None
    version = NoteVersion.objects.get(note=note, number=note.current_number)
    version.note = note
    return version


def moves_open_to(user: User, annotation: Annotation) -> list[AnnotationMove]:
    """What somebody in the room can do with an annotation: ``policy`` and table at once.

    Answering is done by a reply, so it is not among them; a reply is only ever withdrawn.
    """
    side = _side(user, annotation.note)
    mine = annotation.author_id == user.pk
    return [
        move
        for move, step in annotation_transitions(annotation.act).items()
        if annotation.status in step.sources
        and move != AnnotationMove.ANSWER
        and (mine if move == AnnotationMove.WITHDRAW else step.owner in (side, Owner.EITHER))
        and (annotation.parent_id is None or move == AnnotationMove.WITHDRAW)
    ]


def note_moves_open_to(user: User, note: Note) -> list[NoteMove]:
    """What somebody in the room can do with the note now."""
    sides = (_side(user, note), Owner.EITHER)
    return [
        move
        for move, step in NOTE_TRANSITIONS.items()
        if note.status in step.sources and step.owner in sides
    ]


def can_place(user: User, thing: Annotation | ReflectiveFlag, note: Note) -> bool:
    """Say where something from an earlier version belongs: as ``policy`` has it."""
    if note.status not in PLACEABLE:
        return False
    if isinstance(thing, Annotation):
        return thing.status != AnnotationStatus.WITHDRAWN
    return policy.owns_flag(user, thing)


def _side(user: User, note: Note) -> Owner:
    return Owner.AUTHOR if note.author_id == user.pk else Owner.SUPERVISOR


def can_edit(user: User, annotation: Annotation, replies: Iterable[Annotation]) -> bool:
    """Own words, not withdrawn, and nobody else has replied: as ``policy`` has it."""
    return (
        annotation.author_id == user.pk
        and annotation.status != AnnotationStatus.WITHDRAWN
        and all(reply.author_id == user.pk for reply in replies)
    )


def _person(user: User, note: Note) -> Person:
    role = Role.SUPERVISEE if user.pk == note.author_id else Role.SUPERVISOR
    return Person(user.pk, str(user), role.value)


def _events(note: Note, since: int) -> list[NoteEvent]:
    found = (
        NoteEvent.objects.filter(note=note, seq__gt=since)
        .select_related(
            "actor",
            "annotation__author",
            "annotation__made_on",
            "annotation__parent__made_on",
            "flag__raised_by",
        )
        .defer(*_TEXTS)
        .prefetch_related(
            Prefetch("annotation__anchors", selectors.anchors()),
            Prefetch("flag__anchors", selectors.anchors()),
        )
        .order_by("seq")[:PAGE]
    )
    events = list(found)
    for event in events:
        event.note = note
        for row in (event.annotation, event.flag):
            if row is not None:
                row.note = note
    return events


def _sight(note: Note, readers: Sequence[User], events: Sequence[NoteEvent]) -> Sight:
    flags = {event.flag_id for event in events if event.flag_id}
    return Sight(
        current=note.current_number,
        versions=_pairs(readers, _versions, note, "number") if events else frozenset(),
        flags=_pairs(readers, _flags, flags, "pk") if flags else frozenset(),
    )


def _versions(reader: User, note: Note) -> QuerySet[Any]:
    return access.readable_versions(reader).filter(note=note)


def _flags(reader: User, flags: set[UUID]) -> QuerySet[Any]:
    return access.readable_flags(reader).filter(pk__in=flags)


def _pairs(readers: Sequence[User], rule: Any, about: Any, column: str) -> frozenset[Any]:
    """(reader, row) for the rule of every reader, in one query."""
    each = [
        rule(reader, about)
        .order_by()
        .annotate(reader=Value(reader.pk, output_field=User._meta.pk))
        .values_list("reader", column)
        for reader in readers
    ]
    if not each:
        return frozenset()
    return frozenset(each[0].union(*each[1:]) if len(each) > 1 else each[0])
