"""Whatever breaks: acknowledged writes stay, once each, and every tab shows the same room."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest

from tests.faults.client import SUPERVISEE, SUPERVISOR, Tab, call
from tests.faults.crowd import at_work, check, everybody, pause
from tests.faults.deaf import LEFT_ALONE, deaf
from tests.faults.proxy import proxied
from tests.faults.services import Cluster, Redis, cluster, redis
from tests.faults.site import Site, installed

pytestmark = pytest.mark.faults


class Place:
    """An installation, with the services it stands on where it has its own."""

    def __init__(self, site: Site, database: Cluster | None, layer: Redis | None) -> None:
        self.site, self.database, self.layer = site, database, layer


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with installed(tmp_path_factory.mktemp("embedded"), rooms=3) as site:
        yield Place(site, None, None)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """PostgreSQL and Redis that nobody else uses."""
    with ExitStack() as stack:
        database, layer = stack.enter_context(cluster()), stack.enter_context(redis())
        site = stack.enter_context(
            installed(
                tmp_path_factory.mktemp("clinic"),
                database=database.address,
                redis=layer.address,
            )
        )
        yield Place(site, database, layer)


@pytest.fixture(params=["embedded", "clinic"], ids=["SQLite", "PostgreSQL and Redis"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


def test_kill_9_of_the_server_during_writes(place: Place, clients: int, *, long: bool) -> None:
    times = 15 if long else 4

    async def go() -> None:
        began, tabs = time.monotonic(), everybody(place.site, clients)
        async with at_work(tabs):
            for _ in range(times):
                await pause(2.5 if long else 0.8)
                await asyncio.to_thread(place.site.kill)
                await asyncio.to_thread(place.site.start)
            await pause(1)
        assert any(tab.done["repeated"] for tab in tabs)  # it broke what was under way
        await check(f"kill -9 x {times}, {_kind(place)}", place.site, tabs, began)

    asyncio.run(go())


def test_postgresql_crashes_and_comes_back(clinic: Place, clients: int, *, long: bool) -> None:
    database, times = clinic.database, 5 if long else 1
    assert database is not None

    async def go() -> None:
        began, tabs = time.monotonic(), everybody(clinic.site, clients)
        before = database.recoveries()
        for tab in tabs:
            tab.longest_pause = 0.1  # so that something is always under way
        async with at_work(tabs):
            for _ in range(times):
                await pause(1.5)
                await asyncio.to_thread(database.stop, "immediate")
                await pause(0.5)
                await asyncio.to_thread(database.start)
                await pause(1)
        assert database.recoveries() == before + times
        assert any(tab.done["repeated"] for tab in tabs)  # it broke what was under way
        await check(f"PostgreSQL crash x {times}", clinic.site, tabs, began)

    asyncio.run(go())


def test_redis_is_killed_and_has_lost_everything(
    clinic: Place, clients: int, *, long: bool
) -> None:
    layer, times = clinic.layer, 5 if long else 1
    assert layer is not None

    async def go() -> None:
        began = time.monotonic()
        with clinic.site.beside() as other:  # what the one does, the other hears by Redis alone
            tabs = everybody(clinic.site, clients, clinic.site.port, other)
            async with at_work(tabs):
                for _ in range(times):
                    await pause(1)
                    await asyncio.to_thread(layer.kill)
                    await pause(3 if long else 2)
                    await asyncio.to_thread(layer.start)
                    await pause(1)
        await check(f"Redis lost x {times}, two servers", clinic.site, tabs, began)

    asyncio.run(go())


def test_a_line_that_drops_delays_cuts_and_slices(
    embedded: Place, clients: int, *, long: bool
) -> None:
    async def go() -> None:
        began = time.monotonic()
        async with proxied(embedded.site.port, seed=20) as (proxy, port):
            tabs = everybody(embedded.site, clients, port)
            async with at_work(tabs):
                await pause(60 if long else 5)
                proxy.good = True
            assert min(proxy.done[fault] for fault in ("cut", "dropped", "delayed", "sliced"))
            await check("bad line, SQLite", embedded.site, tabs, began)

    asyncio.run(go())


def test_a_tab_that_stops_reading_holds_nobody_up(
    embedded: Place, clients: int, *, long: bool
) -> None:
    """Others say more than buffers and queue hold; it is left, and comes back."""

    async def go() -> None:
        began, room = time.monotonic(), embedded.site.notes[2]
        people = [person for _ in range(clients // 4) for person in (SUPERVISOR, SUPERVISEE)]
        tabs = [Tab(embedded.site, room, person) for person in people]
        for tab in tabs:
            tab.more, tab.longest_pause = "\n" + "x" * 8_000, 0.2
        back = Tab(embedded.site, room, SUPERVISOR, writes=False)
        held = await deaf(back)
        async with at_work(tabs):
            seconds = await held.until_left_alone(90)
            await pause(15 if long else 0)
            told = max(tab.last for tab in tabs)
        last, code = await held.hear_out()
        assert code in LEFT_ALONE
        assert last < told  # it was ended for what it did not take, and the others went on
        async with at_work([back]):  # it comes back and has missed nothing
            pass
        name = f"does not read: {code} after {seconds:.0f} s"
        await check(name, embedded.site, [*tabs, back], began)

    asyncio.run(go())


def test_two_tabs_of_one_person_show_the_same(place: Place, *, long: bool) -> None:
    async def go() -> None:
        began, note = time.monotonic(), place.site.notes[0]
        watcher = Tab(place.site, note, SUPERVISEE, writes=False)
        await watcher.take_snapshot()
        tabs = [*(Tab(place.site, note, SUPERVISOR) for _ in range(2)), watcher]
        async with at_work(tabs):
            await pause(20 if long else 1.5)
        await check(f"two tabs, {_kind(place)}", place.site, tabs, began)

    asyncio.run(go())


def test_an_op_id_is_done_once_in_whatever_order_it_comes(place: Place) -> None:
    """Every write three times, all at once and mixed; then each with other words."""

    async def go() -> None:
        began, site, note = time.monotonic(), place.site, place.site.notes[0]
        writes = [_question(str(uuid4())) for _ in range(8)]
        mixed = [*writes, *reversed(writes), *writes[1::2], *writes[::2]]
        tab = Tab(site, note, SUPERVISOR, writes=False)
        answers = await asyncio.gather(*(_post(site, note, body) for body in mixed))
        for body, (status, said) in zip(mixed, answers, strict=True):
            assert status == 201
            assert tab.acknowledged.setdefault(body["op_id"], said["id"]) == said["id"]
        for body in writes:
            status, said = await _post(site, note, body | {"body": "other words"})
            assert (status, said["code"]) == (409, "operation_reused")
        tab.done["writes"] = len(writes)
        async with at_work([tab]):
            pass
        await check(f"op_ids mixed, {_kind(place)}", site, [tab], began)

    asyncio.run(go())


def test_a_clock_that_jumps_an_hour_ahead_and_back(
    place: Place, clients: int, *, long: bool
) -> None:
    clocks = (3600, -3600, 0) if long else (3600, 0)
    name = "clock +1 h, -1 h" if long else "clock +1 h and back"

    async def go() -> None:
        began, tabs = time.monotonic(), everybody(place.site, clients)
        async with at_work(tabs):
            for clock in clocks:
                await asyncio.to_thread(place.site.stop)
                await asyncio.to_thread(place.site.start, clock=clock)
                await pause(15 if long else 1)
        await check(f"{name}, {_kind(place)}", place.site, tabs, began)

    asyncio.run(go())


def _question(op_id: str) -> dict[str, Any]:
    return {"op_id": op_id, "number": 1, "act": "question", "body": f"said {op_id}"}


async def _post(site: Site, note: str, body: dict[str, Any]) -> tuple[int, Any]:
    path = f"notes/{note}/annotations/"
    return await call(site.port, site.people[SUPERVISOR], "POST", path, body)


def _kind(place: Place) -> str:
    return "PostgreSQL+Redis" if place.database else "SQLite"
