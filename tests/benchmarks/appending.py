"""Transactions as fast as they go: ``python -m tests.benchmarks.appending write | watch``.

A writer is told ``plain SECONDS`` or ``record SECONDS``, a line each, and prints how many
transactions it committed: ``plain`` inserts the row of an entry and nothing else, ``record``
appends it to the ledger as an act does. ``watch`` follows the queue until its input ends and
prints how long entries waited, in seconds.
"""

import json
import os
import select
import sys
import time

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    django.setup()

from django.db import connection, transaction
from django.utils import timezone

from supervision.enums import LedgerKind
from supervision.ledger import merkle
from supervision.ledger.append import record
from supervision.models import Clinic, LedgerEntry, LedgerPending, User

POLL = 0.02


def plain(clinic: Clinic, user: User, number: int) -> None:
    """The same row, through the same library, without queue and canonical bytes."""
    body = "x" * 300
    with transaction.atomic():
        LedgerEntry.objects.create(
            clinic_id=clinic.pk, kind="role.assigned", occurred_at=timezone.now(),
            actor_id=user.pk, subject_type="supervision.clinic", subject_id=str(clinic.pk),
            body=body, leaf=merkle.leaf_hash(body.encode()),
        )  # fmt: skip


def recorded(clinic: Clinic, user: User, number: int) -> None:
    with transaction.atomic():
        record(LedgerKind.ROLE_ASSIGNED, clinic_id=clinic.pk, by=user, subject=clinic, n=number)


def write() -> None:
    clinic, user = Clinic.objects.get(), User.objects.get()
    acts = {"plain": plain, "record": recorded}
    print("ready", flush=True)  # noqa: T201 - told to the test
    for line in sys.stdin:
        what, seconds = line.split()
        done, last = 0, time.monotonic() + float(seconds)
        while time.monotonic() < last:
            acts[what](clinic, user, done)
            done += 1
        print(done, flush=True)  # noqa: T201 - the answer of this program


def watch() -> None:
    """Until its input ends. Who came and went between two looks waited less than one."""
    print("ready", flush=True)  # noqa: T201 - told to the test
    waits: list[float] = []
    waiting: dict[int, float] = {}
    before = LedgerEntry.objects.filter(placed__isnull=False).count()
    over = False
    while not (over and not waiting):
        rows = LedgerPending.objects.values_list("entry_id", "entry__occurred_at")
        now_waiting = {pk: at.timestamp() for pk, at in rows}
        now = time.time()
        waits += [now - at for pk, at in waiting.items() if pk not in now_waiting]
        waiting = now_waiting
        over = over or bool(select.select([sys.stdin], [], [], 0)[0])
        time.sleep(POLL)
    placed = LedgerEntry.objects.filter(placed__isnull=False).count() - before
    waits += [POLL] * max(placed - len(waits), 0)
    waits.sort()
    said = {"entries": len(waits), "p99": waits[int(len(waits) * 0.99)], "most": waits[-1]}
    print(json.dumps(said), flush=True)  # noqa: T201 - the answer of this program
    connection.close()


if __name__ == "__main__":
    if sys.argv[1] == "watch":
        watch()
    else:
        write()
