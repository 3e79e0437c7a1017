"""Emergency access to one case: taken for an hour, ended, told to everybody, reviewed."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import break_glass_policy as policy
from cases.actions import break_glass_mail as told
from cases.actions.access_incidents import open_incident
from cases.actions.cases import lock_case
from cases.break_glass_access import known_break_glass
from cases.break_glass_enums import (
    LASTS,
    OVERRIDE_STARTED,
    OVERRIDE_STOPPED,
    PURPOSES_OF_USE,
    REASON_AT_LEAST,
    REASON_AT_MOST,
    REVIEW_WITHIN,
    SECURITY_ALERT,
    BreakGlassEnd,
    BreakGlassOutcome,
    BreakGlassPurpose,
)
from cases.break_glass_selectors import clinics_to_open_in
from cases.enums import LedgerKind
from cases.models import BreakGlass, Case
from supervision.access import has_role
from supervision.enums import Role
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import User
from supervision.text import clean_text


@transaction.atomic
def break_glass(
    *,
    code: str,
    purpose: BreakGlassPurpose,
    reason: str,
    by: User,
    confirmed: bool,
    clinic_id: UUID | None = None,
) -> BreakGlass:
    """Open one case for reading, for an hour. Its author, its supervisor and the other leads
    are told at once, and every look is on record by itself. ``clinic_id`` is for whoever
    answers for several clinics: each counts its cases for itself."""
    case = lock_case(_case_called(code, by, clinic_id))
    close_expired(case_id=case.pk)
    _check_not_running(case, by)
    policy.check_break_glass(by, case, confirmed=confirmed)
    words = _reason(reason)
    now = timezone.now()
    made = BreakGlass.objects.create(
        case=case,
        by=by,
        role=_role(by, case),
        purpose=purpose,
        reason=words,
        started_at=now,
        expires_at=now + LASTS,
        review_due=now + REVIEW_WITHIN,
    )
    _record_start(made, by)
    told.tell_on_commit(made, "started")
    return made


@transaction.atomic
def end_break_glass(*, break_glass_id: UUID, by: User) -> BreakGlass:
    found = _locked(break_glass_id)
    if found is None or not _knows(by, found):
        raise NotFound
    policy.check_end_break_glass(by, found)
    _end(found, BreakGlassEnd.BY_HAND, by)
    return found


def close_expired(*, case_id: UUID | None = None) -> int:
    """The entries of those that ended by themselves: made when somebody next looks, and by
    ``manage.py send_reminders``. The access had ended in its time."""
    due = BreakGlass.objects.filter(ended_at=None, expires_at__lte=timezone.now())
    if case_id is not None:
        due = due.filter(case=case_id)
    return sum(_close_one(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _close_one(break_glass_id: UUID) -> bool:
    found = _locked(break_glass_id)
    if found is None or found.ended_at is not None:  # somebody else looked
        return False
    _end(found, BreakGlassEnd.EXPIRED, None)
    return True


@transaction.atomic
def review_break_glass(
    *, break_glass_id: UUID, outcome: BreakGlassOutcome, note: str, by: User
) -> BreakGlass:
    """Somebody else's word on it. “Not justified” begins an incident."""
    close_expired()
    found = _locked(break_glass_id)
    if found is None or not _knows(by, found):
        raise NotFound
    policy.check_review_break_glass(by, found)
    found.outcome = outcome
    found.review_note = clean_text(note, field="note", max_length=REASON_AT_MOST, required=True)
    found.reviewed_by, found.reviewed_at = by, timezone.now()
    found.save(update_fields=["outcome", "review_note", "reviewed_by", "reviewed_at"])
    unjustified = outcome == BreakGlassOutcome.NOT_JUSTIFIED
    if unjustified:
        open_incident(found)
    record(
        LedgerKind.BREAK_GLASS_REVIEWED,
        clinic_id=found.case.clinic_id,
        by=by,
        subject=found,
        case=found.case_id,
        outcome=outcome,
        incident=unjustified,
    )
    told.tell_on_commit(found, "reviewed")
    return found


# --- Parts ---


def _case_called(code: str, by: User, clinic_id: UUID | None) -> UUID:
    """In the clinics where this person may do that at all."""
    clinics = clinics_to_open_in(by)
    if clinic_id is not None:
        clinics = clinics.filter(pk=clinic_id)
    if not clinics.exists():
        raise NotFound
    found = Case.objects.filter(
        clinic__in=clinics, code__iexact=code.strip(), data_key__destroyed_at=None
    ).values_list("pk", flat=True)
    if not found:
        msg = "There is no case with this code in your clinic."
        raise Invalid.field("code", msg, code="unknown_case")
    if len(found) > 1:
        msg = "More than one of your clinics has a case with this code. Say which it is."
        raise Invalid.field("clinic", msg, code="which_clinic")
    return found[0]


def _check_not_running(case: Case, by: User) -> None:
    if BreakGlass.objects.filter(case=case, by=by, ended_at=None).exists():
        msg = "You have opened this case already. It stays open until its hour is over."
        raise WrongState(msg, code="open_already")


def _reason(reason: str) -> str:
    words = clean_text(reason, field="reason", max_length=REASON_AT_MOST, required=True)
    if len(words.strip()) < REASON_AT_LEAST:
        msg = f"Say why in at least {REASON_AT_LEAST} characters. Somebody will review it."
        raise Invalid.field("reason", msg, code="too_short")
    return words


def _role(by: User, case: Case) -> Role:
    leads = has_role(by, case.clinic_id, Role.CLINIC_LEAD)
    return Role.CLINIC_LEAD if leads else Role.PRIVACY_OFFICER


def _locked(break_glass_id: UUID) -> BreakGlass | None:
    rows = BreakGlass.objects.select_for_update(of=("self",))
    return rows.select_related("case__data_key", "by").filter(pk=break_glass_id).first()


def _knows(user: User, found: BreakGlass) -> bool:
    return known_break_glass(user).filter(pk=found.pk).exists()


def _record_start(made: BreakGlass, by: User) -> None:
    record(
        LedgerKind.BREAK_GLASS_STARTED,
        Content(made.reason, made.case.data_key),
        clinic_id=made.case.clinic_id,
        by=by,
        subject=made,
        case=made.case_id,
        role=made.role,
        purpose=made.purpose,
        purpose_of_use=PURPOSES_OF_USE[BreakGlassPurpose(made.purpose)],
        until=made.expires_at,
        **_codes(OVERRIDE_STARTED),
    )


def _end(found: BreakGlass, how: BreakGlassEnd, by: User | None) -> None:
    now = timezone.now()
    found.ended_at, found.ended_how = min(now, found.expires_at), how
    found.save(update_fields=["ended_at", "ended_how"])
    record(
        LedgerKind.BREAK_GLASS_ENDED,
        clinic_id=found.case.clinic_id,
        by=by,
        subject=found,
        case=found.case_id,
        how=how,
        ended=found.ended_at,
        **_codes(OVERRIDE_STOPPED),
    )


def _codes(subtype: str) -> dict[str, Any]:
    return {"type": SECURITY_ALERT, "subtype": subtype}
