"""What the ledger costs as evidence: appending, merging, verifying, proving; as ratios.

``LEDGER=long`` takes a million entries, eight writers for longer, and disks that flush slowly.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest
from django.db import connection

from supervision.ledger import merkle
from supervision.ledger import source as reading
from supervision.ledger.source import ENTRY, POSITION, PostgresSource, Source, installation
from supervision.ledger.tree import StoredTree
from supervision.ledger.verify import Outcome, verify
from supervision.models import Clinic
from tests.benchmarks import slow_flush
from tests.benchmarks.filled import fill
from tests.faults.services import cluster
from tests.processes import ROOT, environment
from tests.supervision.ledger.rows import make_clinic, make_user

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

LONG = os.environ.get("LEDGER") == "long"
ENTRIES = 1_000_000 if LONG else 20_000
FEW = 10_000
PROOFS = 200 if LONG else 50
WRITERS = 8
PATIENCE = 300
SECONDS = 6 if LONG else 2
ROUNDS = 5 if LONG else 2


def tell(line: str) -> None:
    print(f"  {line}")  # noqa: T201 - the figures of the run


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# --- verifying and proving ---


@pytest.fixture
def clinic() -> Clinic:
    clinic, user = make_clinic(), make_user()
    tell(f"\n{connection.vendor}, {ENTRIES:,} entries, filled in "
         f"{seconds(lambda: fill(clinic.pk, user.pk, ENTRIES)):.0f} s")  # fmt: skip
    return clinic


def all_columns(source: Source, clinic: Clinic) -> Iterator[tuple[Any, ...]]:
    """The same rows, as the driver gives them: position, entry and each of its columns."""
    return source.rows(
        f"SELECT p.position, e.body, e.leaf, e.id, e.clinic_id, e.kind, e.occurred_at, "  # noqa: S608 - our own tables
        f"e.actor_id, e.subject_type, e.subject_id FROM {POSITION} p JOIN {ENTRY} e "
        "ON e.id = p.entry_id WHERE p.clinic_id = ? ORDER BY p.position",
        source.key(str(clinic.pk)),
    )


def three_columns(source: Source, clinic: Clinic) -> Iterator[tuple[Any, ...]]:
    return source.rows(
        f"SELECT p.position, e.body, e.leaf FROM {POSITION} p JOIN {ENTRY} e "  # noqa: S608 - our own tables
        "ON e.id = p.entry_id WHERE p.clinic_id = ? ORDER BY p.position",
        source.key(str(clinic.pk)),
    )


def hashed(rows: Iterator[tuple[Any, ...]]) -> None:
    for row in rows:
        assert sha256(b"\x00" + row[1].encode()).digest() == row[2]


def test_verifying_and_proving(clinic: Clinic) -> None:
    """Both of one ledger, which takes longer to fill than to prove."""
    prove_entries(clinic)
    verify_beside_a_bare_loop(clinic)


def verify_beside_a_bare_loop(clinic: Clinic) -> None:
    few = make_clinic()
    fill(few.pk, make_user().pk, FEW, first_id=ENTRIES + 1)
    taken: dict[str, list[float]] = {"all": [], "three": [], "verify": []}

    def whole() -> None:
        with installation() as source:
            report = verify(source, clinic_id=clinic.pk)
        assert report.outcome is Outcome.INTACT
        assert report.clinics[0].size == ENTRIES

    for _ in range(3):  # in turn, so that what else the machine does meets all of them
        with installation() as source:
            taken["all"].append(seconds(lambda: hashed(all_columns(source, clinic))))
            taken["three"].append(seconds(lambda: hashed(three_columns(source, clinic))))
        taken["verify"].append(seconds(whole))

    ours = min(taken["verify"])
    tell(f"verify: {ENTRIES / ours:,.0f} entries/s")
    for name, what in (("all", "the same rows, hashed in a loop"),
                       ("three", "position, body and leaf alone")):  # fmt: skip
        base = min(taken[name])
        tell(f"{what}: {ENTRIES / base:,.0f} entries/s, verify is {base / ours:.2f}x of it")
    tell(f"memory of ledger verify: {_megabytes(few):.0f} MB for {FEW:,} entries, "
         f"{_megabytes(clinic):.0f} MB for {ENTRIES:,}")  # fmt: skip


def _megabytes(clinic: Clinic) -> float:
    """The most that a process of its own held while it verified one clinic."""
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "manage.py", "ledger", "verify", "--clinic", str(clinic.pk)],
        cwd=ROOT, env=os.environ | environment(), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert isinstance(used, resource.struct_rusage)
    return used.ru_maxrss / 1024


def prove_entries(clinic: Clinic) -> None:
    drawn = Random(1)  # noqa: S311 - which entries
    taken = []
    for _ in range(PROOFS):
        index = drawn.randrange(ENTRIES)
        begun = time.perf_counter()
        with installation() as source:
            proof = StoredTree(source, str(clinic.pk)).inclusion(index, ENTRIES)
        taken.append(time.perf_counter() - begun)
        with installation() as source:
            head = reading.head(source, str(clinic.pk))
            (leaf,) = next(source.rows(
                f"SELECT e.leaf FROM {POSITION} p JOIN {ENTRY} e ON e.id = p.entry_id "  # noqa: S608 - our own tables
                "WHERE p.clinic_id = ? AND p.position = ?", source.key(str(clinic.pk)), index,
            ))  # fmt: skip
        assert head
        assert merkle.includes(
            index=index, size=ENTRIES, leaf=bytes(leaf), proof=proof, root=head[2]
        )
    taken.sort()
    tell(f"one entry among {ENTRIES:,} proved: median {median(taken) * 1e3:.1f} ms, "
         f"p99 {taken[int(PROOFS * 0.99) - 1] * 1e3:.1f} ms, {len(proof)} hashes")  # fmt: skip
    assert isinstance(source, PostgresSource) is (connection.vendor == "postgresql")


# --- appending ---


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("slow", [False, True], ids=["disk as it is", "flush 2 ms"])
def test_eight_writers_beside_plain_inserts(
    tmp_path: Path, database: str, *, slow: bool
) -> None:
    """In databases of their own, with the settings of an installation: durable."""
    with ExitStack() as stack:
        preload = stack.enter_context(slow_flush.built()) if slow else None
        surroundings = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "DJANGO_", "SUPERVISION_", "REDIS_"))
        } | {
            "SUPERVISION_DATA": str(tmp_path / "data"),
            "SUPERVISION_LEDGER_SEQUENCER": "external",
        }  # fmt: skip
        if database == "postgresql":
            made = stack.enter_context(cluster(preload=preload))
            surroundings["DATABASE_URL"] = made.address
        run(surroundings, "-m", "tests.faults.acts")
        if preload and database == "sqlite":
            surroundings["LD_PRELOAD"] = str(preload)
        rates: dict[str, list[float]] = {"plain": [], "record": []}
        sequencer = child(surroundings, "manage.py", "ledger", "sequence", "--follow")
        watcher = child(surroundings, "-m", "tests.benchmarks.appending", "watch")
        writers = [
            child(surroundings, "-m", "tests.benchmarks.appending", "write")
            for _ in range(WRITERS)
        ]
        for one in (watcher, *writers):
            assert answer(one) == "ready"
        written(writers, "record", 0.5)  # connections are open, statements are known
        for _ in range(ROUNDS):
            for what, found in rates.items():
                found.append(written(writers, what, SECONDS))
        said = json.loads(watcher.communicate("x", timeout=PATIENCE)[0])
        sequencer.terminate()
        for one in (*writers, sequencer):
            one.communicate(timeout=PATIENCE)
    plain, ours = median(rates["plain"]), median(rates["record"])
    where = "flush 2 ms slower" if slow else "disk as it is"
    tell(f"\n{database}, {WRITERS} writers, {where}: plain {plain:,.0f}/s, "
         f"entries {ours:,.0f}/s, {ours / plain:.2f}x")  # fmt: skip
    tell(f"merge delay p99 {said['p99']:.2f} s, most {said['most']:.2f} s "
         f"of {said['entries']:,} entries")  # fmt: skip


def written(writers: list["subprocess.Popen[str]"], what: str, seconds: float) -> float:
    """Transactions of all writers in a second, begun together."""
    for one in writers:
        assert one.stdin
        one.stdin.write(f"{what} {seconds}\n")
        one.stdin.flush()
    return sum(int(answer(one)) for one in writers) / seconds


def answer(one: "subprocess.Popen[str]") -> str:
    assert one.stdout
    return one.stdout.readline().strip()


def child(surroundings: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, *words], cwd=ROOT, env=surroundings, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def run(surroundings: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, *words], cwd=ROOT, env=surroundings, check=True)  # noqa: S603 - ourselves
