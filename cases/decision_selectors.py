"""Decisions to show: one of them whole, lists, the audit's filters and its figures."""

from collections.abc import Collection, Iterable
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
from supervision.models import (
    Clinic,
    LedgerEntry,
    RoleAssignment,
    SupervisionRelationship,
    User,
)

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
AUDIT_LINE = (
    "pk",
    "reference",
    "kind",
    "status",
    "emergency",
    "opened_at",
    "review_due",
    "closed_at",
    "main_ground",
    "supervisor_name",
    "supervisee_name",
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
    return _one(_whole_referrals(), user, referral_id)


def boundary_visible_to(user: User, boundary_id: UUID) -> BoundaryDecision:
    return _one(_whole(BoundaryDecision.objects.all()), user, boundary_id)


def whole_decisions(ids: Iterable[UUID]) -> dict[UUID, ReferralDecision | BoundaryDecision]:
    """Each as its page would load it, whoever asks: for those that a rule has let through."""
    wanted = list(ids)
    referrals: dict[UUID, Any] = {
        row.pk: row for row in _whole_referrals().filter(pk__in=wanted)
    }
    boundaries = _whole(BoundaryDecision.objects.all()).filter(pk__in=wanted)
    return referrals | {row.pk: row for row in boundaries}


def _one(decisions: QuerySet[_Kind], user: User, decision_id: UUID) -> _Kind:
    found = decisions.filter(
        pk=decision_id, pk__in=decision_access.readable_decisions(user).values("pk")
    ).first()
    if found is None:
        raise NotFound
    return found


def _whole_referrals() -> QuerySet[ReferralDecision]:
    rows = ("grounds", "options", "voices", "replies__recorded_by")
    return _whole(ReferralDecision.objects.prefetch_related(*rows))


def _whole(decisions: QuerySet[_Kind]) -> QuerySet[_Kind]:
    return decisions.select_related(*_OPENS_TEXT).prefetch_related(
        Prefetch(
            "consultations", Consultation.objects.select_related("recorded_by", "colleague")
        ),
        "follow_ups__done_by",
        Prefetch("steps", DecisionStep.objects.select_related("by")),
    )


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


def decisions_of_clinics(clinics: Collection[Clinic]) -> QuerySet[Decision]:
    """For whoever leads these clinics (``clinics_audited_by``); see ``audit_lines``."""
    return decision_access.decisions_of_clinics([clinic.pk for clinic in clinics])


def audit_lines(decisions: QuerySet[Decision]) -> QuerySet[Decision, Any]:
    """Exactly what a line of the audit shows, by name, and nothing else of the rows."""
    named = decisions.annotate(
        main_ground=_main_ground(),
        supervisor_name=F("relationship__supervisor__display_name"),
        supervisee_name=F("supervisee__display_name"),
    )
    return named.values_list(*AUDIT_LINE, named=True)


def _rows(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """With the names a row shows and the code of the main ground; no text is opened."""
    return (
        decisions.select_related("case", "clinic", "supervisee", "relationship__supervisor")
        .annotate(main_ground=_main_ground())
        .order_by("-opened_at", "-id")
    )


def _main_ground() -> Subquery:
    main = ReferralGround.objects.filter(referral=OuterRef("pk"), primary=True)
    return Subquery(main.values("ground")[:1])


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
    """Two queries, however many decisions there are; no figure is about a person."""
    plain = decisions.order_by()
    if plain.query.annotations:  # what a list shows would be worked out for every row
        plain = Decision.objects.filter(pk__in=plain.values("pk"))
    months = _months(plain)
    total, still_open, late, closed = (
        sum(month[column] for month in months) for column in ("total", "open", "late", "closed")
    )
    return Summary(
        total=total,
        open=still_open,
        overdue=late,
        closed=closed,
        median_days_to_close=_median_days(plain, closed),
        per_month=[MonthCount(m["month"].date(), m["kind"], m["total"]) for m in months],
    )


def _months(decisions: QuerySet[Decision]) -> list[dict[str, Any]]:
    """What each month and kind adds to the sums: the rows are read once for all of them."""
    rows: QuerySet[Any, Any] = decisions.annotate(month=TruncMonth("opened_at"))
    counted = rows.values("month", "kind").annotate(
        total=Count("pk"),
        open=Count("pk", filter=~Q(status__in=ENDED)),
        late=Count("pk", filter=overdue()),
        closed=Count("closed_at"),
    )
    return list(counted.order_by("month", "kind"))


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


def audited_supervisors(clinics: Collection[Clinic]) -> QuerySet[User]:
    """For the audit's filter: those to whom something was brought."""
    here = SupervisionRelationship.objects.filter(
        Exists(decisions_of_clinics(clinics).filter(relationship=OuterRef("pk"))),
        clinic__in=clinics,
    )
    return _people(here.values("supervisor"))


def audited_supervisees(clinics: Collection[Clinic]) -> QuerySet[User]:
    brought = decisions_of_clinics(clinics).filter(supervisee=OuterRef("user"))
    here = RoleAssignment.objects.filter(Exists(brought), clinic__in=clinics)
    return _people(here.values("user"))


def _people(ids: Any) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids).order_by("display_name", "pk")
