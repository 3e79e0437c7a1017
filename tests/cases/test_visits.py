"""What is new to a person in a room: since the last visit, and not opened yet."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from cases import visits
from cases.actions import flags
from cases.actions.visits import PAUSE, arrive, mark_read
from cases.models import Note, NoteEvent, NoteVersion, RoomVisit
from supervision.exceptions import Invalid, NotAllowed, NotFound
from supervision.models import LedgerEntry, User
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    submit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def fresh(version: NoteVersion) -> Note:
    return Note.objects.get(pk=version.note_id)


def unread(user: User, version: NoteVersion) -> set[UUID]:
    return visits.seen_by(user, fresh(version)).unread()


def come_back_later(user: User, version: NoteVersion) -> None:
    earlier = timezone.now() - PAUSE - timedelta(seconds=1)
    RoomVisit.objects.filter(note=version.note_id, person=user).update(at=earlier)
    arrive(note=fresh(version), by=user)


def test_at_the_first_visit_new_is_what_came_after_ones_own_last_step(world: World) -> None:
    note = make_draft(world)
    make_flag(world, note, visibility="with_supervisor")
    version = submit(world, note)
    assert unread(world.supervisee, version) == set()
    version = make_room(world)

    thread = make_annotation(world, version)

    assert unread(world.supervisee, version) == {thread.pk}
    assert unread(world.supervisor, version) == set()


def test_own_words_are_never_new_and_a_reply_makes_its_thread_new(
    world: World, version: NoteVersion
) -> None:
    thread = make_annotation(world, version)
    arrive(note=fresh(version), by=world.supervisor)
    make_annotation(
        world, version, by=world.supervisee, act="supervisee_reply", parent_id=thread.pk
    )

    assert unread(world.supervisor, version) == {thread.pk}


def test_opening_one_thread_leaves_the_others_and_what_comes_later(
    world: World, version: NoteVersion
) -> None:
    first, second = (make_annotation(world, version) for _ in range(2))
    arrive(note=fresh(version), by=world.supervisee)
    seq = fresh(version).last_seq

    mark_read(note_id=version.note_id, seq=seq, things=[first.pk], by=world.supervisee)
    assert unread(world.supervisee, version) == {second.pk}

    make_annotation(world, version, by=world.supervisor, parent_id=first.pk)
    assert unread(world.supervisee, version) == {first.pk, second.pk}
    mark_read(note_id=version.note_id, seq=seq, things=[first.pk], by=world.supervisee)
    assert unread(world.supervisee, version) == {first.pk, second.pk}, "not what she has seen"

    head = fresh(version).last_seq
    mark_read(note_id=version.note_id, seq=head, by=world.supervisee)
    assert unread(world.supervisee, version) == set()
    assert RoomVisit.objects.get().opened == {}


def test_since_the_last_visit_stays_for_the_whole_visit(
    world: World, version: NoteVersion
) -> None:
    old = make_annotation(world, version)
    arrive(note=fresh(version), by=world.supervisee)
    new = make_annotation(world, version)
    come_back_later(world.supervisee, version)
    mark_read(note_id=version.note_id, seq=fresh(version).last_seq, by=world.supervisee)

    for _ in range(2):
        seen = visits.seen_by(world.supervisee, fresh(version))
        assert (seen.is_new([old.pk]), seen.is_new([new.pk])) == (False, True)
        arrive(note=fresh(version), by=world.supervisee)

    come_back_later(world.supervisee, version)
    assert not visits.seen_by(world.supervisee, fresh(version)).is_new([new.pk])


def test_a_bookmark_is_private_and_leaves_no_trace_on_the_note(
    world: World, version: NoteVersion
) -> None:
    thread = make_annotation(world, version)
    before = (NoteEvent.objects.count(), LedgerEntry.objects.count(), fresh(version).last_seq)

    arrive(note=fresh(version), by=world.supervisee)
    mark_read(
        note_id=version.note_id,
        seq=fresh(version).last_seq,
        things=[thread.pk],
        by=world.supervisee,
    )

    after = (NoteEvent.objects.count(), LedgerEntry.objects.count(), fresh(version).last_seq)
    assert after == before
    assert unread(world.supervisor, version) == set()
    assert [visit.person for visit in RoomVisit.objects.all()] == [world.supervisee]


def test_nobody_fills_a_bookmark_and_no_number_is_ahead(
    world: World, version: NoteVersion
) -> None:
    make_annotation(world, version)
    head = fresh(version).last_seq

    with pytest.raises(Invalid):
        mark_read(note_id=version.note_id, seq=head + 1, by=world.supervisee)
    strangers = [uuid4() for _ in range(20)]
    mark_read(note_id=version.note_id, seq=head, things=strangers, by=world.supervisee)

    assert RoomVisit.objects.get().opened == {}


def test_whoever_may_not_be_in_the_room_has_no_bookmark(
    world: World, version: NoteVersion
) -> None:
    with pytest.raises(NotFound):
        mark_read(note_id=version.note_id, seq=0, by=world.lead)
    with pytest.raises(NotFound):
        arrive(note=fresh(version), by=world.colleague)
    world.relationship.status = "suspended"
    world.relationship.save()
    with pytest.raises((NotAllowed, NotFound)):
        mark_read(note_id=version.note_id, seq=0, by=world.supervisor)

    assert not RoomVisit.objects.exists()


def test_a_flag_that_was_made_private_is_not_named(world: World, version: NoteVersion) -> None:
    flag = make_flag(world, version.note, number=1, visibility="with_supervisor")
    assert visits.unread_of(world.supervisor, fresh(version)) == [flag.pk]

    flag.refresh_from_db()
    flags.change_flag(
        flag_id=flag.pk,
        visibility="private",
        expected_version=flag.version,
        by=world.supervisee,
    )

    assert visits.unread_of(world.supervisor, fresh(version)) == []


def test_a_second_look_at_once_writes_nothing(
    world: World, version: NoteVersion, django_assert_num_queries: object
) -> None:
    arrive(note=fresh(version), by=world.supervisee)
    note = fresh(version)

    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        arrive(note=note, by=world.supervisee)
