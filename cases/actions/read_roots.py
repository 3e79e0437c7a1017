"""Closing the access log hour by hour: a Merkle root over its rows goes into the ledger.

Done by ``manage.py root_reads``, to be run every hour, and after whoever reads first in a new
hour, so that no job has to run for it.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cases.enums import LedgerKind
from cases.models import NarrativeRead, ReadRoot
from cases.read_log import COLUMNS, READ, leaf_of
from supervision.ledger.append import record
from supervision.ledger.merkle import root_of

logger = logging.getLogger(__name__)

# A request that lasts into the next quarter of an hour still counts in the one it began in.
GRACE: Final = timedelta(minutes=15)
BATCH: Final = 10_000
_looked_at: dict[UUID, datetime] = {}


def root_all() -> list[ReadRoot]:
    """Every clinic, and all that has waited longer."""
    waiting = NarrativeRead.objects.filter(root=None, window__lt=closed_before())
    clinics = waiting.order_by().values_list("case__clinic", flat=True).distinct()
    made: list[ReadRoot] = []
    for clinic_id in sorted(set(clinics)):
        while (root := root_reads(clinic_id=clinic_id)) is not None:
            made.append(root)
    return made


def root_lazily(clinic_id: UUID) -> None:
    """Once an hour and process, after the commit of a read; it never fails the request."""
    upto = closed_before()
    if _looked_at.get(clinic_id) == upto:
        return
    _looked_at[clinic_id] = upto
    root_reads(clinic_id=clinic_id)


@transaction.atomic
def root_reads(*, clinic_id: UUID) -> ReadRoot | None:
    """One root over what has none yet, in closed hours; None where there is nothing."""
    _alone()
    upto = closed_before()
    open_rows = NarrativeRead.objects.filter(
        case__clinic=clinic_id, root=None, window__lt=upto
    ).order_by("window", "pk")
    rows = list(open_rows.values(*COLUMNS)[:BATCH])
    if not rows:
        return None
    root = ReadRoot.objects.create(
        clinic_id=clinic_id,
        upto=upto,
        size=len(rows),
        root=root_of([leaf_of(row) for row in rows]),
    )
    closed = [row["id"] for row in rows]
    NarrativeRead.objects.filter(pk__in=closed).update(root=root)
    record(
        LedgerKind.READS_ROOTED,
        clinic_id=clinic_id,
        by=None,
        subject=root,
        upto=upto,
        size=root.size,
        root=root.root.hex(),
    )
    return root


def closed_before() -> datetime:
    """The last full hour in whose windows nothing is counted any more."""
    return (timezone.now() - GRACE).replace(minute=0, second=0, microsecond=0)


def _alone() -> None:
    """Nobody counts in a row between its being read and its being closed. SQLite has one
    writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{READ}" IN SHARE ROW EXCLUSIVE MODE')
