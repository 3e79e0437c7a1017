"""Erasing a case: its key is destroyed, and with it everything it sealed.

What is left are rows without a readable word, which nobody is shown any more, and the entries
of the ledger, which hold ids and codes. Copies of the database open nothing either, once the
key of the epoch that wrapped the case's key is destroyed (docs/operations.md).
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.actions.cases import lock_case
from cases.actions.originals import erase_with_case
from cases.break_glass_policy import check_settled
from cases.enums import CaseStatus, LedgerKind, NoteStatus
from cases.models import (
    Case,
    CaseAddressee,
    CaseGrant,
    Decision,
    DecisionDraft,
    FollowUp,
    Note,
    NoteDraft,
    NoteVersion,
)
from cases.policy import check_erase_case
from cases.retention import check_not_held
from supervision import vault
from supervision.exceptions import WrongState
from supervision.ledger.append import record
from supervision.models import LedgerOpening, User


@transaction.atomic
def erase_case(*, case_id: UUID, by: User) -> None:
    """By a clinic lead, of a case that is closed; it cannot be undone."""
    case = lock_case(case_id)
    check_erase_case(by, case)
    if case.data_key.destroyed_at is not None:
        msg = "This case is erased already."
        raise WrongState(msg, code="erased")
    if case.status in (CaseStatus.OPEN, CaseStatus.PAUSED):
        msg = "Close the case first: what is at work cannot be erased."
        raise WrongState(msg, code="not_closed")
    check_settled(case)
    destroy_case(case, by=by)


def destroy_case(case: Case, *, by: User | None, due_on: date | None = None) -> None:
    """Under its lock and within a transaction; nothing but a hold is asked about any more.

    Where nobody erases it but the rules of keeping, the entry in the ledger says since when it
    was due.
    """
    check_not_held(case)
    certificate: dict[str, Any] = {"due": due_on.isoformat()} if due_on else {}
    _take_out_of_sight(case)
    erase_with_case(case=case, by=by)
    LedgerOpening.objects.filter(data_key=case.data_key).delete()
    record(
        LedgerKind.CASE_ERASED,
        clinic_id=case.clinic_id,
        by=by,
        subject=case,
        data_key=case.data_key_id,
        **certificate,
    )
    vault.destroy(case.data_key)


def _take_out_of_sight(case: Case) -> None:
    """By the rules there are: what is taken back, retracted or not shared, nobody is shown."""
    now = timezone.now()
    NoteDraft.objects.filter(note__case=case).delete()
    DecisionDraft.objects.filter(decision__case=case).delete()
    NoteVersion.objects.filter(note__case=case, recalled_at=None).update(recalled_at=now)
    shared = Note.objects.filter(case=case).exclude(status=NoteStatus.DRAFT)
    shared.update(status=NoteStatus.RETRACTED)
    Decision.objects.filter(case=case).update(shared_at=None)
    still_asked = FollowUp.objects.filter(FollowUp.OPEN, decision__case=case)
    still_asked.update(called_off_at=now)
    CaseAddressee.objects.filter(case=case).delete()
    CaseGrant.objects.filter(content_object=case).delete()
