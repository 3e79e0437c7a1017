"""What the history keeps of the values check: held, let go on and by what, and its outcome."""

from collections.abc import Mapping
from typing import Any

from cases.actions import decisions
from cases.decision_enums import Ground, ReferralStatus, ValuesOutcome
from cases.models import DecisionStep, ReferralDecision
from cases.referral_needs import rests_on_values_alone
from supervision.models import User

HELD = "values_held"
LET_GO = "values_let_go"
OUTCOME = "values_outcome"


def is_held(referral: ReferralDecision) -> bool:
    """It stood before the gate when somebody proposed it."""
    if referral.status != ReferralStatus.PROPOSED:
        return False
    last = DecisionStep.objects.filter(decision=referral.pk, move__in=(HELD, LET_GO))
    newest = last.order_by("-at").values_list("move", flat=True).first()
    return newest == HELD


def remember_gate(referral: ReferralDecision, by: User, *, alone: bool) -> None:
    """Both stay: that it was held, and what let it go on."""
    if referral.status == ReferralStatus.PROPOSED:
        if not alone and rests_on_values_alone(referral):
            decisions.remember(referral, HELD, Ground.VALUES_CONFLICT.label, by)
    elif alone and referral.status != ReferralStatus.ENTERED_IN_ERROR:
        decisions.remember(referral, LET_GO, _what_let_it_go(referral), by)


def remember_outcome(referral: ReferralDecision, new: Mapping[str, Any], by: User) -> None:
    if code := new.get(OUTCOME):
        decisions.remember(referral, OUTCOME, ValuesOutcome(code).label, by)


def _what_let_it_go(referral: ReferralDecision) -> str:
    if referral.values_outcome == ValuesOutcome.NOT_PERMITTED:
        return str(ValuesOutcome.NOT_PERMITTED.label)
    rows = [row for row in referral.grounds.all() if row.evidence.strip()]
    return "; ".join(str(Ground(row.ground).label) for row in rows)
