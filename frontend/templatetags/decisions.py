"""What decisions are called on a page; nothing is decided or asked for here."""

from django import template
from django.utils import timezone

from cases.audit_enums import FindingMove
from cases.decision_enums import BoundaryMove, Ground, ReferralMove
from cases.decision_policy import Reading
from cases.decision_workflow import status_label
from cases.enums import DecisionKind
from cases.models import Decision, DecisionStep, FindingStep

register = template.Library()

READERS = {
    Reading.AUTHOR: "the supervisee whose decision it is",
    Reading.SUPERVISOR: "the supervisor it was brought to",
    Reading.LEAD: "the clinic lead",
    Reading.PAST_SUPERVISOR: "a former supervisor, for the time of the supervision",
}
OTHER_STEPS = {"ground_added": "Ground added", "ground_removed": "Ground taken back"}


@register.filter
def status_words(decision: Decision) -> str:
    return status_label(decision.kind, decision.status)


@register.filter
def kind_label(kind: str) -> str:
    return str(DecisionKind(kind).label)


@register.filter
def ground_label(code: str) -> str:
    return str(Ground(code).label)


@register.filter
def is_overdue(decision: Decision) -> bool:
    due = decision.review_due
    return due is not None and decision.closed_at is None and due < timezone.now()


@register.filter
def step_words(step: DecisionStep) -> str:
    """What somebody did, in the words of its button."""
    for moves in (ReferralMove, BoundaryMove):
        if step.move in moves.values:
            return str(moves(step.move).label)
    return OTHER_STEPS.get(step.move, step.move)


@register.filter
def finding_step_words(step: FindingStep) -> str:
    return str(FindingMove(step.move).label)


@register.filter
def led_to(step: DecisionStep, kind: str) -> str:
    return status_label(kind, step.to_status) if step.to_status != step.from_status else ""


@register.filter
def reading_words(reading: Reading) -> str:
    return READERS[reading]
