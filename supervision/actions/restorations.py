"""After a backup was restored: two people say which signed entries were lost by it.

The first names the checkpoint that the ledger no longer reaches, and how many entries were
kept; the second confirms just that. Verification excuses nothing that these two entries do not
name (supervision.ledger.restorations).
"""

import json
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from supervision import policy
from supervision.access import has_role
from supervision.enums import LedgerKind, Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.ledger import anchored
from supervision.ledger.append import record
from supervision.ledger.checkpoint import BadCheckpoint, Checkpoint
from supervision.ledger.source import installation
from supervision.ledger.tree import StoredTree
from supervision.models import Clinic, LedgerEntry, LedgerHead, User


class Proposal(NamedTuple):
    """What one person said was lost, and whether a second agreed."""

    entry: LedgerEntry
    kept: int
    lost: int
    root: str
    by: User | None
    confirmed: bool

    @property
    def id(self) -> int:
        return self.entry.pk


@transaction.atomic
def propose_restoration(
    *, clinic_id: UUID, checkpoint: str, kept: int, by: User
) -> LedgerEntry:
    """Name the entries from ``kept`` up to the checkpoint's size as lost."""
    clinic = _lock(clinic_id)
    policy.check_manage_clinic(by, clinic.pk)
    signed = _opened(clinic, checkpoint)
    size = _size(clinic)
    if not 0 <= kept <= min(size, signed.size - 1):
        said = f"Between 0 and {min(size, signed.size - 1)} entries can have been kept."
        raise Invalid.field("kept", said, code="out_of_range")
    if _agrees(clinic, signed, size):
        msg = "The ledger holds everything that this checkpoint was signed over."
        raise WrongState(msg, code="nothing_lost")
    return record(
        LedgerKind.LOG_RESTORE_PROPOSED,
        clinic_id=clinic.pk,
        by=by,
        subject=clinic,
        kept=kept,
        lost=signed.size,
        root=signed.root.hex(),
    )


@transaction.atomic
def confirm_restoration(*, clinic_id: UUID, proposal_id: int, by: User) -> LedgerEntry:
    """The second person's word; one of the two is a clinic lead."""
    clinic = _lock(clinic_id)
    policy.check_manage_clinic(by, clinic.pk)
    found = next((it for it in proposals_of(clinic.pk) if it.id == proposal_id), None)
    if found is None:
        raise NotFound
    if found.confirmed:
        msg = "This was confirmed already."
        raise WrongState(msg, code="confirmed")
    if found.by is None or found.by.pk == by.pk:
        msg = "A second person has to confirm this: two know of it, or nobody does."
        raise NotAllowed(msg, code="second_person")
    if not any(has_role(one, clinic.pk, Role.CLINIC_LEAD) for one in (found.by, by)):
        msg = "One of the two has to be a clinic lead."
        raise NotAllowed(msg, code="needs_lead")
    return record(
        LedgerKind.LOG_RESTORED,
        clinic_id=clinic.pk,
        by=by,
        subject=clinic,
        kept=found.kept,
        lost=found.lost,
        root=found.root,
        proposal=bytes(found.entry.leaf).hex(),
    )


def proposals_of(clinic_id: UUID) -> list[Proposal]:
    """Newest first, from the ledger itself: there is no other record of it."""
    kinds = (LedgerKind.LOG_RESTORE_PROPOSED, LedgerKind.LOG_RESTORED)
    entries = list(
        LedgerEntry.objects.filter(
            clinic_id=clinic_id,
            kind__in=kinds,
            subject_type=Clinic._meta.label_lower,
            subject_id=str(clinic_id),
        ).order_by("-pk")
    )
    people = User.objects.in_bulk([entry.actor_id for entry in entries if entry.actor_id])
    said = [(entry, json.loads(entry.body)["details"]) for entry in entries]
    confirmed = {details.get("proposal") for _, details in said}
    return [
        _proposal(entry, details, people, bytes(entry.leaf).hex() in confirmed)
        for entry, details in said
        if entry.kind == LedgerKind.LOG_RESTORE_PROPOSED
    ]


def _proposal(
    entry: LedgerEntry,
    details: dict[str, Any],
    people: dict[UUID, User],
    confirmed: bool,  # noqa: FBT001 - a fact of the row
) -> Proposal:
    by = people.get(entry.actor_id) if entry.actor_id else None
    return Proposal(
        entry, details["kept"], details["lost"], details["root"], by, confirmed=confirmed
    )


def _lock(clinic_id: UUID) -> Clinic:
    clinic = Clinic.objects.select_for_update(no_key=True).filter(pk=clinic_id).first()
    if clinic is None:
        raise NotFound
    return clinic


def _opened(clinic: Clinic, note: str) -> Checkpoint:
    verifier = anchored.verifier()
    if verifier is None:
        msg = "The key that checkpoints are checked with is not in place on this server."
        raise WrongState(msg, code="no_key")
    try:
        # Forms and mail programs write line ends of their own.
        signed = verifier.open(note.replace("\r\n", "\n").strip() + "\n")
    except BadCheckpoint as error:
        said = "This is no checkpoint that was signed here. Copy it whole from the mail."
        raise Invalid.field("checkpoint", said, code="bad_checkpoint") from error
    if signed.clinic_id != clinic.pk:
        said = "This is the checkpoint of another clinic."
        raise Invalid.field("checkpoint", said, code="other_clinic")
    return signed


def _size(clinic: Clinic) -> int:
    head = LedgerHead.objects.filter(clinic_id=clinic.pk).first()
    return head.size if head else 0


def _agrees(clinic: Clinic, signed: Checkpoint, size: int) -> bool:
    if signed.size > size:
        return False
    with installation() as source:
        return StoredTree(source, str(clinic.pk)).root(signed.size) == signed.root
