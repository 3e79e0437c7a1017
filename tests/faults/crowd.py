"""Twenty tabs in two rooms, and what must hold of them when the faults are over."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from tests.faults.client import SUPERVISEE, SUPERVISOR, Tab, contents, read
from tests.faults.site import Site

CLIENTS: Final = 20
SETTLED_WITHIN: Final = 90.0
# What is printed of each scenario, in one table.
figures: dict[str, Counter[str]] = {}


def twenty(site: Site, port: int = 0) -> list[Tab]:
    """Five tabs of each person in each of two rooms."""
    people = (SUPERVISOR, SUPERVISEE)
    seats = [(note, person) for note in site.notes[:2] for person in people]
    return [Tab(site, *seats[n % len(seats)], port=port) for n in range(CLIENTS)]


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
    bodies = Counter(one["body"] for one in now.values())
    added = Counter(e["annotation"]["id"] for e in events if e["kind"] == "annotation.added")
    return Counter(
        {
            "lost": sum(now.get(made, {}).get("body") != f"said {op}"
                        for op, made in acknowledged.items()),
            "twice": sum(n - 1 for n in (*bodies.values(), *added.values())),
            "unknown": sum(body.removeprefix("said ") not in acknowledged for body in bodies),
            "gaps": sum(e["seq"] != n for n, e in enumerate(events, 1)) + head - len(events),
            "apart": sum(tab.model != now for tab in tabs),
        }
    )  # fmt: skip


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
