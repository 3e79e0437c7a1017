"""Decisions to show: one of them whole, lists, the audit's filters and its figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import TruncMonth
from django.utils import timezone

from cases import access, decision_access
from cases.decision_workflow import AWAITS_REVIEW, AWAITS_REVIEW_SOON, ENDED
from cases.enums import DecisionKind
from cases.models import (
    BoundaryDecision,
    Consultation,
    Decision,
    DecisionDraft,
    DecisionStep,
    ReferralDecision,
    ReferralGround,
)
from supervision.access import clinics_with_role
from supervision.enums import Role
from supervision.exceptions import NotFound
from supervision.models import Clinic, LedgerEntry, LedgerHead, LedgerPending, User

OPEN = "open"
CLOSED = "closed"
_OPENS_TEXT = (
    "case__data_key",
    "case__clinic",
    "supervisee",
    "raised_by",
    "relationship__supervisor",
    "from_version__note",
)
_Kind = TypeVar("_Kind", bound=Decision)


# --- One ---


def decision_visible_to(user: User, decision_id: UUID) -> ReferralDecision | BoundaryDecision:
    """The kind it is, with all that its page shows, or ``NotFound``."""
    decision = decision_access.readable_decisions(user).filter(pk=decision_id).first()
    if decision is None:
        raise NotFound
    return kind_visible_to(DecisionKind(decision.kind), user, decision_id)


def kind_visible_to(
    kind: DecisionKind, user: User, decision_id: UUID
) -> ReferralDecision | BoundaryDecision:
    if kind == DecisionKind.REFERRAL:
        return referral_visible_to(user, decision_id)
    return boundary_visible_to(user, decision_id)


def referral_visible_to(user: User, referral_id: UUID) -> ReferralDecision:
    return _whole(
        ReferralDecision.objects.prefetch_related("grounds", "options"), user, referral_id
    )


def boundary_visible_to(user: User, boundary_id: UUID) -> BoundaryDecision:
    return _whole(BoundaryDecision.objects.all(), user, boundary_id)


def _whole(decisions: QuerySet[_Kind], user: User, decision_id: UUID) -> _Kind:
    found = (
        decisions.filter(
            pk=decision_id, pk__in=decision_access.readable_decisions(user).values("pk")
        )
        .select_related(*_OPENS_TEXT)
        .prefetch_related(
            Prefetch("consultations", Consultation.objects.select_related("recorded_by")),
            Prefetch("steps", DecisionStep.objects.select_related("by")),
        )
        .first()
    )
    if found is None:
        raise NotFound
    return found


def own_drafts(user: User) -> QuerySet[DecisionDraft]:
    """What this person has typed into decisions and not saved, the newest first."""
    return DecisionDraft.objects.filter(author=user).select_related("decision__case__data_key")


def drafts_of(user: User, decision: Decision) -> QuerySet[DecisionDraft]:
    return own_drafts(user).filter(decision=decision.pk)


# --- Lists ---


def decisions_visible_to(user: User) -> QuerySet[Decision]:
    return _rows(decision_access.readable_decisions(user))


def own_decisions(user: User) -> QuerySet[Decision]:
    return _rows(decision_access.own_decisions(user))


def brought_decisions(user: User) -> QuerySet[Decision]:
    """All that was brought to this supervisor; what waits for her comes first."""
    return _rows(decision_access.addressed_decisions(user)).order_by(
        F("review_due").asc(nulls_last=True), "-opened_at", "-id"
    )


def decisions_to_review(user: User) -> QuerySet[Decision]:
    """What waits for this supervisor's word now, by when it is due."""
    return (
        _rows(decision_access.addressed_decisions(user))
        .filter(
            status__in=AWAITS_REVIEW | AWAITS_REVIEW_SOON,
            relationship__in=access.live_relationships(user),
        )
        .order_by(F("review_due").asc(nulls_last=True), "pk")
    )


def decisions_of_case(user: User, case_id: UUID) -> QuerySet[Decision]:
    return decisions_visible_to(user).filter(case=case_id)


def audited_decisions(user: User) -> QuerySet[Decision]:
    return _rows(decision_access.audited_decisions(user))


