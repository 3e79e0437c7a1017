"""Follow-ups of a decision: planned, looked after, called off."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import decision_policy
from cases.actions import decisions
from cases.decision_enums import BoundaryMove, ReferralMove, ReferralStatus
from cases.decision_fields import TEXT_LIMIT, clean_choice, clean_date
from cases.decision_workflow import ENDED, Move
from cases.followups import due_days
from cases.models import BoundaryDecision, Decision, FollowUp
from cases.referral_enums import Finding
from supervision.exceptions import Invalid, NotFound
from supervision.models import User
from supervision.text import clean_text

# A service may be seen again after years; a longer wait is a slip of the keyboard.
FURTHEST_YEARS = 5


@transaction.atomic
def add_follow_up(*, decision_id: UUID, version: int, due: date | str, by: User) -> FollowUp:
    """One more, on a day of one's choice."""
    decision = decisions.lock_any(decision_id)
    decision_policy.check_plan_follow_up(by, decision)
    decisions.check_version(decision, version)
    follow_up = FollowUp.objects.create(decision=decision, due=_clean_due(due))
    _changed(decision, by)
    return follow_up


@transaction.atomic
def record_follow_up(
    *, follow_up_id: UUID, version: int, finding: str, by: User, result: str = ""
) -> FollowUp:
    """What was found. ``version`` is the decision's."""
    follow_up = _lock(follow_up_id, version, by)
    follow_up.finding = clean_choice(Finding, finding, name="finding", required=True)
    follow_up.result = clean_text(result, field="result", max_length=TEXT_LIMIT)
    follow_up.done_at, follow_up.done_by = timezone.now(), by
    follow_up.save(update_fields=["finding", "result", "done_at", "done_by"])
    _changed(follow_up.decision, by)
    return follow_up


@transaction.atomic
def call_off_follow_up(*, follow_up_id: UUID, version: int, reason: str, by: User) -> FollowUp:
    """Nothing is asked on that day after all; the reason stays."""
    follow_up = _lock(follow_up_id, version, by)
    follow_up.result = clean_text(reason, field="reason", max_length=TEXT_LIMIT, required=True)
    follow_up.called_off_at = timezone.now()
    follow_up.save(update_fields=["result", "called_off_at"])
    _changed(follow_up.decision, by)
    return follow_up


def end_follow_up(
    *,
    follow_up_id: UUID,
    version: int,
    by: User,
    finding: str = "",
    result: str = "",
    reason: str = "",
) -> FollowUp:
    """One of the two, as it was said: a reason calls it off."""
    if reason and not finding:
        return call_off_follow_up(
            follow_up_id=follow_up_id, version=version, reason=reason, by=by
        )
    return record_follow_up(
        follow_up_id=follow_up_id, version=version, finding=finding, result=result, by=by
    )


# --- What a move does to them; the caller holds the lock and then leaves the entry ---


def after_referral_move(referral: Decision, move: Move) -> None:
    """Sent means asked again: after a new receiver the weeks count anew."""
    if referral.status == ReferralStatus.SENT and move != ReferralMove.RESUME:
        _call_off_open(referral)
        FollowUp.objects.bulk_create(
            FollowUp(decision=referral, due=due, weeks=weeks)
            for weeks, due in due_days(referral.clinic_id, _today(referral))
        )
    elif referral.status in ENDED - {ReferralStatus.CLOSED_COMPLETED}:
        _call_off_open(referral)
    _say_next(referral)


def after_boundary_move(boundary: BoundaryDecision, move: Move, by: User) -> None:
    """Its one day: looked after with the follow-up, gone when it is closed."""
    if move == BoundaryMove.FOLLOW_UP:
        _open(boundary).update(done_at=timezone.now(), done_by=by)
    elif boundary.status in ENDED:
        _call_off_open(boundary)


def keep_chosen_day(boundary: BoundaryDecision) -> None:
    """The day that is written in a boundary decision is its one open follow-up."""
    due = boundary.follow_up_due
    if due is not None and _open(boundary).filter(due=due).exists():
        return
    _call_off_open(boundary)
    if due is not None:
        FollowUp.objects.create(decision=boundary, due=due)


def _changed(decision: Decision, by: User) -> None:
    _say_next(decision)
    decisions.touch(decision)
    decisions.record_change(decision, by, ["follow_ups"])


def _say_next(decision: Decision) -> None:
    """``follow_up_due`` repeats the next open day, for lists and filters."""
    decision.follow_up_due = _open(decision).values_list("due", flat=True).first()
    decision.save(update_fields=["follow_up_due"])


def _open(decision: Decision) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(FollowUp.OPEN, decision=decision.pk)


def _call_off_open(decision: Decision) -> None:
    _open(decision).update(called_off_at=timezone.now())


def _lock(follow_up_id: UUID, version: int, by: User) -> FollowUp:
    """Its decision is locked, as for every change of a decision; then it is read."""
    owner = FollowUp.objects.filter(pk=follow_up_id).values_list("decision", flat=True).first()
    if owner is None:
        raise NotFound
    decision = decisions.lock_any(owner)
    follow_up = FollowUp.objects.get(pk=follow_up_id)
    follow_up.decision = decision
    decision_policy.check_end_follow_up(by, follow_up)
    decisions.check_version(decision, version)
    return follow_up


def _clean_due(due: date | str) -> date:
    day = clean_date(due, "due")
    if day is None:
        raise Invalid.field("due", "Please say on which day.", code="required")
    today = timezone.localdate()
    if day < today or day.year > today.year + FURTHEST_YEARS:
        words = f"A day from today on, within {FURTHEST_YEARS} years."
        raise Invalid.field("due", words, code="not_ahead")
    return day


def _today(decision: Decision) -> date:
    """Where the clinic is."""
    return timezone.localdate(timezone=ZoneInfo(decision.case.clinic.timezone))
