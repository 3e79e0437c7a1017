"""Whoever is told something in a room is on record first, once in a quarter of an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.hearing import record_hearing
from cases.models import NarrativeRead, NoteVersion
from cases.room import news
from supervision.models import User
from tests.factories_cases import World, make_annotation, make_room, make_world

pytestmark = pytest.mark.django_db


@dataclass
class Listener:
    user_id: UUID
    heard: datetime | None = None


def _hear(version: NoteVersion, *listeners: Listener, since: int | None = 0) -> None:
    told = news(version.note_id, since=since, listeners=[it.user_id for it in listeners])
    record_hearing(told, listeners)


def _rows() -> list[User]:
    return [row.reader for row in NarrativeRead.objects.order_by("window", "pk")]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def version(world: World) -> NoteVersion:
    made = make_room(world)
    make_annotation(world, made, by=world.supervisee)
    return made


def test_what_is_heard_is_on_record_and_the_author_is_not(
    world: World, version: NoteVersion
) -> None:
    _hear(version, Listener(world.supervisee.pk), Listener(world.supervisor.pk))

    assert _rows() == [world.supervisor]


def test_where_nothing_is_told_nothing_is_recorded(world: World, version: NoteVersion) -> None:
    _hear(version, Listener(world.supervisor.pk), since=None)

    assert _rows() == []


def test_a_second_bell_asks_nothing_and_the_next_quarter_has_its_own_row(
    world: World, version: NoteVersion
) -> None:
    listener = Listener(world.supervisor.pk)
    with time_machine.travel("2026-11-02T12:01:00Z", tick=False) as clock:
        told = news(version.note_id, since=0, listeners=[world.supervisor.pk])
        if not told.users:  # the supervision of the world begins when it is made
            told.users[world.supervisor.pk] = world.supervisor
        record_hearing(told, [listener])
        with CaptureQueriesContext(connection) as queries:
            record_hearing(told, [listener])
        assert len(queries) == 0

        clock.shift(timedelta(minutes=15))
        record_hearing(told, [listener])

    assert _rows() == [world.supervisor, world.supervisor]
