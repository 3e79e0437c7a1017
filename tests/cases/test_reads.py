"""The access log: one row per person, thing, role and quarter of an hour; for its author."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.looks import window_of
from cases.actions.read_roots import root_all
from cases.actions.reads import (
    record_all,
    record_listening,
    record_taken_out,
    record_version_read,
)
from cases.models import NarrativeRead, NoteVersion
from cases.read_enums import ACTS, ReadWhat
from cases.read_selectors import readers_in, reads_of, reads_of_case, reads_of_note
from supervision.exceptions import NotAllowed, NotFound
from tests.factories_cases import HAPPENED, World, make_room, make_world

pytestmark = pytest.mark.django_db
NOON = "2026-11-02T12:01:00Z"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def test_a_quarter_of_an_hour_is_one_row(world: World, version: NoteVersion) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            record_version_read(version=version, by=world.supervisor)
            clock.shift(timedelta(minutes=4))

        clock.shift(timedelta(minutes=5))
        record_version_read(version=version, by=world.supervisor)

    first, second = NarrativeRead.objects.order_by("window")
    assert (first.times, first.last_at - first.first_at) == (3, timedelta(minutes=8))
    assert (second.times, second.role) == (1, "supervisor")
    assert first.window == window_of(first.first_at)


def test_what_comes_within_a_minute_is_the_same_look(
    world: World, version: NoteVersion
) -> None:
    """A page loaded once more, or one of its parts, writes nothing; a minute later is again."""
    with time_machine.travel(NOON, tick=False) as clock:
        record_version_read(version=version, by=world.supervisor)
        clock.shift(timedelta(seconds=59))
        with CaptureQueriesContext(connection) as asked:
            record_version_read(version=version, by=world.supervisor)
        assert not [each for each in asked if not each["sql"].startswith("SELECT")]
        [same] = NarrativeRead.objects.all()
        clock.shift(timedelta(seconds=1))
        record_version_read(version=version, by=world.supervisor)

    assert (same.times, same.last_at) == (1, same.first_at)
    [again] = NarrativeRead.objects.all()
    assert (again.times, again.last_at - again.first_at) == (2, timedelta(minutes=1))


def test_where_the_clock_was_ahead_one_reads_on(world: World, version: NoteVersion) -> None:
    """Its hour was closed in the ledger meanwhile: that she reads is on record, and stays."""
    with time_machine.travel(NOON, tick=False) as clock:
        record_version_read(version=version, by=world.supervisor)
        clock.shift(timedelta(hours=2))
        assert root_all()
        clock.shift(timedelta(hours=-2, minutes=5))
        record_version_read(version=version, by=world.supervisor)

    [same] = NarrativeRead.objects.all()
    assert (same.times, same.last_at) == (1, same.first_at)


def test_what_is_taken_out_is_a_row_each_time(world: World, version: NoteVersion) -> None:
    for _ in range(2):
        record_taken_out(version=version, by=world.supervisor)

    assert list(NarrativeRead.objects.values_list("what", "times")) == [("note_export", 1)] * 2


def test_the_author_leaves_no_row(world: World, version: NoteVersion) -> None:
    record_version_read(version=version, by=world.supervisee)
    record_taken_out(version=version, by=world.supervisee)
    record_listening(note=version.note, listeners=[world.supervisee])
    record_all([])

    assert not NarrativeRead.objects.exists()


def test_whoever_listens_is_recorded_with_the_others_in_one_statement(
    world: World, version: NoteVersion
) -> None:
    people = [world.supervisee, world.supervisor, world.colleague]
    with time_machine.travel(NOON, tick=False):
        record_listening(note=version.note, listeners=people)
        record_listening(note=version.note, listeners=people)

    told = NarrativeRead.objects.order_by("role").values_list("reader", "role")
    assert list(told) == [
        (world.colleague.pk, "group member"),
        (world.supervisor.pk, "supervisor"),
    ]


def test_what_cannot_be_recorded_is_not_shown(
    world: World, version: NoteVersion, client: Client
) -> None:
    """Fail closed: without its table no reader but the author gets the text."""
    client.force_login(world.supervisor)
    room = reverse("api:version", args=[version.note_id, version.number])
    assert HAPPENED in client.get(room).content.decode()

    connection.check_constraints()  # PostgreSQL drops no table that still has checks to make
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cases_narrativeread")

    with pytest.raises(DatabaseError):
        client.get(room)


def test_the_list_is_the_authors_alone(world: World, version: NoteVersion) -> None:
    record_version_read(version=version, by=world.supervisor)

    assert reads_of_note(world.supervisee, version.note_id).count() == 1
    assert reads_of_case(world.supervisee, version.note.case).count() == 1
    assert not reads_of_case(world.supervisor, version.note.case).exists()
    with pytest.raises(NotAllowed):
        reads_of_note(world.supervisor, version.note_id)
    with pytest.raises(NotFound):
        reads_of_note(world.lead, version.note_id)


def test_each_reader_is_named_once_per_role(world: World, version: NoteVersion) -> None:
    for minute in (1, 20, 40):
        with time_machine.travel(f"2026-11-02T12:{minute:02}:00Z", tick=False):
            record_version_read(version=version, by=world.supervisor)

    (reader,) = readers_in(reads_of(version.note))

    assert (reader.name, reader.in_role) == (world.supervisor.display_name, "as supervisor")


def test_every_act_has_its_words() -> None:
    assert set(ACTS) == set(ReadWhat)
    assert timezone.is_aware(window_of(timezone.now()))
