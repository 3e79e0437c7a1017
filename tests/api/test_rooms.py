"""The reader of a room: one round of questions per bell, and nothing without a bound."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from channels.layers import BaseChannelLayer
from django.db import transaction
from django.db.backends.signals import connection_created
from django.utils import timezone
from websockets.exceptions import ConnectionClosed

from api import presence, rooms
from api.asking import asking
from api.lines import Line
from api.rooms import Member, Room
from cases import access
from cases.actions.looks import window_of
from cases.models import Note, NoteEvent, NoteVersion
from cases.room import news
from supervision import bell, sessions
from supervision.models import User
from supervision.prepared import Remembered
from tests.factories_cases import World, make_annotation, make_flag, make_room
from tests.live import opened, serving, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def member_of(user: User, session: str = "") -> Member:
    """Somebody in a room whose socket writes nothing down; she was let in just now."""
    member = Member(Line({}, _into_nothing), user.pk, sessions.held_by(user, session))
    member.heard = window_of(timezone.now())
    return member


async def _into_nothing(_message: Any) -> None:
    await asyncio.sleep(3600)


def queries_of_a_bell(world: World, version: NoteVersion, sockets: int) -> list[str]:
    """``sockets`` of both people, all following, hear of three new events at once."""
    people = [world.supervisee, world.supervisor]
    keys = {user.pk: session_of(user) for user in people}

    async def work() -> list[Member]:
        room = Room(version.note_id)
        for number in range(sockets):
            user = people[number % len(people)]
            member = member_of(user, keys[user.pk])
            member.last = 2
            room.members.add(member)
        with asking():
            await room.pull()
        return list(room.members)

    with every_query() as queries:
        members = asyncio.run(work())
    assert all(member.last == version.note.last_seq for member in members)
    assert len(members) == sockets
    return queries


@contextmanager
def every_query() -> Iterator[list[str]]:
    """Of every thread that connects meanwhile, as the threads in which rooms ask do."""
    queries: list[str] = []

    def count(execute: Any, sql: str, *facts: Any) -> Any:
        if "PRAGMA" not in sql:
            queries.append(sql)
        return execute(sql, *facts)

    def watch(connection: Any, **_facts: Any) -> None:
        connection.execute_wrappers.append(count)

    connection_created.connect(watch, weak=False)
    try:
        yield queries
    finally:
        connection_created.disconnect(watch)


def test_a_bell_costs_the_same_for_one_socket_and_for_ten(
    world: World, version: NoteVersion
) -> None:
    make_annotation(world, version, start=0, end=2)
    make_flag(world, version.note, number=1)
    make_annotation(world, version, by=world.supervisee)
    version.note.refresh_from_db()

    one, ten = (len(queries_of_a_bell(world, version, sockets)) for sockets in (1, 10))

    assert (one, ten) == (8, 8)


def test_who_may_be_in_a_room_is_the_same_rule_for_one_and_for_all(world: World) -> None:
    version = make_room(world)
    people = [
        world.supervisee,
        world.supervisor,
        world.lead,
        world.administrator,
        world.colleague,
    ]

    for status in ("in_review", "draft", "retracted", "closed"):
        for relationship in ("active", "ending", "suspended", "ended"):
            Note.objects.update(status=status)
            type(world.relationship).objects.update(status=relationship)
            note = Note.objects.select_related("case").get(pk=version.note_id)
            at_once = set(access.people_in_room(note))

            assert at_once == {user for user in people if note in access.open_rooms(user)}


def test_a_rule_that_asks_while_it_is_built_cannot_be_remembered(version: NoteVersion) -> None:
    def build() -> Any:
        list(Note.objects.all())
        return Note.objects.all()

    with pytest.raises(RuntimeError, match="asks nothing while it is built"):
        Remembered(build).ask(key="anything")


def test_what_a_remembered_question_finds_is_as_of_now(
    world: World, version: NoteVersion
) -> None:
    """The SQL is kept; roles that began or ended since are not."""
    seen = []

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for after in (0, 3600, 0):
            clock.shift(timedelta(seconds=after))
            seen.append(set(news(version.note_id, since=None, listeners=[]).people))
            soon = timezone.now() + timedelta(seconds=60)
            world.supervisor.role_assignments.update(valid_to=soon)

    both = {world.supervisee.pk, world.supervisor.pk}
    assert seen == [both, {world.supervisee.pk}, both]


class DeadLayer(BaseChannelLayer):
    """A channel layer whose server is away."""

    async def new_channel(self, *_prefix: str) -> str:
        raise ConnectionError

    async def group_send(self, *_message: Any) -> None:
        raise ConnectionError


class HungLayer(BaseChannelLayer):
    """One whose server takes what it is sent and never answers."""

    async def new_channel(self, *_prefix: str) -> str:
        await asyncio.sleep(3600)
        return ""

    async def group_send(self, *_message: Any) -> None:
        await asyncio.sleep(3600)


@pytest.mark.parametrize("layer", [DeadLayer, HungLayer])
def test_without_a_channel_layer_nothing_waits_and_nothing_is_lost(
    world: World, version: NoteVersion, settings: Any, layer: type[BaseChannelLayer]
) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.{layer.__name__}"}}

    with (
        serving() as port,
        opened(port, version.note_id, session_of(world.supervisee)) as socket,
    ):
        socket.follow(since=2)
        began = time.monotonic()
        make_annotation(world, version)
        written = time.monotonic() - began
        assert socket.hear()["seq"] == 3  # in its own process a bell needs no layer
        bell.hearers.clear()
        make_annotation(world, version)
        socket.say("ping", last=3)

        assert (socket.hear()["seq"], socket.hear()) == (4, {"type": "pong", "head": 4})
        assert written < 1


def test_a_gap_in_the_log_starts_everybody_anew(
    world: World, version: NoteVersion, caplog: pytest.LogCaptureFixture
) -> None:
    """It cannot be, so it is not passed over in silence."""
    with (
        serving() as port,
        opened(port, version.note_id, session_of(world.supervisee)) as socket,
    ):
        socket.follow(since=2)
        bell.hearers.clear()
        with transaction.atomic():  # a room that looks by itself finds all of it
            make_annotation(world, version)
            NoteEvent.objects.filter(note=version.note_id, seq=3).delete()
            make_annotation(world, version)
        socket.say("ping", last=2)
        assert socket.hear() == {"type": "resync"}
        assert "has a gap after 2" in caplog.text
        assert socket.hear("pong") == {"type": "pong", "head": 4}

        assert socket.follow(since=4) == []
        make_annotation(world, version)
        socket.say("ping", last=4)
        assert socket.hear("event")["seq"] == 5


def test_presence_is_kept_by_pings_and_forgotten_by_itself(
    world: World, version: NoteVersion, settings: Any
) -> None:
    """In a cache whose clock the test can turn."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    here, there = world.supervisee.pk, world.supervisor.pk
    seen = []

    with time_machine.travel("2026-11-20T10:00Z", tick=False) as clock:
        for after in (0, 30, 30, 46):
            clock.shift(timedelta(seconds=after))
            seen.append(presence.present(version.note_id, [here, there]))
            if after == 0:
                presence.enter(version.note_id, here, typing=True)
                seen.append(presence.present(version.note_id, [here, there]))
            else:
                presence.keep(version.note_id, here) if after == 30 else None

    assert seen == [{}, {here: True}, {here: False}, {here: False}, {}]


