"""Samples, findings and learning points to show; the frame of a draw and its proof."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Count,
    Expression,
    ExpressionWrapper,
    Prefetch,
    Q,
    QuerySet,
)

from cases import audit_access
from cases.audit_drawing import Draw, digest, draw
from cases.audit_enums import ChosenAs, FindingMove, FindingParty, FindingStatus, Risk
from cases.audit_policy import check_move_finding, check_ready, parties_of
from cases.audit_workflow import FINDING_ENDED, FINDING_TRANSITIONS, SHARED
from cases.decision_enums import BoundaryDomain, Ground, ReferralMove, ValuesOutcome
from cases.decision_workflow import OUT
from cases.enums import LedgerKind
from cases.models import (
    AuditSample,
    BoundaryDecision,
    Consultation,
    CorrectiveAction,
    Decision,
    DecisionStep,
    Finding,
    FindingStep,
    LearningPoint,
    ReferralDecision,
)
from supervision.exceptions import Invalid, NotAllowed, NotFound, Refusal
from supervision.models import Clinic, LedgerEntry, User

# As a draw gives them; the other two are named by somebody.
DRAWN = (ChosenAs.HIGH_RISK, ChosenAs.RANDOM)

# --- Drawing ---


def frame_of(
    clinic: Clinic, shared_from: date, shared_to: date, at: datetime
) -> dict[str, list[str]]:
    """All that was shared in these days and not audited before ``at``, with its risks.

    Nothing here changes afterwards but the risks, so the frame can be made again.
    """
    zone = ZoneInfo(clinic.timezone)
    since = datetime.combine(shared_from, time.min, zone).astimezone(UTC)
    until = datetime.combine(shared_to + timedelta(days=1), time.min, zone).astimezone(UTC)
    found = Decision.objects.filter(
        clinic=clinic.pk, shared_at__gte=since, shared_at__lt=until, shared_at__lte=at
    ).exclude(finding__created_at__lt=at)
    risks = _risks(found)
    return {str(pk): sorted(risks.get(pk, [])) for pk in found.values_list("pk", flat=True)}


def risks_of(decision: Decision) -> list[str]:
    return sorted(_risks(Decision.objects.filter(pk=decision.pk)).get(decision.pk, []))


def _risks(decisions: QuerySet[Decision]) -> dict[UUID, list[str]]:
    ids = decisions.order_by().values("pk")
    referrals = ReferralDecision.objects.filter(pk__in=ids)
    boundaries = BoundaryDecision.objects.filter(pk__in=ids)
    talked = set(ValuesOutcome) - {ValuesOutcome.NO_ISSUE}
    rules: dict[Risk, QuerySet[Any]] = {
        Risk.AFTER_WORSENING: referrals.filter(
            direction__in=OUT, grounds__ground=Ground.WORSENING
        ),
        Risk.NOT_SUPPORTED: decisions.filter(steps__move=ReferralMove.NOT_SUPPORT),
        Risk.EMERGENCY: decisions.filter(emergency=True),
        Risk.SEXUAL_ROMANTIC: boundaries.filter(domain=BoundaryDomain.SEXUAL_ROMANTIC),
        Risk.VALUES: referrals.filter(values_outcome__in=talked),
    }
    found: dict[UUID, list[str]] = {}
    for risk, rows in rules.items():
        for pk in set(rows.values_list("pk", flat=True)):
            found.setdefault(pk, []).append(risk.value)
    for pk in _repeated_dual(boundaries):
        found.setdefault(pk, []).append(Risk.REPEATED_DUAL.value)
    return found


def _repeated_dual(boundaries: QuerySet[BoundaryDecision]) -> list[UUID]:
    """Where it is not the only dual relationship brought from its case."""
    dual = BoundaryDecision.objects.filter(
        domain=BoundaryDomain.DUAL_RELATIONSHIP, shared_at__isnull=False
    )
    mine = boundaries.filter(domain=BoundaryDomain.DUAL_RELATIONSHIP)
    cases = mine.values_list("pk", "case")
    times = Counter(
        dual.filter(case__in=[case for _, case in cases]).values_list("case", flat=True)
    )
    return [pk for pk, case in cases if times[case] > 1]


class Redrawn(NamedTuple):
    """What a draw gives today beside what it gave: the same, or in what it differs."""

    sample: AuditSample
    again: Draw
    differs: list[str]


def redraw(sample: AuditSample) -> Redrawn:
    """Make the draw again from its seed, and hold it against the rows and the ledger."""
    if sample.named_as:
        return _named(sample)
    again = draw(sample.frame, seed=sample.seed, share=sample.share)
    frame = frame_of(sample.clinic, sample.shared_from, sample.shared_to, sample.drawn_at)
    kept = {
        chosen: sorted(
            str(pk)
            for pk in sample.findings.filter(chosen_as=chosen).values_list(
                "decision", flat=True
            )
        )
        for chosen in DRAWN
    }
    said = _ledger_body(sample)
    tests = {
        "frame": set(frame) == set(sample.frame),
        "high_risk": kept[ChosenAs.HIGH_RISK] == again.high_risk,
        "random": kept[ChosenAs.RANDOM] == again.random,
        "ledger": bool(said)
        and all(digest(value) in said for value in (sample.frame, list(again)))
        and sample.seed in said,
    }
    return Redrawn(sample, again, [name for name, holds in tests.items() if not holds])


def _named(sample: AuditSample) -> Redrawn:
    """Nothing was drawn: the one that was named is the one there is, and the ledger has it."""
    said = _ledger_body(sample)
    rows = sample.findings.values_list("decision", "chosen_as")
    kept = [(str(pk), chosen_as) for pk, chosen_as in rows]
    tests = {
        "named": kept == [(pk, sample.named_as) for pk in sample.frame],
        "ledger": digest(sample.frame) in said and sample.named_as in said,
    }
    return Redrawn(sample, Draw([], []), [name for name, holds in tests.items() if not holds])


def _ledger_body(sample: AuditSample) -> str:
    entry = LedgerEntry.objects.filter(
        kind=LedgerKind.AUDIT_SAMPLED, subject_id=str(sample.pk)
    ).first()
    return entry.body if entry else ""


# --- Samples and findings ---


def samples_visible_to(user: User) -> QuerySet[AuditSample]:
    """With how many were chosen, and how many of them nobody independent reviews now."""
    nobody = Q(findings__status=FindingStatus.UNASSIGNED) | (
        audit_access.has_left("reviewer", of="findings__")
        & ~Q(findings__status__in=FINDING_ENDED)
    )
    return (
        audit_access.audited_samples(user)
        .select_related("clinic", "drawn_by")
        .annotate(
            chosen=Count("findings"),
            unreviewed=Count("findings", filter=nobody),
            ended=Count("findings", filter=Q(findings__status__in=FINDING_ENDED)),
        )
        .order_by("-drawn_at", "-id")
    )


def findings_visible_to(user: User) -> QuerySet[Finding]:
    """Rows without words: of clinics one leads, one's own reviews, one's own decisions'.

    Each says whether its reviewer, or who hears the appeal, has left in the middle of it.
    """
    return (
        audit_access.listed_findings(user)
        .select_related(
            "decision__case__data_key",
            "decision__supervisee",
            "decision__relationship__supervisor",
            "reviewer",
            "appeal_hearer",
            "clinic",
        )
        .annotate(reviewer_left=_has_left("reviewer"), hearer_left=_has_left("appeal_hearer"))
    )


def _has_left(part: str) -> Expression:
    left = audit_access.has_left(part) & ~Q(status__in=FINDING_ENDED)
    return ExpressionWrapper(left, output_field=BooleanField())


def findings_about(user: User) -> QuerySet[Finding]:
    """About decisions of one's own, once they are shared."""
    return findings_visible_to(user).filter(audit_access.authored(user), status__in=SHARED)


