"""What the ledger and the seal cost, as ratios to doing without, all in one run."""

import time
from collections.abc import Callable
from random import choice, randrange
from statistics import median
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from supervision import vault
from supervision.enums import LedgerKind
from supervision.ledger import sequencer
from supervision.ledger.append import record
from supervision.ledger.source import POSITION, installation, placed
from supervision.ledger.verify import Outcome, verify
from supervision.models import Clinic, LedgerEntry, LedgerPending
from tests.supervision.ledger.rows import make_clinic, write

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

WRITES = 300
ENTRIES = 20_000
NOTES = 300
# As hard to compress as prose: a database stores repetitions smaller than ciphertext.
WORDS = [
    "she",
    "said",
    "nothing",
    "slept",
    "letter",
    "mother",
    "afraid",
    "then",
    "again",
    "why",
]
NOTE = " ".join(f"{choice(WORDS)}{randrange(1000)}" for _ in range(2300))  # noqa: S311


@pytest.fixture(autouse=True)
def durable() -> None:
    """The suite's SQLite does not wait for the disk; here the wait is what is shared."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = FULL")


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The median, since a shared machine has moments that are nobody's doing."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def best(work: Callable[[], object], rounds: int = 3) -> float:
    return min(seconds(work) for _ in range(rounds))


def plain_insert() -> None:
    with transaction.atomic():
        LedgerEntry.objects.create(
            clinic_id=uuid4(), kind="plain", occurred_at=timezone.now(), body="x" * 280,
            leaf=bytes(32), subject_type="plain", subject_id="1",
        )  # fmt: skip


def tell(name: str, measured: float, base: float) -> None:
    print(f"  {name:<42} {measured * 1e6:>9.0f} us  {measured / base:>5.2f}x")  # noqa: T201


def test_an_entry_beside_a_plain_row(settings: Settings) -> None:
    clinic = make_clinic()

    def append() -> None:
        with transaction.atomic():
            record(LedgerKind.ROLE_ASSIGNED, clinic_id=clinic.pk, by=None, subject=clinic, n=1)

    def act(*, recorded: bool) -> None:
        with transaction.atomic():
            done = Clinic.objects.create(name="A clinic")
            if recorded:
                record(LedgerKind.ROLE_ASSIGNED, clinic_id=done.pk, by=None, subject=done)

    plain_insert()
    insert = seconds(plain_insert, WRITES)
    alone = seconds(lambda: act(recorded=False), WRITES)
    print(f"\n{connection.vendor}, one writer, {WRITES} transactions each")  # noqa: T201
    tell("plain insert of one row", insert, insert)
    tell("a business row alone", alone, insert)
    for mode in ("external", "thread", "inline"):
        settings.LEDGER_SEQUENCER = mode
        tell(f"an entry, sequencer {mode}", seconds(append, WRITES), insert)
        tell(f"a business row and its entry, {mode}",
             seconds(lambda: act(recorded=True), WRITES), alone)  # fmt: skip
    sequencer.stop()
    waiting = LedgerPending.objects.count()
    tell("the sequencer, per entry", seconds(sequencer.sequence_all) / max(waiting, 1), insert)


def test_verification_beside_a_bare_cursor(settings: Settings) -> None:
    settings.LEDGER_SEQUENCER = "external"
    clinic = make_clinic()
    write(clinic, ENTRIES)
    placing = seconds(sequencer.sequence_all)

    def bare() -> None:
        with installation() as database:
            for _ in database.rows(
                "SELECT p.position, e.body, e.leaf FROM supervision_ledgerentry e "  # noqa: S608
                f"JOIN {POSITION} p ON p.entry_id = e.id ORDER BY p.position"
            ):
                pass

    def columns() -> None:
        with installation() as database:
            for _ in placed(database, str(clinic.pk)):
                pass

    def whole() -> None:
        with installation() as database:
            report = verify(database)
        assert report.outcome is Outcome.INTACT
        assert report.clinics[0].size == ENTRIES

    print(f"\n{connection.vendor}, {ENTRIES} entries")  # noqa: T201
    base = best(bare)
    for name, measured in (
        ("bare cursor: position, body, leaf", base),
        ("all columns, as verification reads them", best(columns)),
        ("verify", best(whole)),
        ("the sequencer", placing),
    ):
        rate = ENTRIES / measured
        print(f"  {name:<42} {rate:>9.0f} entries/s  {measured / base:>5.2f}x")  # noqa: T201


def test_opening_a_note_beside_reading_it_in_clear() -> None:
    clinic = make_clinic()
    key = clinic.data_key
    assert key
    sealed = vault.seal(NOTE, key=key, context="c")
    LedgerEntry.objects.bulk_create(
        LedgerEntry(clinic_id=clinic.pk, kind="clear", occurred_at=timezone.now(), body=NOTE,
                    leaf=sealed, subject_type="clear", subject_id="1")
        for _ in range(NOTES)
    )  # fmt: skip

    def clear() -> None:
        for _ in LedgerEntry.objects.values_list("body", flat=True):
            pass

    def opened() -> None:
        for value in LedgerEntry.objects.values_list("leaf", flat=True):
            assert len(vault.open_sealed(bytes(value), key=key, context="c")) == len(NOTE)

    print(f"\n{connection.vendor}, {NOTES} notes of {len(NOTE)} characters, per note")  # noqa: T201
    base = best(clear, 5) / NOTES
    tell("read in clear", base, base)
    tell("read sealed and opened", best(opened, 5) / NOTES, base)
    tell("seal", seconds(lambda: vault.seal(NOTE, key=key, context="c"), 2000), base)
    tell("open", seconds(lambda: vault.open_sealed(sealed, key=key, context="c"), 2000), base)
