"""The reader of a room: one round of questions per bell, and nothing without a bound."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from channels.layers import InMemoryChannelLayer
from django.db import connection, connections

from api import presence, rooms
from api.rooms import QUEUE, SLOW, Member, Room
from cases import access
from cases.models import Note, NoteVersion
from tests.factories_cases import World, make_annotation, make_flag, make_room
from tests.live import opened, serving, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


class Counted:
    """Every query of the threads in which rooms ask."""

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.threads = ThreadPoolExecutor(1, initializer=self._watch)

    def _watch(self) -> None:
        connection.execute_wrappers.append(self._count)

    def _count(self, execute: Any, sql: str, *facts: Any) -> Any:
        self.queries.append(sql)
        return execute(sql, *facts)

    def run(self, work: Any) -> list[str]:
        async def main() -> None:
            asyncio.get_running_loop().set_default_executor(self.threads)
            try:
                await work(self)
            finally:
                await asyncio.to_thread(connections.close_all)

        asyncio.run(main())
        return self.queries


def queries_of_a_bell(world: World, version: NoteVersion, sockets: int) -> list[str]:
    """``sockets`` of both people, all following, hear of three new events at once."""
    people = [world.supervisee, world.supervisor]
    keys = {user.pk: session_of(user) for user in people}

    async def work(counted: Counted) -> None:
        room = Room(version.note_id)
        for number in range(sockets):
            user = people[number % len(people)]
            member = Member(user.pk, keys[user.pk])
            member.last = 2
            room.members.add(member)
        await room.pull()
        assert all(member.last == version.note.last_seq for member in room.members)
        assert all(member.queue.qsize() == 3 for member in room.members)

    return Counted().run(work)


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


def test_a_member_that_takes_nothing_is_let_go_and_holds_a_bounded_queue() -> None:
    async def work() -> None:
        member = Member(uuid4(), session_key="")
        for _ in range(QUEUE + 1):
            member.offer("frame")

        assert (member.ending, member.queue.qsize()) == (True, 1)
        assert member.queue.get_nowait() == SLOW

    asyncio.run(work())


def test_what_waits_is_taken_back_when_access_ends() -> None:
    async def work() -> None:
        member = Member(uuid4(), session_key="")
        member.offer("a sentence of the note")
        member.end(rooms.NOT_ALLOWED)

        assert json.loads(str(member.queue.get_nowait())) == {"type": "revoked"}
        assert member.queue.get_nowait() == 4403

    asyncio.run(work())


class DeadLayer(InMemoryChannelLayer):
    """A channel layer whose server is away."""

    async def new_channel(self, *_prefix: str) -> str:
        raise ConnectionError

    async def group_send(self, *_message: Any) -> None:
        raise ConnectionError


def test_without_a_channel_layer_a_ping_brings_what_is_new(
    world: World, version: NoteVersion, settings: Any
) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.DeadLayer"}}

    with (
        serving() as port,
        opened(port, version.note_id, session_of(world.supervisee)) as socket,
    ):
        socket.follow(since=2)
        make_annotation(world, version)
        socket.say("ping", last=2)

        assert (socket.hear()["seq"], socket.hear()) == (3, {"type": "pong", "head": 3})


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
