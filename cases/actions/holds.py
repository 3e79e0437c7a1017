"""Legal holds: what must not be erased, set by one person and lifted by two."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.actions.cases import lock_case
from cases.enums import LedgerKind
from cases.models import Case, LegalHold
from cases.retention import running_holds
from cases.retention_policy import check_hold_cases
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

CODE_LIMIT = 20
REASON_LIMIT = 2_000


@transaction.atomic
def set_hold(*, clinic_id: UUID, code: str, reason: str, by: User) -> LegalHold:
    """On a case of the clinic, whatever its state; it is named by its code alone."""
    check_hold_cases(by, clinic_id)
    case = _by_code(clinic_id, clean_text(code, field="code", max_length=CODE_LIMIT))
    words = clean_text(reason, field="reason", max_length=REASON_LIMIT)
    if not words.strip():
        raise Invalid.field("reason", "Say why it has to be kept.", code="required")
    if case.data_key.destroyed_at is not None:
        msg = "This case is erased already."
        raise WrongState(msg, code="erased")
    if running_holds().filter(case=case).exists():
        msg = "This case is on hold already."
        raise WrongState(msg, code="on_hold")
    hold = LegalHold.objects.create(case=case, reason=words, set_by=by)
    _record(LedgerKind.HOLD_SET, hold, by)
    return hold


@transaction.atomic
def ask_to_lift(*, hold_id: UUID, by: User) -> LegalHold:
    """The first of the two; whoever asked before is replaced."""
    hold = _lock(hold_id)
    check_hold_cases(by, hold.case.clinic_id)
    _check_runs(hold)
    hold.lift_asked_by = by
    hold.save(update_fields=["lift_asked_by"])
    _record(LedgerKind.HOLD_LIFT_ASKED, hold, by)
    return hold


@transaction.atomic
def lift_hold(*, hold_id: UUID, by: User) -> LegalHold:
    """The second of the two. From now on the rules of keeping hold again."""
    hold = _lock(hold_id)
    check_hold_cases(by, hold.case.clinic_id)
    _check_runs(hold)
    if hold.lift_asked_by_id is None:
        msg = "Somebody has to ask for it first."
        raise WrongState(msg, code="nobody_asked")
    if hold.lift_asked_by_id == by.pk:
        msg = "You asked for it. A second person has to agree."
        raise NotAllowed(msg, code="second_person")
    hold.lifted_by, hold.lifted_at = by, timezone.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    _record(LedgerKind.HOLD_LIFTED, hold, by)
    return hold


def _by_code(clinic_id: UUID, code: str) -> Case:
    found = Case.objects.filter(clinic=clinic_id, code__iexact=code.strip()).first()
    if found is None:
        raise Invalid.field("code", "This clinic has no case of that code.", code="unknown")
    return lock_case(found.pk)


def _lock(hold_id: UUID) -> LegalHold:
    """Under the lock of its case, which erasing takes too."""
    found = LegalHold.objects.filter(pk=hold_id).values_list("case", flat=True).first()
    if found is None:
        raise NotFound
    case = lock_case(found)
    hold = LegalHold.objects.get(pk=hold_id)
    hold.case = case
    return hold


def _check_runs(hold: LegalHold) -> None:
    if hold.lifted_at is not None:
        msg = "This hold is lifted already."
        raise WrongState(msg, code="lifted")


def _record(kind: LedgerKind, hold: LegalHold, by: User) -> None:
    record(kind, clinic_id=hold.case.clinic_id, by=by, subject=hold.case, hold=hold.pk)
