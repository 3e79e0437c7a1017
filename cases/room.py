"""What a room shows, to whom: its people, its news and the whole of a version.

Reading is for several people at once, so that a bell costs the same however many listen.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Value, prefetch_related_objects

from cases import access, policy, selectors
from cases.enums import Act, AnnotationMove, AnnotationStatus, NoteMove
from cases.models import (
    Anchor,
    Annotation,
    AnnotationStep,
    Note,
    NoteEvent,
    NoteVersion,
    ReflectiveFlag,
)
from cases.workflow import NOTE_TRANSITIONS, PLACEABLE, Owner, annotation_transitions
from supervision.enums import GROUP_MEMBER, Role
from supervision.exceptions import NotFound
from supervision.models import User
from supervision.prepared import NUMBER, Remembered

PAGE: Final = 100
# Of an event's people the name is shown, of a version its number, of a thread where it began.
PERSONAL: Final = (
    "password",
    "last_login",
    "is_superuser",
    "is_active",
    "date_joined",
    "timezone",
    "theme",
)
UNSHOWN: Final = [
    *(
        f"{who}__{name}"
        for who in ("actor", "annotation__author", "flag__raised_by")
        for name in PERSONAL
    ),
    *(
        f"{version}__{field.name}"
        for version in ("annotation__made_on", "annotation__parent__made_on")
        for field in NoteVersion._meta.concrete_fields
        if field.name not in ("id", "number")
    ),
    *(
        f"annotation__parent__{field.name}"
        for field in Annotation._meta.concrete_fields
        if field.name not in ("id", "made_on")
    ),
]
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
    by_name: frozenset[UUID] = frozenset()

    def sees(self, reader_id: UUID, event: NoteEvent) -> bool:
        """What a reader may not see stays as a number, so that nobody misses one."""
        if event.flag_id is not None:
            return (reader_id, event.flag_id) in self.flags
        if event.annotation is None:
            moved = event.number == self.current or (reader_id, event.number) in self.versions
            return moved and reader_id not in self.peers
        if reader_id in self.by_name:
            return (reader_id, event.annotation_id) in self.annotations
        begun = event.annotation.parent or event.annotation
        stands_on = (event.annotation.made_on.number, begun.made_on.number)
        return all((reader_id, number) in self.versions for number in stands_on)

    def numbers(self, reader_id: UUID) -> frozenset[int]:
        """Of the versions this reader may read, or read in."""
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
    users: dict[UUID, User]
    people: dict[UUID, Person]
    events: list[NoteEvent]
    anchors: dict[UUID, list[Anchor]]
    sight: Sight


def note_of_room(note_id: UUID) -> Note:
    """The row with what it takes to open its text; the caller asks the policy."""
    note = _note(note_id).first()
    if note is None:
        raise NotFound
    return note


def news(note_id: UUID, *, since: int | None, listeners: Iterable[UUID]) -> News:
    """Events after ``since`` (none of them when it is None) as these listeners may see them.

    The events are read first. Whoever had lost access before one of them was committed is
    then found without it, whatever else is committed between these questions.
    """
    events = [] if since is None else EVENTS.ask(note_id, key=note_id, number=since)
    anchors = _anchors_of(note_id, since, events)
    note = _room(note_id)
    _belong(events, note)
    fetch_steps(event.annotation for event in events if event.annotation is not None)
    users = {user.pk: user for user in PEOPLE.ask(note, key=_state_of(note))}
    readers = [users[pk] for pk in listeners if pk in users]
    return News(
        head=note.last_seq,
        users=users,
        people={pk: _person(user, note) for pk, user in users.items()},
        events=events,
        anchors=anchors,
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
    fetch_steps(threads)
    return threads


def fetch_steps(annotations: Iterable[Annotation]) -> None:
    """The way each directive among them went: one query, and none where there is none."""
    went = [each for each in annotations if each.act == Act.DIRECTIVE and each.version > 1]
    steps = Prefetch("steps", AnnotationStep.objects.select_related("by"))
    prefetch_related_objects(went, steps)


def steps_of(annotation: Annotation) -> list[AnnotationStep]:
    """The way of a directive, the first step first; of anything else its status says enough."""
    if annotation.act != Act.DIRECTIVE or annotation.version == 1:
        return []
    steps = list(annotation.steps.all())
    for step in steps:
        step.annotation = annotation
    return steps


def is_hidden_step(step: AnnotationStep) -> bool:
    """Once a directive is withdrawn: what its writer said on the way, the withdrawal aside.

    What the other person answered is hers and stays, and so does why it was withdrawn.
    """
    by_writer = step.by_id == step.annotation.author_id
    return by_writer and step.move != AnnotationMove.WITHDRAW


def waiting_for(user: User, note: Note) -> NoteVersion | None:
    """The version that waits for this supervisor to open it, else None.

    Until then she is shown its question, the help wanted and the risk line, nothing more.
    """
    if note.quarantined_at is not None:
        return None
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
    if annotation.quarantined_at is not None:
        return []
    sides = _sides(user, annotation.note)
    mine = annotation.author_id == user.pk
    return [
        move
        for move, step in annotation_transitions(annotation.act).items()
        if annotation.status in step.sources
        and move != AnnotationMove.ANSWER
        and (move != AnnotationMove.LAPSE or _is_over(annotation.note))
        and (mine if move == AnnotationMove.WITHDRAW else step.owner in sides)
        and (annotation.parent_id is None or move == AnnotationMove.WITHDRAW)
    ]


def _is_over(note: Note) -> bool:
    return note.relationship is not None and note.relationship.is_over


def note_moves_open_to(user: User, note: Note) -> list[NoteMove]:
    """What somebody in the room can do with the note now."""
    sides = () if note.quarantined_at else _sides(user, note)
    return [
        move
        for move, step in NOTE_TRANSITIONS.items()
        if note.status in step.sources and step.owner in sides
    ]


def can_place(user: User, thing: Annotation | ReflectiveFlag, note: Note) -> bool:
    """Say where something from an earlier version belongs: as ``policy`` has it."""
    if note.status not in PLACEABLE or policy.is_peer(user, note):
        return False
    if isinstance(thing, Annotation):
        return thing.status != AnnotationStatus.WITHDRAWN
    return policy.owns_flag(user, thing)


def _sides(user: User, note: Note) -> tuple[Owner, ...]:
    """Whose steps are this person's; a member of the group has none."""
    side = policy.side_of(user, note)
    return () if side == Owner.NOBODY else (side, Owner.EITHER)