def findings_to_review(user: User) -> QuerySet[Finding]:
    """What waits for this reviewer, or for his word on an appeal."""
    mine = audit_access.reviews(user) | audit_access.hears(user)
    return findings_visible_to(user).filter(mine).exclude(status__in=FINDING_ENDED)


def finding_of(user: User, decision: Decision) -> Finding | None:
    """That this decision was audited, for whoever may know."""
    return findings_visible_to(user).filter(decision=decision.pk).first()


# What was done, or is not wanted, is not offered as a button that cannot be pressed.
BESIDE_THE_POINT = frozenset({"hearer_here", "reviewer_here", "appealed_before"})


class Offer(NamedTuple):
    """A move that is this person's; ``sentence`` is empty where it is possible now."""

    move: FindingMove
    sentence: str
    reasons: bool
    fields: dict[str, list[str]]


class ShownFinding(NamedTuple):
    """One finding as its reader gets it; without ``words`` it is a row of the lead's list."""

    finding: Finding
    parties: set[FindingParty]
    words: bool
    offers: list[Offer]
    steps: Sequence[FindingStep]
    actions: Sequence[CorrectiveAction]
    learning: LearningPoint | None
    agreed: set[UUID]


def finding_shown_to(user: User, finding_id: UUID) -> ShownFinding:
    finding = (
        findings_visible_to(user)
        .prefetch_related(
            Prefetch("steps", FindingStep.objects.select_related("by")),
            Prefetch("actions", CorrectiveAction.objects.select_related("owner")),
        )
        .filter(pk=finding_id)
        .first()
    )
    if finding is None:
        raise NotFound
    words = audit_access.readable_findings(user).filter(pk=finding_id).exists()
    learning = LearningPoint.objects.select_related("clinic__data_key").filter(
        finding=finding_id
    )
    point = learning.first() if words else None
    agreed = point.agreements.filter(version=point.version) if point else None
    return ShownFinding(
        finding,
        parties_of(user, finding),
        words,
        _offers(user, finding),
        _steps_for(user, finding) if words else [],
        list(finding.actions.all()) if words else [],
        point,
        set(agreed.values_list("author", flat=True)) if agreed is not None else set(),
    )


