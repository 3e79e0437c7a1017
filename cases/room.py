"""What a room shows, to whom: its people, its news and the whole of a version.

Reading is for several people at once, so that a bell costs the same however many listen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Value

from cases import access, policy, selectors
from cases.enums import AnnotationMove, AnnotationStatus, NoteMove
from cases.models import Annotation, Note, NoteEvent, NoteVersion
from cases.workflow import NOTE_TRANSITIONS, Owner, annotation_transitions
from supervision.enums import GROUP_MEMBER, Role
from supervision.exceptions import NotFound
from supervision.models import User

PAGE: Final = 100
ROLES: Final = {
    Owner.AUTHOR: Role.SUPERVISEE.value,
    Owner.SUPERVISOR: Role.SUPERVISOR.value,
    Owner.NOBODY: GROUP_MEMBER,
}


class Person(NamedTuple):
    id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class Sight:
    """Which versions, flags and annotations of one note each of several readers may see."""

    current: int
    versions: frozenset[tuple[UUID, int]]
    flags: frozenset[tuple[UUID, UUID]]
    annotations: frozenset[tuple[UUID, UUID]]
    peers: frozenset[UUID]

    def sees(self, reader_id: UUID, event: NoteEvent) -> bool:
        """What a reader may not see stays as a number, so that nobody misses one."""
        if event.flag_id is not None:
            return (reader_id, event.flag_id) in self.flags
        if event.annotation_id is not None:
            return (reader_id, event.annotation_id) in self.annotations
        moved = event.number == self.current and reader_id not in self.peers
        return moved or (reader_id, event.number) in self.versions


@dataclass(frozen=True)
class News:
    """What is new in a room, who may be in it now, and which of them may see what."""

    head: int
    people: dict[UUID, Person]
    events: list[NoteEvent]
    sight: Sight


def note_of_room(note_id: UUID) -> Note:
    """The row with what it takes to open its text; the caller asks the policy."""
    notes = Note.objects.select_related("case__data_key", "relationship")
    note = notes.filter(pk=note_id).first()
    if note is None:
        raise NotFound
    return note


def news(note_id: UUID, *, since: int | None, listeners: Iterable[UUID]) -> News:
    """Events after ``since`` (none of them when it is None) as these listeners may see them.

    The events are read first: whoever has lost the sight of them since is not told of them.
    """
    events = [] if since is None else _events(note_id, since)
    note = note_of_room(note_id)
    for event in events:
        _lies_in(note, event)
    users = {user.pk: user for user in access.people_in_room(note)}
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
    """What this reader sees, the oldest thread first, all sharing one note and one key."""
    threads = list(selectors.annotations_of(version, to=to))
    for thread in threads:
        for annotation in (thread, *thread.replies.all()):
            annotation.note, annotation.made_on = version.note, version
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
    sides = _sides(user, annotation.note)
    mine = annotation.author_id == user.pk
    return [
        move
        for move, step in annotation_transitions(annotation.act).items()
        if annotation.status in step.sources
        and move != AnnotationMove.ANSWER
        and (mine if move == AnnotationMove.WITHDRAW else step.owner in sides)
        and (annotation.parent_id is None or move == AnnotationMove.WITHDRAW)
    ]


def note_moves_open_to(user: User, note: Note) -> list[NoteMove]:
    """What somebody in the room can do with the note now."""
    sides = _sides(user, note)
    return [
        move
        for move, step in NOTE_TRANSITIONS.items()
        if note.status in step.sources and step.owner in sides
    ]


def _sides(user: User, note: Note) -> tuple[Owner, ...]:
    """Whose steps are this person's; a member of the group has none."""
    side = policy.side_of(user, note)
    return () if side == Owner.NOBODY else (side, Owner.EITHER)


def can_edit(user: User, annotation: Annotation, replies: Iterable[Annotation]) -> bool:
    """Own words, not withdrawn, and nobody else has replied: as ``policy`` has it."""
    return (
        annotation.author_id == user.pk
        and annotation.status != AnnotationStatus.WITHDRAWN
        and all(reply.author_id == user.pk for reply in replies)
    )


def _person(user: User, note: Note) -> Person:
    return Person(user.pk, str(user), ROLES[policy.side_of(user, note)])


def _events(note_id: UUID, since: int) -> list[NoteEvent]:
    found = (
        NoteEvent.objects.filter(note=note_id, seq__gt=since)
        .select_related("actor", "annotation__author", "annotation__made_on", "flag__raised_by")
        .defer(
            "annotation__made_on__text",
            "annotation__made_on__sections",
            "annotation__made_on__change_note",
        )
        .prefetch_related("annotation__anchors", "flag__anchors")
        .order_by("seq")[:PAGE]
    )
    return list(found)


def _lies_in(note: Note, event: NoteEvent) -> None:
    """One note and one key for all rows."""
    event.note = note
    for row in (event.annotation, event.flag):
        if row is not None:
            row.note = note


def _sight(note: Note, readers: Sequence[User], events: Sequence[NoteEvent]) -> Sight:
    flags = {event.flag_id for event in events if event.flag_id}
    said = {event.annotation_id for event in events if event.annotation_id}
    moved = any(event.annotation_id is None and event.flag_id is None for event in events)
    return Sight(
        current=note.current_number,
        versions=_pairs(readers, _versions, note, "number") if moved else frozenset(),
        flags=_pairs(readers, _flags, flags, "pk") if flags else frozenset(),
        annotations=_pairs(readers, _annotations, said, "pk") if said else frozenset(),
        peers=frozenset(reader.pk for reader in readers if policy.is_peer(reader, note)),
    )


def _versions(reader: User, note: Note) -> QuerySet[Any]:
    return access.readable_versions(reader).filter(note=note)


def _flags(reader: User, flags: set[UUID]) -> QuerySet[Any]:
    return access.readable_flags(reader).filter(pk__in=flags)


def _annotations(reader: User, said: set[UUID]) -> QuerySet[Any]:
    return access.readable_annotations(reader).filter(pk__in=said)


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