def can_edit(user: User, annotation: Annotation, replies: Iterable[Annotation]) -> bool:
    """Own words, not withdrawn, and nobody else has replied: as ``policy`` has it."""
    return (
        annotation.author_id == user.pk
        and annotation.quarantined_at is None
        and annotation.status != AnnotationStatus.WITHDRAWN
        and (annotation.act != Act.DIRECTIVE or annotation.status == AnnotationStatus.ISSUED)
        and all(reply.author_id == user.pk for reply in replies)
    )


def _person(user: User, note: Note) -> Person:
    return Person(user.pk, str(user), ROLES[policy.side_of(user, note)])


def _events(note_id: UUID) -> QuerySet[NoteEvent]:
    return (
        NoteEvent.objects.filter(note=note_id, seq__gt=NUMBER)
        .select_related(
            "actor",
            "annotation__author",
            "annotation__made_on",
            "annotation__parent__made_on",
            "flag__raised_by",
        )
        .defer(*UNSHOWN)
        .order_by("seq")[:PAGE]
    )


def _anchors(note_id: UUID, thing: str) -> QuerySet[Anchor]:
    """Where the annotations, or the flags, of these events stand."""
    happened = NoteEvent.objects.filter(note=note_id, seq__gt=NUMBER).order_by("seq")[:PAGE]
    return selectors.anchors().filter(**{f"{thing}__in": happened.values(thing)})