def _rows(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """With the names a row shows and the code of the main ground; no text is opened."""
    main = ReferralGround.objects.filter(referral=OuterRef("pk"), primary=True)
    return (
        decisions.select_related("case", "clinic", "supervisee", "relationship__supervisor")
        .annotate(main_ground=Subquery(main.values("ground")[:1]))
        .order_by("-opened_at", "-id")
    )


# --- The audit ---


@dataclass(frozen=True)
class DecisionFilters:
    """``status`` is a status, or ``open`` or ``closed`` for all of that sort."""

    kind: str = ""
    status: str = ""
    ground: str = ""
    supervisor: UUID | None = None
    supervisee: UUID | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    overdue: bool = False
    case: UUID | None = None

    def named(self) -> list[str]:
        """Which filters were set, for the record of an export; not what was asked."""
        return sorted(name for name, value in vars(self).items() if value)

    def apply(self, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
        for condition in self._conditions():
            decisions = decisions.filter(condition)
        return decisions

    def _conditions(self) -> Iterable[Q]:
        if self.kind:
            yield Q(kind=self.kind)
        if self.status:
            yield _status(self.status)
        if self.ground:
            named = ReferralGround.objects.filter(referral=OuterRef("pk"), ground=self.ground)
            yield Q(Exists(named))
        yield from self._people()
        yield from self._period()

    def _people(self) -> Iterable[Q]:
        if self.supervisor:
            yield Q(relationship__supervisor=self.supervisor)
        if self.supervisee:
            yield Q(supervisee=self.supervisee)
        if self.case:
            yield Q(case=self.case)

    def _period(self) -> Iterable[Q]:
        if self.opened_from:
            yield Q(opened_at__gte=_start_of(self.opened_from))
        if self.opened_to and self.opened_to < date.max:
            yield Q(opened_at__lt=_start_of(self.opened_to + timedelta(days=1)))
        if self.overdue:
            yield overdue()


def overdue() -> Q:
    """The supervisor's word is awaited, and its time has passed."""
    return Q(review_due__lt=timezone.now(), closed_at__isnull=True)


def _status(status: str) -> Q:
    if status == OPEN:
        return ~Q(status__in=ENDED)
    return Q(status__in=ENDED) if status == CLOSED else Q(status=status)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class MonthCount(NamedTuple):
    month: date
    kind: str
    decisions: int


@dataclass(frozen=True)
class Summary:
    total: int
    open: int
    overdue: int
    closed: int
    median_days_to_close: float | None
    per_month: list[MonthCount]


def summary_of(decisions: QuerySet[Decision]) -> Summary:
    """Three queries, however many decisions there are; no figure is about a person."""
    plain = Decision.objects.filter(pk__in=decisions.order_by().values("pk"))
    ended = Q(status__in=ENDED)
    counts = plain.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=~ended),
        overdue=Count("pk", filter=overdue()),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
    )
    return Summary(
        **counts,
        median_days_to_close=_median_days(plain, counts["closed"]),
        per_month=_per_month(plain),
    )


def _median_days(decisions: QuerySet[Decision], closed: int) -> float | None:
    """The middle of the closed ones, found by the database: nothing is loaded but two rows."""
    if not closed:
        return None
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    ordered = (
        decisions.filter(closed_at__isnull=False)
        .annotate(took=took)
        .order_by("took", "pk")
        .values_list("took", flat=True)
    )
    middle: list[timedelta] = list(ordered[(closed - 1) // 2 : closed // 2 + 1])
    return sum(span / timedelta(days=1) for span in middle) / len(middle)


def _per_month(decisions: QuerySet[Decision]) -> list[MonthCount]:
    rows = (
        decisions.annotate(month=TruncMonth("opened_at"))
        .values("month", "kind")
        .annotate(decisions=Count("pk"))
        .order_by("month", "kind")
    )
    return [MonthCount(row["month"].date(), row["kind"], row["decisions"]) for row in rows]


def ledger_entries_of(decision: Decision) -> QuerySet[LedgerEntry]:
    """What the ledger holds about it, with each entry's position once it has one."""
    return (
        LedgerEntry.objects.filter(
            clinic_id=decision.clinic_id,
            subject_type="cases.decision",
            subject_id=str(decision.pk),
        )
        .select_related("placed")
        .order_by("pk")
    )


def clinics_audited_by(user: User) -> QuerySet[Clinic]:
    return clinics_with_role(user, Role.CLINIC_LEAD)


def audited_supervisors(user: User) -> QuerySet[User]:
    """For the audit's filter: those to whom something was brought."""
    audited = decision_access.audited_decisions(user)
    return _people(audited.values("relationship__supervisor"))


def audited_supervisees(user: User) -> QuerySet[User]:
    return _people(decision_access.audited_decisions(user).values("supervisee"))


def _people(ids: Any) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids).order_by("display_name", "pk")


class LedgerState(NamedTuple):
    """How far the clinic's ledger reaches, and how much waits for its position."""

    clinic: Clinic
    size: int
    root: str
    pending: int


def ledger_states(user: User) -> list[LedgerState]:
    """Of the clinics this person leads: three queries, however many there are."""
    clinics = list(clinics_audited_by(user).order_by("name", "pk"))
    ids = [clinic.pk for clinic in clinics]
    heads = LedgerHead.objects.in_bulk(ids)
    queued = LedgerPending.objects.values("entry")
    waiting = LedgerEntry.objects.filter(pk__in=queued, clinic_id__in=ids)
    pending = dict(waiting.values_list("clinic_id").annotate(entries=Count("pk")))
    return [
        LedgerState(
            clinic,
            heads[clinic.pk].size if clinic.pk in heads else 0,
            bytes(heads[clinic.pk].root).hex() if clinic.pk in heads else "",
            pending.get(clinic.pk, 0),
        )
        for clinic in clinics
    ]
