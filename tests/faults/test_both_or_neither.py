"""The process dies between the row of an act and its entry: both are there, or neither.

Fifty deaths on each database: by SIGKILL after each statement of the transaction in turn, by
SIGKILL from outside while commits go on, and on SQLite, where ``strace`` is there, by SIGKILL
at the n-th system call with which the database writes or flushes.
"""

import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults import guard
from tests.faults.acting import BEFORE
from tests.faults.acts import count
from tests.faults.services import cluster
from tests.faults.site import ROOT, Site

pytestmark = pytest.mark.faults

STATEMENTS = 6  # more than an act has: the last ones find it whole
PATIENCE = 120
STRACE = shutil.which("strace")
FILE = "supervision.sqlite3"
SYSCALLS = ("pwrite64", "fdatasync", "fsync", "write")


class Acting:
    """A program that forks a child for each death, of an installation of its own."""

    def __init__(self, site: Site) -> None:
        self.site, address = site, site.environment["DATABASE_URL"]
        self.kind = "PostgreSQL" if address else "SQLite"
        site.environment["SUPERVISION_LEDGER_SEQUENCER"] = "external"
        subprocess.run(
            [sys.executable, "-m", "tests.faults.acts"],
            cwd=ROOT, env=site.environment, check=True,
        )  # fmt: skip
        self._database: Any = (
            psycopg.connect(address, autocommit=True)
            if address
            else sqlite3.connect(site.folder / FILE, isolation_level=None)
        )
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.acting"],
            cwd=ROOT, env=site.environment, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        guard.started(self._program.pid)

    def child(self, place: str) -> int:
        """The number of a child that acts until it dies at this place."""
        assert self._program.stdin
        self._program.stdin.write(f"{place}\n")
        self._program.stdin.flush()
        return int(self._line())

    def heard(self, last: str = "over") -> list[str]:
        """What it says up to a line."""
        return list(iter(self._line, last))

    def count(self) -> dict[str, Any]:
        """In one view: a server may still end what its client asked for before it died."""
        isolated = " ISOLATION LEVEL REPEATABLE READ" if self.kind == "PostgreSQL" else ""
        self._database.execute(f"BEGIN{isolated}")
        try:
            return count(lambda sql: self._database.execute(sql).fetchall())
        finally:
            self._database.execute("ROLLBACK")

    def end(self) -> None:
        self._program.communicate(timeout=PATIENCE)
        guard.ended(self._program.pid)
        self._database.close()

    def _line(self) -> str:
        assert self._program.stdout
        line = self._program.stdout.readline()
        assert line, "the program that acts has ended"
        return line.strip()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def acting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Acting]:
    with ExitStack() as stack:
        address = ""
        if request.param == "PostgreSQL":
            address = stack.enter_context(cluster()).address
        made = Acting(Site(tmp_path, database=address))
        stack.callback(made.end)
        yield made


def cut(acting: Acting, place: str) -> tuple[list[str], bool]:
    """The acts it knew to be committed, and whether it died of it."""
    acting.child(place)
    said = acting.heard()
    return _acts(said), "whole" not in said


def cut_from_outside(acting: Acting, after: float) -> tuple[list[str], bool]:
    child = acting.child("commit")
    said = acting.heard("now")
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return _acts(said + acting.heard()), True


def cut_at_call(acting: Acting, call: str, number: int) -> tuple[list[str], bool]:
    """At the n-th of one system call on the files of the database."""
    child, data = acting.child(f"held {STATEMENTS * 10}"), acting.site.folder
    tracer = subprocess.Popen(  # noqa: S603 - Debian's own program
        [str(STRACE), "-p", str(child), "-o", "/dev/null", "-P", str(data / FILE),
         "-P", str(data / f"{FILE}-wal"), "-e", f"trace={call}",
         "-e", f"inject={call}:signal=KILL:when={number}"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert tracer.stderr
    for line in tracer.stderr:
        if "attached" in line:
            break
    os.kill(child, signal.SIGCONT)
    said = acting.heard()
    tracer.communicate(timeout=PATIENCE)
    return _acts(said), "whole" not in said


def _acts(said: list[str]) -> list[str]:
    return [line for line in said if len(line) == len("00000000-0000-0000-0000-000000000000")]


def check(acting: Acting, acknowledged: set[str]) -> dict[str, Any]:
    found = acting.count()
    assert found["without_entry"] == []
    assert found["without_act"] == []
    assert (found["twice"], found["not_queued"]) == (0, [])
    assert acknowledged <= set(found["acts"])
    return found


def test_fifty_deaths_between_the_row_and_its_entry(acting: Acting, *, long: bool) -> None:
    times = 50 if long else 10
    began, deaths, acknowledged = time.monotonic(), 0, set[str]()
    drawn = random.Random(50)  # noqa: S311 - when it is killed
    ways = itertools.cycle([*map(str, range(1, STATEMENTS)), "outside", "outside"])
    neither = 0
    while deaths < times:
        way = next(ways)
        before = len(acknowledged)
        acts, died = (
            cut_from_outside(acting, drawn.uniform(0, 0.1))
            if way == "outside"
            else cut(acting, way)
        )
        deaths += died
        acknowledged |= set(acts)
        if died and way != "outside":
            assert len(acknowledged) - before == BEFORE
            neither += 1
        check(acting, acknowledged)
    found = check(acting, acknowledged)
    assert neither
    assert acting.site.verified()["exit"] == 0
    _tell(f"kill -9 in an act x {deaths}", acting, found, began)


@pytest.mark.skipif(STRACE is None, reason="needs strace")
@pytest.mark.parametrize("acting", ["SQLite"], indirect=True)
def test_a_death_at_each_write_and_flush_of_the_database(acting: Acting, *, long: bool) -> None:
    """Injected into the system calls of SQLite, which writes within our own process."""
    began, most, deaths, acknowledged = time.monotonic(), (25 if long else 2), 0, set[str]()
    for call in SYSCALLS:
        for number in range(1, most + 1):
            acts, died = cut_at_call(acting, call, number)
            acknowledged |= set(acts)
            check(acting, acknowledged)
            if not died:  # there are no more of this call
                break
            deaths += 1
    assert deaths
    found = check(acting, acknowledged)
    assert acting.site.verified()["exit"] == 0
    _tell(f"SIGKILL at a system call x {deaths}", acting, found, began)


def _tell(name: str, acting: Acting, found: dict[str, Any], began: float) -> None:
    took, acts, entries = time.monotonic() - began, len(found["acts"]), found["entries"]
    print(f"\n{name}, {acting.kind}: {acts} acts, {entries} entries, {took:.0f} s")  # noqa: T201 - the figures of the run