def _note(note_id: UUID) -> QuerySet[Note]:
    return Note.objects.select_related("case__data_key", "relationship").filter(pk=note_id)


def _belong(events: Iterable[NoteEvent], note: Note) -> None:
    """The note whose key opens their text, read once."""
    for event in events:
        event.note = note
        for row in (event.annotation, event.flag):
            if row is not None:
                row.note = note


def _room(note_id: UUID) -> Note:
    for note in NOTE.ask(note_id, key=note_id):
        return cast("Note", note)
    raise NotFound


def _state_of(note: Note) -> tuple[Any, ...]:
    """All that a rule about who may be in a room can look at, but not what each event moves."""
    fields = (field.attname for field in Note._meta.concrete_fields)
    state = (getattr(note, name) for name in fields if name != "last_seq")
    return (*state, note.case.clinic_id, note.case.supervisee_id)


def _anchors_of(
    note_id: UUID, since: int | None, events: Sequence[NoteEvent]
) -> dict[UUID, list[Anchor]]:
    found: dict[UUID, list[Anchor]] = {}
    for thing in ("annotation", "flag"):
        if any(getattr(event, f"{thing}_id") for event in events):
            asked = ANCHORS.ask(note_id, thing, key=(note_id, thing), number=since)
            for anchor in asked:
                found.setdefault(getattr(anchor, f"{thing}_id"), []).append(anchor)
    return found


def _sight(note: Note, readers: Sequence[User], events: Sequence[NoteEvent]) -> Sight:
    flags = {event.flag_id for event in events if event.flag_id}
    who = tuple(reader.pk for reader in readers)
    versions = SIGHT.ask(readers, note.pk, key=(note.pk, who)) if events and who else []
    peers = [reader for reader in readers if policy.is_peer(reader, note)]
    # Of a note that was handed over not every thread goes along, whatever one reads.
    by_name = readers if note.handed_at else peers
    said = {event.annotation_id for event in events if event.annotation_id}
    return Sight(
        current=note.current_number,
        versions=frozenset(versions),
        flags=_pairs(readers, _flags, flags, "pk") if flags else frozenset(),
        annotations=_pairs(by_name, _annotations, said, "pk") if said else frozenset(),
        peers=frozenset(peer.pk for peer in peers),
        by_name=frozenset(reader.pk for reader in by_name),
    )


def _versions_seen(readers: Sequence[User], note_id: UUID) -> QuerySet[Any]:
    each = [
        _who_and(way, reader, "number")
        for reader in readers
        for way in access.reached_versions_of(note_id, reader)
    ]
    return each[0].union(*each[1:])


def _flags(reader: User, flags: set[UUID]) -> QuerySet[Any]:
    return access.readable_flags(reader).filter(pk__in=flags)


def _annotations(reader: User, said: set[UUID]) -> QuerySet[Any]:
    return access.readable_annotations(reader).filter(pk__in=said)


def _pairs(readers: Sequence[User], rule: Any, about: Any, column: str) -> frozenset[Any]:
    """(reader, row) for the rule of every reader, in one query."""
    each = [_who_and(rule(reader, about), reader, column) for reader in readers]
    if not each:
        return frozenset()
    return frozenset(each[0].union(*each[1:]) if len(each) > 1 else each[0])


def _who_and(rows: QuerySet[Any], reader: User, column: str) -> QuerySet[Any, Any]:
    who = Value(reader.pk, output_field=User._meta.pk)
    asked: QuerySet[Any, Any] = rows.order_by().annotate(reader=who)
    return asked.values_list("reader", column)


# Asked at every bell; who may see what is asked anew each time, in the same words.
EVENTS: Final = Remembered(_events)
ANCHORS: Final = Remembered(_anchors)
NOTE: Final = Remembered(_note)
PEOPLE: Final = Remembered(access.people_in_room)
SIGHT: Final = Remembered(_versions_seen)