def test_the_other_tab_of_another_process_is_asked_before_a_person_is_gone(
    world: World, version: NoteVersion
) -> None:
    """Leaving takes the key away; the bell makes every room put its own people back."""
    with (
        serving() as port,
        opened(port, version.note_id, session_of(world.supervisee)) as socket,
    ):
        socket.follow(since=2)
        presence.leave(version.note_id, world.supervisee.pk)
        socket.say("ping", last=2)
        socket.hear("pong")

        assert presence.present(version.note_id, [world.supervisee.pk]) != {}


def test_a_person_has_so_many_windows_on_all_notes_together(
    world: World, version: NoteVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "SOCKETS_OF_PERSON", 2)
    note_ids = [version.note_id, make_room(world).note_id, make_room(world).note_id]
    session = session_of(world.supervisor)

    with serving() as port, ExitStack() as windows:
        first, second = (
            windows.enter_context(opened(port, pk, session)) for pk in note_ids[:2]
        )
        first.follow(since=2)
        second.follow(since=2)
        with opened(port, note_ids[2], session) as third:
            assert third.closed() == 1013
        with opened(port, note_ids[2], session_of(world.supervisee)) as another:
            another.follow(since=2)
        first.wire.close()
        assert comes_in(port, note_ids[2], session)


def test_a_note_has_so_many_windows(
    world: World, version: NoteVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "SOCKETS_OF_NOTE", 1)

    with serving() as port:
        with opened(port, version.note_id, session_of(world.supervisor)) as first:
            first.follow(since=2)
            with opened(port, version.note_id, session_of(world.supervisee)) as second:
                assert second.closed() == 1013
        assert comes_in(port, version.note_id, session_of(world.supervisee))


def comes_in(port: int, note_id: UUID, session: str, within: float = 5.0) -> bool:
    """As a browser does that was told to come back."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        with opened(port, note_id, session) as window:
            window.say("subscribe", since=2)
            try:
                window.hear("caught_up")
            except ConnectionClosed:
                time.sleep(0.05)
            else:
                return True
    return False
