"""What decisions are called on a page; nothing is decided or asked for here."""

from django import template
from django.utils import timezone

from cases.audit_enums import FindingMove
from cases.decision_enums import BoundaryMove, Ground, ReferralMove
from cases.decision_policy import Reading
from cases.decision_workflow import status_label
from cases.enums import DecisionKind
from cases.models import Decision, DecisionStep, FindingStep, FollowUp
from cases.referral_enums import Reply

register = template.Library()

READERS = {
    Reading.AUTHOR: "the supervisee whose decision it is",
    Reading.SUPERVISOR: "the supervisor it was brought to",
    Reading.LEAD: "the clinic lead",
    Reading.EXTERNAL: "an external reviewer",
    Reading.PAST_SUPERVISOR: "a former supervisor, for the time of the supervision",
}
OTHER_STEPS = {
    "ground_added": "Ground added",
    "ground_removed": "Ground taken back",
    "values_held": "Held: it rests on values alone",
    "values_let_go": "Let go on",
    "values_outcome": "Values check",
    "classified": "Classification proposed",
    "dissent": "Seen differently",
    "taken_over": "Taken over with the supervision",
}
REPLY_CLASSES = {Reply.YES: "good", Reply.NO: "warn", Reply.WAIT_LIST: "outline"}


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


@register.filter
def reply_class(reply: str) -> str:
    return REPLY_CLASSES.get(Reply(reply), "")


@register.filter
def is_due(follow_up: FollowUp) -> bool:
    return follow_up.is_open and follow_up.due <= timezone.localdate()


@register.filter
def follow_up_words(follow_up: FollowUp) -> str:
    if follow_up.called_off_at:
        return "Called off"
    if follow_up.done_at:
        return follow_up.get_finding_display() or "Done"
    return "Due" if is_due(follow_up) else "Planned"


@register.filter
def follow_up_class(follow_up: FollowUp) -> str:
    if follow_up.done_at:
        return "good"
    return "warn" if is_due(follow_up) else "outline"
