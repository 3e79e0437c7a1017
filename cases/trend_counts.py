"""What trends count, by quarter and column: one query a table, whatever lies in it.

Counted are decisions that were brought to a supervisor, in the quarter in which they were; a
decision that is still thought about alone is nobody else's, also as a number. What was
entered in error is left out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from cases.decision_enums import BoundaryStatus, ReferralMove, ReferralStatus
from cases.decision_workflow import AWAITS_REVIEW, AWAITS_REVIEW_SOON
from cases.enums import DecisionKind
from cases.models import BoundaryDecision, Decision, DecisionStep, FollowUp, ReferralGround
from cases.suppression import Cell
from cases.trend_periods import Quarter, number_of

Counts = Counter[Cell]
ERROR: Final = (ReferralStatus.ENTERED_IN_ERROR.value, BoundaryStatus.ENTERED_IN_ERROR.value)
KNOWN, UNDER_WAY, NOT_SENT = "known", "under_way", "not_sent"
IN_TIME, LATE, OVERDUE, DONE = "in_time", "late", "overdue", "done"
STAGE_OF: Final = {
    ReferralStatus.CLOSED_COMPLETED: KNOWN,
    ReferralStatus.CLOSED_CLIENT_DECLINED: KNOWN,
    ReferralStatus.SENT: UNDER_WAY,
    ReferralStatus.ACCEPTED: UNDER_WAY,
    ReferralStatus.DECLINED_BY_RECEIVER: UNDER_WAY,
    ReferralStatus.FIRST_CONTACT_MADE: UNDER_WAY,
}


def stages(clinic_id: UUID, quarters: Sequence[Quarter]) -> Counts:
    """Referrals by how far they came: outcome known, under way, not sent."""
    rows = _brought(clinic_id, quarters).filter(kind=DecisionKind.REFERRAL)
    found: Counts = Counter()
    for place, status, number in _grouped(rows, quarters, "shared_at", "status"):
        found[_code(quarters, place), STAGE_OF.get(status, NOT_SENT)] += number
    return found


def grounds(clinic_id: UUID, quarters: Sequence[Quarter]) -> Counts:
    """Referrals that name a ground; one can name several."""
    rows = ReferralGround.objects.filter(
        *_within("referral__shared_at", quarters), referral__clinic=clinic_id
    ).exclude(referral__status__in=ERROR)
    return _counted(_grouped(rows, quarters, "referral__shared_at", "ground"), quarters)


def domains(clinic_id: UUID, quarters: Sequence[Quarter]) -> Counts:
    """Boundary decisions by what they are about."""
    rows = BoundaryDecision.objects.filter(
        *_within("shared_at", quarters), clinic=clinic_id
    ).exclude(status__in=ERROR)
    return _counted(_grouped(rows, quarters, "shared_at", "domain"), quarters)


def days_to_contact(clinic_id: UUID, quarters: Sequence[Quarter]) -> dict[str, list[int]]:
    """From considering a referral to the first contact, in whole days, per quarter."""
    steps = DecisionStep.objects.filter(
        *_within("decision__shared_at", quarters),
        decision__clinic=clinic_id,
        move=ReferralMove.FIRST_CONTACT,
    ).exclude(decision__status__in=ERROR)
    found: dict[str, list[int]] = {quarter.period.code: [] for quarter in quarters}
    rows = steps.order_by().annotate(place=number_of("decision__shared_at", quarters))
    for place, begun, met in rows.values_list("place", "decision__opened_at", "at"):
        found[_code(quarters, place)].append((met - begun) // timedelta(days=1))
    return found


def median_days(days: Iterable[int]) -> int:
    return median_low(sorted(days))


def answers(clinic_id: UUID, quarters: Sequence[Quarter]) -> Counts:
    """Answers that were due in the quarter: given in time, given late, still awaited."""
    given = DecisionStep.objects.filter(
        *_within("due", quarters), decision__clinic=clinic_id
    ).exclude(decision__status__in=ERROR)
    late = Case(When(at__gt=F("due"), then=Value(LATE)), default=Value(IN_TIME))
    waiting = Decision.objects.filter(
        *_within("review_due", quarters),
        clinic=clinic_id,
        shared_at__isnull=False,
        status__in=AWAITS_REVIEW | AWAITS_REVIEW_SOON,
    )
    said = _grouped(given.annotate(how=late), quarters, "due", "how")
    awaited = _grouped(waiting.annotate(how=Value(OVERDUE)), quarters, "review_due", "how")
    return _counted(said.union(awaited, all=True), quarters)


def follow_ups(clinic_id: UUID, quarters: Sequence[Quarter]) -> Counts:
    """Decisions with something to look after in the quarter: all of it done, or overdue.

    Counted are decisions and not their follow-ups: three days of one client are one client,
    and may not make a cell look large enough to be shown. What was called off is not due.
    """
    days = [(_day(quarter.begins), _day(quarter.ends)) for quarter in quarters]
    rows = FollowUp.objects.filter(
        due__gte=days[0][0],
        due__lt=days[-1][1],
        called_off_at__isnull=True,
        decision__clinic=clinic_id,
        decision__shared_at__isnull=False,
    ).exclude(decision__status__in=ERROR)
    place = Case(
        *(When(due__lt=ends, then=Value(n)) for n, (_, ends) in enumerate(days)),
        output_field=IntegerField(),
    )
    asked = Count("decision", distinct=True)
    late = Count("decision", distinct=True, filter=Q(done_at__isnull=True))
    found: Counts = Counter()
    placed = rows.order_by().annotate(place=place).values("place")
    for quarter, due, overdue in placed.annotate(n=asked, late=late).values_list(
        "place", "n", "late"
    ):
        found[_code(quarters, quarter), OVERDUE] += overdue
        found[_code(quarters, quarter), DONE] += due - overdue
    return found


def _brought(clinic_id: UUID, quarters: Sequence[Quarter]) -> QuerySet[Decision]:
    return Decision.objects.filter(*_within("shared_at", quarters), clinic=clinic_id).exclude(
        status__in=ERROR
    )


def _within(moment: str, quarters: Sequence[Quarter]) -> list[Q]:
    first, last = quarters[0].begins, quarters[-1].ends
    return [Q(**{f"{moment}__gte": first}), Q(**{f"{moment}__lt": last})]


def _grouped(
    rows: QuerySet[Any], quarters: Sequence[Quarter], moment: str, *columns: str
) -> QuerySet[Any, Any]:
    placed: QuerySet[Any, Any] = rows.order_by().annotate(place=number_of(moment, quarters))
    grouped: QuerySet[Any, Any] = placed.values_list("place", *columns).annotate(n=Count("pk"))
    return grouped


def _counted(rows: Iterable[tuple[Any, ...]], quarters: Sequence[Quarter]) -> Counts:
    found: Counts = Counter()
    for place, column, number in rows:
        found[_code(quarters, place), column] += number
    return found


def _code(quarters: Sequence[Quarter], place: int) -> str:
    return quarters[place].period.code


def _day(moment: datetime) -> date:
    return moment.date()
