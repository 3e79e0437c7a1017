"""Writing an entry, in the transaction of the act that it records."""

from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from supervision.ledger import canonical, merkle, sequencer
from supervision.models import LedgerEntry, User


def record(
    kind: models.TextChoices,
    *,
    clinic_id: UUID,
    by: User | None,
    subject: models.Model,
    **details: Any,
) -> LedgerEntry:
    """Append one act to the clinic's ledger, with the transaction or not at all.

    No clinic-wide lock is taken: the sequencer gives the entry its position after the commit.
    """
    if not connection.in_atomic_block:
        msg = "A ledger entry belongs to the transaction of the act it records."
        raise transaction.TransactionManagementError(msg)
    entry = _entry(kind, clinic_id=clinic_id, by=by, subject=subject, details=details)
    entry.save(force_insert=True)
    _queue(entry)
    transaction.on_commit(lambda: sequencer.wake(clinic_id), robust=True)
    return entry


def _queue(entry: LedgerEntry) -> None:
    """By hand, since this stands in every act: through a model instance it would cost as much
    as the entry itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO supervision_ledgerpending (entry_id) VALUES (%s)", [entry.pk]
        )


def _entry(
    kind: models.TextChoices,
    *,
    clinic_id: UUID,
    by: User | None,
    subject: models.Model,
    details: dict[str, Any],
) -> LedgerEntry:
    entry = LedgerEntry(
        clinic_id=clinic_id,
        kind=kind.value,
        occurred_at=timezone.now(),
        actor_id=by.pk if by else None,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
    )
    body = canonical.encode(
        {
            "v": canonical.VERSION,
            "clinic": str(clinic_id),
            "kind": entry.kind,
            "at": canonical.moment(entry.occurred_at),
            "by": str(entry.actor_id) if entry.actor_id else None,
            "subject": {"type": entry.subject_type, "id": entry.subject_id},
            "details": canonical.details_of(details),
        }
    )
    entry.body, entry.leaf = body.decode(), merkle.leaf_hash(body)
    return entry