def _steps_for(user: User, finding: Finding) -> list[FindingStep]:
    """Why somebody was not free to review it is between him and the clinic's leads; what came
    before the first sharing is the reviewer's own."""
    since = finding.steps.filter(move=FindingMove.SHARE).order_by("at").first()
    steps = list(finding.steps.all())
    if finding.reviewer_id == user.pk:
        return [s for s in steps if s.move != FindingMove.DECLARE_CONFLICT or s.by == user]
    return [step for step in steps if since is not None and step.at >= since.at]


def _offers(user: User, finding: Finding) -> list[Offer]:
    found = []
    if finding.decision.quarantined_at is not None:
        return []
    for move, step in FINDING_TRANSITIONS.items():
        if finding.status not in step.sources:
            continue
        try:
            check_move_finding(user, finding, move)
        except (NotAllowed, NotFound):
            continue
        try:
            check_ready(finding, move)
        except Refusal as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            if refused.code not in BESIDE_THE_POINT:
                found.append(Offer(move, refused.sentence, step.reasons, fields))
        else:
            found.append(Offer(move, "", step.reasons, {}))
    return found


# --- Hindsight ---


def judged_at(decision: Decision) -> datetime:
    """When it was decided, or else drawn: what came later is shown apart, not judged."""
    return decision.decided_at or decision.reviewed_at or decision.finding.created_at


# What by its nature is written after the decision.
AFTERWARDS = frozenset(
    {
        "outcome",
        "first_appointment_month",
        "after_effect",
        "classification",
        "context_considered",
        "dissent",
    }
)


class Later(NamedTuple):
    """What became known after it was decided."""

    since: datetime
    steps: list[DecisionStep]
    consultations: list[Consultation]


def known_later(
    decision: Decision,
    steps: Sequence[DecisionStep],
    consultations: Sequence[Consultation],
) -> Later:
    since = judged_at(decision)
    return Later(
        since,
        [step for step in steps if step.at > since],
        [row for row in consultations if row.recorded_at > since],
    )


# --- Corrective actions and learning ---


def own_actions(user: User) -> QuerySet[CorrectiveAction]:
    """What one was asked to put right, the most pressing first."""
    return (
        audit_access.own_actions(user)
        .filter(verified_at__isnull=True)
        .select_related("finding__decision__case__data_key", "owner")
        .order_by("due", "id")
    )


def learning_points(user: User) -> QuerySet[LearningPoint]:
    return (
        audit_access.published_learning(user)
        .select_related("clinic__data_key")
        .order_by("-published_at", "-id")
    )
