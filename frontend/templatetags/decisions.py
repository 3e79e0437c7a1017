"""What decisions are called on a page; nothing is decided or asked for here."""

from django import template
from django.utils import timezone

from cases.decision_enums import BoundaryMove, Ground, ReferralMove
from cases.decision_workflow import status_label
from cases.models import Decision, DecisionStep

register = template.Library()

OTHER_STEPS = {
    "ground_added": "Ground added",
    "ground_removed": "Ground taken back",
    "classified": "Classification proposed",
    "dissent": "Seen differently",
}


@register.filter
def status_words(decision: Decision) -> str:
    return status_label(decision.kind, decision.status)


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
def led_to(step: DecisionStep, kind: str) -> str:
    return status_label(kind, step.to_status) if step.to_status != step.from_status else ""
