"""What has to be there before a move, as one list of what is missing, by field.

Nothing here judges anybody: it asks for reasoning where reasoning is missing.
"""

from collections.abc import Callable, Mapping

from cases import lenses
from cases.decision_enums import (
    BoundaryChoice,
    BoundaryDomain,
    BoundaryMove,
    BoundaryTiming,
    ReferralMove,
)
from cases.decision_fields import fields_of
from cases.decision_workflow import Move
from cases.models import BoundaryDecision, Decision, ReferralDecision
from cases.needs import Missing
from cases.needs import empty as _empty
from cases.referral_needs import REFERRAL_NEEDS
from supervision.exceptions import Invalid, WrongState

NOT_YET_URGENT = (
    "The urgent consultation is for something that has happened already. "
    "Think this one through and take it to your supervisor."
)
# Something has happened: the first word is thanks, and the lens comes later.
BROUGHT = frozenset({BoundaryTiming.DISCOVERED, BoundaryTiming.SPONTANEOUS})
HAPPENED = BROUGHT | {BoundaryTiming.CLIENT_INITIATED, BoundaryTiming.HISTORICAL}


def missing_for(decision: Decision, move: Move) -> Missing:
    """By field, what has to be written before this move; empty when nothing is."""
    if isinstance(decision, ReferralDecision):
        needs = REFERRAL_NEEDS.get(ReferralMove(move))
        return needs(decision) if needs else {}
    if isinstance(decision, BoundaryDecision):
        wants = _BOUNDARY_NEEDS.get(BoundaryMove(move))
        return wants(decision) if wants else {}
    msg = "A decision is looked at as the kind it is."
    raise TypeError(msg)


def check_complete(decision: Decision, move: Move) -> None:
    if missing := missing_for(decision, move):
        said = f"“{move.label}” needs more: {_names(decision, missing)}."
        raise Invalid(said, code="incomplete", fields=missing)


def is_critical(decision: Decision) -> bool:
    """Sexual or romantic: shared at once, and never closed by its author."""
    return (
        isinstance(decision, BoundaryDecision)
        and decision.domain == BoundaryDomain.SEXUAL_ROMANTIC
    )


def check_urgent(boundary: BoundaryDecision) -> None:
    if boundary.timing not in HAPPENED and not is_critical(boundary):
        raise WrongState(NOT_YET_URGENT)


# --- Boundary ---


def _for_consultation(boundary: BoundaryDecision) -> Missing:
    missing = _empty(boundary, "summary")
    if is_critical(boundary):
        return missing
    return (
        missing
        | _empty(boundary, "best_if_cross", "worst_if_cross", "best_if_not", "worst_if_not")
        | _lens(boundary)
    )


def _lens(boundary: BoundaryDecision) -> Missing:
    if lenses.answered(boundary.lens_answers):
        return {}
    return {"lens_answers": ["Lens: answer at least one question of one lens."]}


def _for_urgent(boundary: BoundaryDecision) -> Missing:
    return _empty(boundary, "summary")


def _for_decision(boundary: BoundaryDecision) -> Missing:
    missing = _empty(boundary, "choice", "rationale")
    if boundary.choice == BoundaryChoice.DO_WITH_CONDITIONS:
        missing |= _empty(boundary, "conditions")
    if not is_critical(boundary):
        missing |= _lens(boundary)
    return missing


def _for_follow_up(boundary: BoundaryDecision) -> Missing:
    missing = _empty(boundary, "after_effect", "discussed_with_client")
    if boundary.choice == BoundaryChoice.REPAIR:
        missing |= _empty(boundary, "repair_steps")
    if boundary.choice == BoundaryChoice.REPORT or is_critical(boundary):
        missing |= _empty(boundary, "notification_duty")
    return missing


def classification_needs(boundary: BoundaryDecision) -> Missing:
    return _empty(boundary, "context_considered") if boundary.classification else {}


_BOUNDARY_NEEDS: Mapping[BoundaryMove, Callable[[BoundaryDecision], Missing]] = {
    BoundaryMove.CONSULT: _for_consultation,
    BoundaryMove.CONSULT_URGENTLY: _for_urgent,
    BoundaryMove.DECIDE: _for_decision,
    BoundaryMove.FOLLOW_UP: _for_follow_up,
    BoundaryMove.REVIEW: classification_needs,
}


def _names(decision: Decision, missing: Missing) -> str:
    known = fields_of(decision.kind)
    rows = {
        "grounds": "grounds",
        "options": "options",
        "voices": "each client's part",
        "follow_ups": "follow-ups",
    }
    return ", ".join(rows.get(name) or known[name].label.lower() for name in missing)
