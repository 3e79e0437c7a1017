"""Tabs at work in rooms, and what must hold of them when the faults are over."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from tests.faults.client import SUPERVISEE, SUPERVISOR, Tab, contents, read
from tests.faults.site import Site

SETTLED_WITHIN: Final = 90.0
# What is printed of each scenario, in one table.
figures: dict[str, Counter[str]] = {}


def everybody(site: Site, count: int, *ports: int) -> list[Tab]:
    """Tabs of both persons in two rooms, in turn through each of the ports."""
    people = (SUPERVISOR, SUPERVISEE)
    seats = [(note, person) for note in site.notes[:2] for person in people]
    through = ports or (site.port,)
    return [
        Tab(site, *seats[n % len(seats)], port=through[n // len(seats) % len(through)])
        for n in range(count)
    ]


@asynccontextmanager
async def at_work(tabs: Sequence[Tab]) -> AsyncIterator[None]:
    """They follow and write while the block does harm; afterwards unanswered writes are
    repeated until they are answered, and everybody catches up."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        followers = [group.create_task(tab.follow()) for tab in tabs]
        writers = [group.create_task(tab.write_until(over)) for tab in tabs]
        yield
        over.set()
        async with asyncio.timeout(SETTLED_WITHIN):
            await asyncio.gather(*writers)
            await _caught_up(tabs)
        for follower in followers:
            follower.cancel()


async def _caught_up(tabs: Sequence[Tab]) -> None:
    """Wait for it; whether they are right is asked afterwards."""
    heads = {tab.note: (await _log(tab))[1] for tab in tabs}
    while any(tab.last < heads[tab.note] for tab in tabs):  # noqa: ASYNC110 - many tabs, no event
        await asyncio.sleep(0.1)


async def _log(tab: Tab) -> tuple[list[dict[str, Any]], int]:
    """All events of a room from the first, and its head."""
    events: list[dict[str, Any]] = []
    while True:
        since = events[-1]["seq"] if events else 0
        path = f"notes/{tab.note}/events/?since={since}"
        said = await read(tab.site.port, tab.session, path)
        assert set(said) == {"events", "head"}
        events += said["events"]
        if not said["events"]:
            return events, said["head"]


def difference(tab: Tab, now: dict[str, dict[str, Any]]) -> str:
    """In what a tab differs from the room: for the message of a failure."""
    told = [f"missing {key}" for key in now.keys() - tab.model.keys()]
    told += [f"too many {key}" for key in tab.model.keys() - now.keys()]
    for key in now.keys() & tab.model.keys():
        one, other = tab.model[key], now[key]
        told += [
            f"{key} {field}: {one.get(field)!r} for {other.get(field)!r}"
            for field in one.keys() | other.keys()
            if one.get(field) != other.get(field)
        ]
    return f"person {tab.person}, at {tab.last}: " + "; ".join(told)


async def check(name: str, site: Site, tabs: Sequence[Tab], began: float) -> None:
    """Lost 0, twice 0, gaps 0, apart 0, and the ledger as it should be."""
    found = sum((tab.done for tab in tabs), Counter[str]())
    for note in {tab.note: None for tab in tabs}:
        found.update(await _check_room([tab for tab in tabs if tab.note == note]))
    report = await asyncio.to_thread(site.verified)
    found["ledger exit"] = report["exit"]
    found["waiting"] = sum(clinic["pending"] for clinic in report["clinics"])
    found["seconds"] = round(time.monotonic() - began)
    figures[name] = found
    wrong = {fact: found[fact] for fact in WRONG if found[fact]}
    assert not wrong, (name, dict(found), report)
    assert found["writes"] > 0


WRONG: Final = ("lost", "twice", "gaps", "apart", "unknown", "ledger exit", "waiting")


async def _check_room(tabs: Sequence[Tab]) -> Counter[str]:
    snapshot = await read(
        tabs[0].site.port, tabs[0].session, f"notes/{tabs[0].note}/annotations/"
    )
    now = contents(snapshot)
    events, head = await _log(tabs[0])
    assert snapshot["seq"] == head
    acknowledged = tabs[0].acknowledged
    for apart in (tab for tab in tabs if tab.model != now):
        print(difference(apart, now)[:1000])  # noqa: T201 - why this run fails
    bodies = Counter(_op_of(one) for one in now.values())
    added = Counter(e["annotation"]["id"] for e in events if e["kind"] == "annotation.added")
    return Counter(
        {
            "lost": sum(made not in now or _op_of(now[made]) != op
                        for op, made in acknowledged.items()),
            "twice": sum(n - 1 for n in (*bodies.values(), *added.values())),
            "unknown": sum(op not in acknowledged for op in bodies),
            "gaps": sum(e["seq"] != n for n, e in enumerate(events, 1)) + head - len(events),
            "apart": sum(tab.model != now for tab in tabs),
        }
    )  # fmt: skip


def _op_of(annotation: dict[str, Any]) -> str:
    """Its body says with which op_id it was written."""
    op_id: str = annotation["body"].removeprefix("said ").split("\n")[0]
    return op_id


async def pause(seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.sleep(seconds)


def table() -> str:
    columns = (
        "writes", "events", "repeated", "sent twice", "reconnects", "asked again", "snapshots",
        "lost", "twice", "gaps", "apart", "ledger exit", "waiting", "seconds",
    )  # fmt: skip
    head = f"{'scenario':38}" + "".join(f"{column:>12}" for column in columns)
    lines = [
        f"{name:38}" + "".join(f"{found[column]:>12,}" for column in columns)
        for name, found in figures.items()
    ]
    return "\n".join((head, *lines))
