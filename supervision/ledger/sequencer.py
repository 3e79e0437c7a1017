"""Giving entries their positions: gap-free, from 0, after the commit of the act.

An entry is durable and hashed before it has a position, so a sequencer that stops, dies or
fails loses nothing: the entry waits in the queue, verification counts it as pending, and the
next round, of whatever process, takes it up. So nothing here ever fails a request, either.

Settings say who does it: ``inline`` at the end of each transaction, ``thread`` in one thread of
each process, ``external`` in ``manage.py ledger sequence --follow``.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from supervision import row_scope
from supervision.ledger.merkle import EMPTY_ROOT, Frontier
from supervision.models import LedgerEntry, LedgerHead, LedgerNode, LedgerPending

logger = logging.getLogger(__name__)

# What one round takes: some twenty milliseconds during which SQLite's other writers wait.
BATCH = 2000
# How long entries gather while there are any, so that a busy clinic pays one round for many.
GATHER_SECONDS = 0.2
# How often a queue is looked at that was empty.
ROUND_SECONDS = 0.5
# How long a round asks for SQLite's one place for a writer, and how long it sleeps in between
# at most. Left to itself SQLite sleeps ever longer, up to 100 ms, and whoever has just written
# is there first: among busy writers it would come late to a turn, again and again.
TURN_SECONDS = 20
TURN_MILLISECONDS = 3
# The first half of PostgreSQL's advisory lock; the second is drawn from the clinic.
LOCK_CLASS = 0x1ED6E5
# A JSON list of entries as rows: each with its number, from 0.
_NUMBERED = {
    "sqlite": "(SELECT value AS entry, key AS number FROM json_each(%s)) listed",
    "postgresql": (
        "(SELECT value::bigint AS entry, ordinality - 1 AS number "
        "FROM json_array_elements_text(%s::json) WITH ORDINALITY) listed"
    ),
}


def wake(clinic_id: UUID) -> None:
    """A transaction with an entry for this clinic was committed."""
    if settings.LEDGER_SEQUENCER == "inline":
        sequence(clinic_id)
    elif settings.LEDGER_SEQUENCER == "thread":
        _thread.wake()


def sequence_all() -> int:
    """Give every waiting entry its position; return how many there were."""
    waiting = LedgerPending.objects.values_list("entry__clinic_id", flat=True)
    with row_scope.everywhere():  # which clinics wait; each is then written by itself
        clinics = sorted(set(waiting.distinct()))
    return sum(sequence(clinic_id) for clinic_id in clinics)


def sequence(clinic_id: UUID) -> int:
    """Give this clinic's waiting entries their positions; return how many there were."""
    with row_scope.of_clinic(clinic_id):
        if not _waiting(clinic_id).exists():  # as after each but the first entry of one act
            return 0
        total = placed = _round(clinic_id)
        while placed == BATCH:
            placed = _round(clinic_id)
            total += placed
        return total


def requeue() -> int:
    """Repair the queue; return how many entries it lacked.

    It cannot be wrong by itself, since an entry enters it together with its row and leaves it
    together with getting its position. Somebody changed it, or restored it alone.
    """
    LedgerPending.objects.exclude(entry__placed=None).delete()
    lost = LedgerEntry.objects.filter(placed=None, queued=None).order_by("id")
    places = [LedgerPending(entry=entry) for entry in lost.only("id")]
    LedgerPending.objects.bulk_create(places, ignore_conflicts=True)
    return len(places)


def follow(*, wait: Callable[[float], object], until: Callable[[], bool]) -> None:
    """Round after round, each after a wait of so many seconds. One that fails is logged and
    tried again: the entries are safe."""
    placed = 0
    while not until():
        wait(GATHER_SECONDS if placed else ROUND_SECONDS)
        placed = 0
        try:
            _ask_often()
            placed = sequence_all()
        except Exception:
            logger.exception("The ledger's entries wait: giving them positions failed.")
            connection.close()


