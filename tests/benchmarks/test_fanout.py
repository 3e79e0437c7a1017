"""How soon and how much: the room beside a bare broadcast and a bare group_send.

Interleaved rounds in one run, so that a slow moment of the machine meets all of them; only the
ratios count. ``LOAD=long`` (``just load``) is the whole, without it a short form for every day.
"""

import os
from contextlib import ExitStack
from math import inf
from statistics import median
from typing import Any, Final
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction

from cases.enums import Act, EventKind
from cases.models import Anchor, Annotation, Note, NoteEvent, NoteVersion
from tests.benchmarks.fanout.runs import (
    Latency,
    Server,
    delivered,
    latency,
    plain,
    served,
    watching,
)
from tests.factories_cases import World, make_room, make_world
from tests.live import session_of

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

LONG: Final = os.environ.get("LOAD") == "long"
ROUNDS: Final = 5 if LONG else 2
SECONDS: Final = 10 if LONG else 2
PER_SECOND: Final = 20
FLOOD: Final = 1500 if LONG else 400
PEERS: Final = {"bare websockets": "bare", "bare group_send": "group"}
AUDIENCES: Final = (10, 100, 500) if LONG else (10, 100)
BODY: Final = "What made you say that, and what did you leave out?"
REDIS: Final = os.environ.get("REDIS_URL", "")


class Stage:
    """A room, or many, and the people who are in it."""

    def __init__(self, rooms: int = 1) -> None:
        self.world: World = make_world()
        self.versions: list[NoteVersion] = [make_room(self.world) for _ in range(rooms)]

    @property
    def notes(self) -> list[str]:
        return [str(version.note_id) for version in self.versions]

    def sockets(self, each: int) -> list[dict[str, Any]]:
        """``each`` for every room, every one with a session of its own, up to date."""
        people = (self.world.supervisee, self.world.supervisor)
        name = settings.SESSION_COOKIE_NAME
        sessions = [session_of(people[number % 2]) for number in range(each)]
        heads = dict(Note.objects.values_list("pk", "last_seq"))
        return [
            {
                "path": f"/ws/notes/{note}/",
                "origin": settings.SITE_URL,
                "cookie": f"{name}={session}",
                "hello": f'{{"type":"subscribe","since":{heads[UUID(note)]}}}',
                "room": place,
            }
            for place, note in enumerate(self.notes)
            for session in sessions
        ]

    def backlog(self, count: int) -> dict[str, Any]:
        """Events that are committed and not yet rung for."""
        version, by = self.versions[0], self.world.supervisor
        with transaction.atomic():
            note = Note.objects.select_related("case__data_key").get(pk=version.note_id)
            said: dict[str, Any] = {"note": note, "author": by, "act": Act.QUESTION}
            made = [Annotation(made_on=version, body=BODY, **said) for _ in range(count)]
            Annotation.objects.bulk_create(made)
            Anchor.objects.bulk_create(
                [Anchor(annotation=each, version=version, start=0, end=8) for each in made]
            )
            NoteEvent.objects.bulk_create(
                [
                    NoteEvent(
                        note=note,
                        seq=note.last_seq + place,
                        kind=EventKind.ANNOTATION_ADDED,
                        actor=by,
                        annotation=each,
                        number=1,
                    )
                    for place, each in enumerate(made, start=1)
                ]
            )
            note.last_seq += count
            note.save(update_fields=["last_seq"])
        return {"note": str(note.pk), "seq": note.last_seq}


class Figures:
    """What each server showed in each round, and the medians of it."""

    def __init__(self) -> None:
        self.latencies: dict[str, list[Latency]] = {}
        self.rates: dict[str, list[float]] = {}

    def p50(self, name: str) -> float:
        return median(each.p50 for each in self.latencies[name])

    def p99(self, name: str) -> float:
        return median(each.p99 for each in self.latencies[name])

    def rate(self, name: str) -> float:
        return median(self.rates[name])

    def report(self, title: str, first: str = "bare websockets") -> None:
        say(f"\n{title}")
        for name in self.latencies:
            p50 = self.p50(name)
            line = f"  {name:<18} p50 {p50:7.2f} ms ({p50 / self.p50(first):5.2f})"
            line += f"  p99 {self.p99(name):7.2f} ms"
            if name in self.rates:
                times = self.rate(name) / self.rate(first)
                line += f"  {self.rate(name):9,.0f} delivered/s ({times:5.2f})"
            say(line)


def aim(what: str, is_now: float, at_least: float = 0.0, at_most: float = inf) -> None:
    """Whether a target is reached. What hangs on the moment of a shared machine is said and
    not asserted: latencies are; how much arrives is not."""
    reached = "reached" if at_least <= is_now <= at_most else "MISSED"
    wanted = f"at least {at_least:g}" if at_least else f"at most {at_most:g}"
    say(f"  {what}: {is_now:.2f}, {wanted}: {reached}")


