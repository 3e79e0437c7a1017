"""Writing an entry, in the transaction of the act that it records."""

from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from supervision import row_scope
from supervision.ledger import canonical, commitments, merkle, sequencer
from supervision.ledger.commitments import Content
from supervision.models import LedgerEntry, LedgerOpening, User

_FIELDS = [field for field in LedgerEntry._meta.concrete_fields if not field.primary_key]
_NAMES = ", ".join(str(field.column) for field in _FIELDS)
_MARKS = ", ".join(["%s"] * len(_FIELDS))
_INSERT = f'INSERT INTO "{LedgerEntry._meta.db_table}" ({_NAMES}) VALUES ({_MARKS})'  # noqa: S608 - our own names
_QUEUE = 'INSERT INTO "supervision_ledgerpending" (entry_id)'
_INSERT_AND_QUEUE = (
    f"WITH entry AS ({_INSERT} RETURNING id) "  # noqa: S608 - the same
    f"{_QUEUE} SELECT id FROM entry RETURNING entry_id"
)


def record(
    kind: models.TextChoices,
    commits: Content | None = None,
    /,
    *,
    clinic_id: UUID,
    by: User | None,
    subject: models.Model,
    **details: Any,
) -> LedgerEntry:
    """Append one act to the clinic's ledger, with the transaction or not at all.

    ``commits`` is the text that the act was about: the entry proves it and does not hold it.
    No clinic-wide lock is taken: the sequencer gives the entry its position after the commit.
    """
    if not connection.in_atomic_block:
        msg = "A ledger entry belongs to the transaction of the act it records."
        raise transaction.TransactionManagementError(msg)
    opening = commitments.opening_of(commits.text) if commits else None
    if commits and opening:
        details |= {"commitment": opening.commitment, "commitment_key": commits.key.pk}
    entry = _entry(kind, clinic_id=clinic_id, by=by, subject=subject, details=details)
    # Whoever acts: who is just invited, or ends an account that was used elsewhere as well.
    with row_scope.of_clinic(clinic_id):
        _insert(entry)
        if commits and opening:
            sealed = commitments.seal(opening, commits.key)
            LedgerOpening.objects.create(entry=entry, data_key=commits.key, sealed=sealed)
    transaction.on_commit(lambda: sequencer.wake(clinic_id), robust=True)
    return entry


def _insert(entry: LedgerEntry) -> None:
    """Entry and place in the queue, by hand, since this stands in every act: through model
    instances it would cost several times as much, and PostgreSQL takes both in one go."""
    values = [
        field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _FIELDS
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_INSERT_AND_QUEUE, values)
            (entry.pk,) = cursor.fetchone()
        else:
            cursor.execute(_INSERT, values)
            entry.pk = cursor.lastrowid
            cursor.execute(f"{_QUEUE} VALUES (%s)", [entry.pk])
    entry._state.adding, entry._state.db = False, connection.alias


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
    body = canonical.encode_entry(
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