def _waiting(clinic_id: UUID) -> QuerySet[LedgerPending]:
    return LedgerPending.objects.filter(entry__clinic_id=clinic_id)


def _ask_often() -> None:
    """From now on this connection fails soon where SQLite is busy; ``_round`` asks again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {TURN_MILLISECONDS}")


def _round(clinic_id: UUID) -> int:
    last = time.monotonic() + TURN_SECONDS
    while True:
        try:
            return _turn(clinic_id)
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise


def _turn(clinic_id: UUID) -> int:
    with transaction.atomic():
        _lock(clinic_id)
        waiting = (
            _waiting(clinic_id).order_by("entry_id").values_list("entry_id", "entry__leaf")
        )
        batch = [(entry_id, bytes(leaf)) for entry_id, leaf in waiting[:BATCH]]
        if batch:
            _place(clinic_id, batch)
    return len(batch)


def _place(clinic_id: UUID, batch: list[tuple[int, bytes]]) -> None:
    head, _ = LedgerHead.objects.get_or_create(
        clinic_id=clinic_id, defaults={"root": EMPTY_ROOT}
    )
    tree = Frontier.from_bytes(head.size, bytes(head.frontier))
    _move(clinic_id, [entry_id for entry_id, _ in batch], tree.size)
    LedgerNode.objects.bulk_create(
        LedgerNode(clinic_id=clinic_id, level=node.level, number=node.number, root=node.root)
        for node in tree.extend([leaf for _, leaf in batch])
    )
    head.size, head.frontier, head.root = tree.size, tree.to_bytes(), tree.root()
    head.save(force_update=True)


def _move(clinic_id: UUID, entries: list[int], first: int) -> None:
    """Out of the queue, to positions from the first on. One statement each, since the round's
    own work is what entries wait for, beside writers that want the same processor."""
    numbered, values = _NUMBERED[connection.vendor], json.dumps(entries)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO supervision_ledgerposition (entry_id, clinic_id, position) "  # noqa: S608 - our own words
            f"SELECT entry, %s, %s + number FROM {numbered}",
            [LedgerHead._meta.pk.get_db_prep_value(clinic_id, connection), first, values],
        )
        cursor.execute(
            "DELETE FROM supervision_ledgerpending "  # noqa: S608 - the same
            f"WHERE entry_id IN (SELECT entry FROM {numbered})",
            [values],
        )


def _lock(clinic_id: UUID) -> None:
    """One sequencer per clinic at a time. SQLite's transactions exclude each other by
    themselves, since the settings begin them as IMMEDIATE."""
    if connection.vendor == "postgresql":
        drawn = int.from_bytes(clinic_id.bytes[:4], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, drawn])


class _Thread:
    """One daemon thread per process, started by the first act; a fork starts its own."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._process = 0

    def wake(self) -> None:
        if not self._running():
            self._start()
        self._woken.set()

    def _running(self) -> bool:
        thread = self._thread
        return thread is not None and thread.is_alive() and self._process == os.getpid()

    def _start(self) -> None:
        with self._starting:
            if self._running():
                return
            self._stopping.clear()
            self._process = os.getpid()
            self._thread = threading.Thread(
                target=self._run, name="ledger-sequencer", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Finish what waits and end; for a server that shuts down in order."""
        thread, self._thread = self._thread, None
        if thread is None or not thread.is_alive():
            return
        self._stopping.set()
        self._woken.set()
        thread.join(timeout=5)

    def _run(self) -> None:
        follow(wait=self._wait, until=self._stopping.is_set)
        connection.close()

    def _wait(self, seconds: float) -> None:
        if self._woken.wait(seconds):
            time.sleep(GATHER_SECONDS)
        self._woken.clear()


_thread = _Thread()


def stop() -> None:
    """End this process's thread after what waits has its position."""
    _thread.stop()
