"""The process dies between the row of an act and its entry: both are there, or neither.

Fifty deaths on each database: by SIGKILL after each statement of the transaction in turn, by
SIGKILL from outside while commits go on, and on SQLite, where ``strace`` is there, by SIGKILL
at the n-th system call with which the database writes or flushes.
"""

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import guard
from tests.faults.acting import BEFORE
from tests.faults.services import cluster
from tests.faults.site import ROOT, Site

pytestmark = pytest.mark.faults

STATEMENTS = 6  # more than an act has: the last ones find it whole
SYSCALLS = ("pwrite64", "fdatasync", "fsync", "write")


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    if request.param == "SQLite":
        yield made(Site(tmp_path))
        return
    with cluster() as database:
        yield made(Site(tmp_path, database=database.address))


def made(site: Site) -> Site:
    site.environment["SUPERVISION_LEDGER_SEQUENCER"] = "external"
    run(site, "-m", "tests.faults.acts", "make")
    return site


def run(site: Site, *words: str) -> str:
    said = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, *words], cwd=ROOT, env=site.environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return said.stdout


def started(site: Site, place: str, *before: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [*before, sys.executable, "-m", "tests.faults.acting", place],
        cwd=ROOT, env=site.environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    guard.started(process.pid)
    return process


def cut(site: Site, place: str, *before: str) -> tuple[list[str], bool]:
    """The acts it knew to be committed, and whether it died of it."""
    process = started(site, place, *before)
    said = process.communicate(timeout=120)[0].split("\n")
    guard.ended(process.pid)
    return _acts(said), "whole" not in said


def cut_from_outside(site: Site, after: float) -> tuple[list[str], bool]:
    process = started(site, "commit")
    assert process.stdout
    heard = []
    for line in process.stdout:
        heard.append(line.strip())
        if heard[-1] == "now":
            break
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    heard += process.communicate(timeout=120)[0].split("\n")
    guard.ended(process.pid)
    return _acts(heard), True


def _acts(said: list[str]) -> list[str]:
    """The last line may be torn."""
    return [line for line in said if len(line) == len("00000000-0000-0000-0000-000000000000")]


def check(site: Site, acknowledged: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(site, "-m", "tests.faults.acts", "count"))
    assert found["without_entry"] == []
    assert found["without_act"] == []
    assert (found["twice"], found["not_queued"]) == (0, [])
    assert acknowledged <= set(found["acts"])
    return found


def test_fifty_deaths_between_the_row_and_its_entry(place: Site, *, long: bool) -> None:
    times = 50 if long else 10
    began, deaths, acknowledged = time.monotonic(), 0, set[str]()
    drawn = random.Random(50)  # noqa: S311 - when it is killed
    ways = itertools.cycle([*map(str, range(1, STATEMENTS)), "outside", "outside"])
    neither = 0
    while deaths < times:
        way = next(ways)
        before = len(acknowledged)
        acts, died = (
            cut_from_outside(place, drawn.uniform(0, 0.1))
            if way == "outside"
            else cut(place, way)
        )
        deaths += died
        acknowledged |= set(acts)
        if died and way != "outside":
            assert len(acknowledged) - before == BEFORE
            neither += 1
        check(place, acknowledged)
    found = check(place, acknowledged)
    assert neither
    assert place.verified()["exit"] == 0
    _tell(f"kill -9 in an act x {deaths}", place, found, began)


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_death_at_each_write_and_flush_of_the_database(tmp_path: Path, *, long: bool) -> None:
    """Injected into the system calls of SQLite, which writes within our own process."""
    site, began = made(Site(tmp_path)), time.monotonic()
    most, deaths, acknowledged = (25 if long else 2), 0, set[str]()
    for call in SYSCALLS:
        for number in range(1, most + 1):
            inject = f"inject={call}:signal=KILL:when={number}"
            path = ("-P", str(tmp_path / "supervision.sqlite3"),
                    "-P", str(tmp_path / "supervision.sqlite3-wal"))  # fmt: skip
            acts, died = cut(
                site, str(STATEMENTS * 10), "strace", "-f", "-qq", "-o", "/dev/null",
                *path, "-e", f"trace={call}", "-e", inject,
            )  # fmt: skip
            acknowledged |= set(acts)
            check(site, acknowledged)
            if not died:  # there are no more of this call
                break
            deaths += 1
    assert deaths
    found = check(site, acknowledged)
    assert site.verified()["exit"] == 0
    _tell(f"SIGKILL at a system call x {deaths}", site, found, began)


def _tell(name: str, site: Site, found: dict[str, Any], began: float) -> None:
    kind = "PostgreSQL" if site.environment["DATABASE_URL"] else "SQLite"
    took = time.monotonic() - began
    acts, entries = len(found["acts"]), found["entries"]
    print(f"\n{name}, {kind}: {acts} acts, {entries} entries, {took:.0f} s")  # noqa: T201 - the figures of the run