def say(line: str) -> None:
    print(line)  # noqa: T201 - a benchmark prints


def one_round(
    figures: Figures, server: Server, stage: Stage, watchers: int, flood: int
) -> None:
    """The same for each: events at a pace, then as many as it can."""
    ours = server.name.startswith("room")
    publisher = server.children[0]
    sockets = stage.sockets(watchers) if ours else plain(watchers)
    count = PER_SECOND * SECONDS
    paced: dict[str, Any] = {"per_second": PER_SECOND}
    if ours:
        paced |= {"notes": stage.notes, "by": str(stage.world.supervisor.pk)}
    with watching(server, sockets) as swarm:
        seen = latency(swarm, publisher, [count] * watchers, count, **paced)
        figures.latencies.setdefault(server.name, []).append(seen)
        if flood:
            more = stage.backlog(flood) if ours else {}
            rate = delivered(swarm, publisher, watchers, flood, **more)
            figures.rates.setdefault(server.name, []).append(rate)


def compare(stage: Stage, servers: list[Server], watchers: int) -> Figures:
    figures = Figures()
    for _ in range(ROUNDS):
        for server in servers:
            # What loses messages or takes minutes for them is asked for fewer.
            few = 60 if server.name.startswith("bare group") else FLOOD
            one_round(figures, server, stage, watchers, few)
    return figures


def durable() -> None:
    """As installed: the disk is waited for."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = FULL")


@pytest.mark.parametrize("watchers", AUDIENCES)
def test_one_room_in_one_process(watchers: int) -> None:
    durable()
    stage = Stage()
    with ExitStack() as stack:
        servers = [
            stack.enter_context(served(name, kind, REDIS_URL=""))
            for name, kind in PEERS.items()
        ]
        servers.append(stack.enter_context(served("room", "room", REDIS_URL="")))
        figures = compare(stage, servers, watchers)
    figures.report(f"{connection.vendor}, one process, one room, {watchers} watchers")
    bare, group = figures.p50("bare websockets"), figures.p50("bare group_send")
    times = figures.rate("room") / figures.rate("bare websockets")
    if watchers == 100:
        aim("p50 beside bare websockets", figures.p50("room") / bare, at_most=2.5)
        aim("p50 beside bare group_send", figures.p50("room") / group, at_most=0.25)
        aim("delivered/s beside bare websockets", times, at_least=0.5)
        assert times >= 0.5
    aim("p99 in ms", figures.p99("room"), at_most=100)


@pytest.mark.skipif(
    not REDIS or connection.vendor == "sqlite", reason="needs PostgreSQL and Redis"
)
@pytest.mark.parametrize("watchers", AUDIENCES)
def test_one_room_in_two_processes(watchers: int) -> None:
    stage = Stage()
    with ExitStack() as stack:
        servers = [
            stack.enter_context(served("bare websockets", "bare")),
            stack.enter_context(served("bare group_send", "group", 2)),
            stack.enter_context(served("room", "room", 2)),
        ]
        figures = compare(stage, servers, watchers)
    figures.report(f"two processes over Redis, one room, {watchers} watchers")
    times = figures.rate("room") / figures.rate("bare websockets")
    if watchers == 100:
        aim("delivered/s beside bare websockets", times, at_least=0.35)
        assert times >= 0.35
    aim("p99 in ms", figures.p99("room"), at_most=100)


def test_two_hundred_rooms_of_three() -> None:
    durable()
    rooms = 200 if LONG else 40
    stage = Stage(rooms)
    count = PER_SECOND * SECONDS
    with served("room", "room") as server, watching(server, stage.sockets(3)) as swarm:
        events = [0] * len(stage.notes) * 3
        for number in range(count):
            place = number % rooms * 3
            events[place : place + 3] = [each + 1 for each in events[place : place + 3]]
        seen = latency(
            swarm,
            server.children[0],
            events,
            count,
            per_second=PER_SECOND,
            notes=stage.notes,
            by=str(stage.world.supervisor.pk),
        )
    say(f"\n{connection.vendor}: {rooms} rooms of 3, {PER_SECOND} events/s in all: {seen}")
    aim("p99 in ms", seen.p99, at_most=100)


def test_what_an_idle_socket_weighs() -> None:
    stage = Stage()
    sockets = 200
    with served("room", "room") as server:
        process = server.children[0]
        with watching(server, stage.sockets(4)):
            before = process.ask("memory")["resident_kb"]
            with watching(server, stage.sockets(sockets)):
                after = process.ask("memory")["resident_kb"]
    say(f"\n{(after - before) / sockets:.1f} kB of memory for an idle socket in a room")
    assert (after - before) / sockets < 100
