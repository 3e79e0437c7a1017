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
    ConsentToShare,
    DifferencePresent,
    Ground,
    ReferralMove,
    ReferralStatus,
    ValuesOutcome,
)
from cases.decision_fields import fields_of
from cases.decision_workflow import OUT, Move
from cases.models import BoundaryDecision, Decision, ReferralDecision
from supervision.exceptions import Invalid, WrongState

Missing = dict[str, list[str]]

ENOUGH_OPTIONS = 2
VALUES_ONLY = (
    "A conflict of values is the only ground with evidence so far, and a referral cannot rest "
    "on that alone. Add what else speaks for it, with its evidence, or talk with your "
    "supervisor about continuing here with support."
)
NOT_YET_URGENT = (
    "The urgent consultation is for something that has happened already. "
    "Think this one through and take it to your supervisor."
)
# Something has happened: the first word is thanks, and the lens comes later.
BROUGHT = frozenset({BoundaryTiming.DISCOVERED, BoundaryTiming.SPONTANEOUS})
HAPPENED = BROUGHT | {BoundaryTiming.CLIENT_INITIATED, BoundaryTiming.HISTORICAL}
OWN_EMERGENCY = (
    "A conflict of values is the only ground with evidence so far, and no emergency grows out "
    "of that. If something had to be done at once, record the emergency from the case: it "
    "takes two fields and waits for nothing."
)
# In every state: an emergency is no way around the gate either, and never needs this one.
_GATED = frozenset(
    {ReferralMove.APPROVE, ReferralMove.RECORD_EMERGENCY, ReferralMove.FINISH_RETROSPECTIVE}
)


def missing_for(decision: Decision, move: Move) -> Missing:
    """By field, what has to be written before this move; empty when nothing is."""
    if isinstance(decision, ReferralDecision):
        needs = _REFERRAL_NEEDS.get(ReferralMove(move))
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


def check_values(referral: ReferralDecision, move: Move) -> None:
    """A referral that rests on values alone stays in ``proposed``; only a slip is put right."""
    leaves = referral.status == ReferralStatus.PROPOSED and move != ReferralMove.MARK_ERROR
    if (leaves or move in _GATED) and rests_on_values_alone(referral):
        said = OWN_EMERGENCY if move == ReferralMove.RECORD_EMERGENCY else VALUES_ONLY
        raise WrongState(said, code="values_only", fields={"grounds": [said]})


def rests_on_values_alone(referral: ReferralDecision) -> bool:
    """Unless the supervisor has recorded that the work continues here with support."""
    grounds = list(referral.grounds.all())
    return (
        any(row.ground == Ground.VALUES_CONFLICT for row in grounds)
        and not any(
            row.evidence.strip() for row in grounds if row.ground != Ground.VALUES_CONFLICT
        )
        and referral.values_outcome != ValuesOutcome.NOT_PERMITTED
    )


def is_critical(decision: Decision) -> bool:
    """Sexual or romantic: shared at once, and never closed by its author."""
    return (
        isinstance(decision, BoundaryDecision)
        and decision.domain == BoundaryDomain.SEXUAL_ROMANTIC
    )


def check_urgent(boundary: BoundaryDecision) -> None:
    if boundary.timing not in HAPPENED and not is_critical(boundary):
        raise WrongState(NOT_YET_URGENT)


# --- Referral ---


def _empty(decision: Decision, *names: str) -> Missing:
    known = fields_of(decision.kind)
    return {
        name: [f"{known[name].label}: this is still empty."]
        for name in names
        if not _said(getattr(decision, name))
    }


def _said(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _for_proposal(referral: ReferralDecision) -> Missing:
    return _empty(referral, "situation") | _grounds(referral) | _options(referral)


def _grounds(referral: ReferralDecision) -> Missing:
    grounds = list(referral.grounds.all())
    said = []
    if not any(row.evidence.strip() for row in grounds):
        said.append("Grounds: at least one, with what you see that speaks for it.")
    if sum(row.primary for row in grounds) != 1:
        said.append("Grounds: one of them is the main one.")
    return {"grounds": said} if said else {}


def _options(referral: ReferralDecision) -> Missing:
    if sum(bool(row.label.strip()) for row in referral.options.all()) >= ENOUGH_OPTIONS:
        return {}
    return {"options": ["Options: at least two; one may be to continue here with changes."]}


def _chosen(referral: ReferralDecision) -> Missing:
    if any(row.chosen for row in referral.options.all()):
        return {}
    return {"options": ["Options: one of them is the chosen one."]}


def _values_check(referral: ReferralDecision) -> Missing:
    if referral.direction not in OUT:
        return {}
    if referral.difference_present == DifferencePresent.NO:
        return {}
    return _empty(referral, "difference_present", "values_same_need", "values_work")


def _values_outcome(referral: ReferralDecision) -> Missing:
    if referral.direction not in OUT:
        return {}
    if referral.values_outcome == ValuesOutcome.NOT_PERMITTED:
        said = "The values check says: continue here with support. That is no approval."
        return {"values_outcome": [said]}
    return _empty(referral, "values_outcome")


def _for_review(referral: ReferralDecision) -> Missing:
    return _for_proposal(referral) | _empty(referral, "direction") | _values_check(referral)


def _for_approval(referral: ReferralDecision) -> Missing:
    return (
        _for_review(referral)
        | ({} if _options(referral) else _chosen(referral))
        | _values_outcome(referral)
        | _empty(referral, "decided", "rationale", "interim_contact", "crisis_plan_given")
    )


def _client_told(referral: ReferralDecision) -> Missing:
    if referral.not_told_reason:
        return {}
    return _empty(referral, "client_informed_on", "client_informed_how", "client_preference")


def _for_sending(referral: ReferralDecision) -> Missing:
    missing = _empty(referral, "receiving_service")
    if referral.consent_to_share not in (ConsentToShare.GIVEN, ConsentToShare.NOT_NEEDED):
        said = "Consent to share: given, or said not to be needed, before anything is sent."
        missing["consent_to_share"] = [said]
    return missing


def _for_emergency(referral: ReferralDecision) -> Missing:
    return _empty(referral, "emergency_action", "receiving_service")


def _for_retrospective(referral: ReferralDecision) -> Missing:
    return (
        _empty(referral, "situation", "direction", "interim_contact")
        | _grounds(referral)
        | _values_check(referral)
        | _values_outcome(referral)
        | _client_told(referral)
    )


def _for_close(referral: ReferralDecision) -> Missing:
    return _empty(referral, "outcome")


_REFERRAL_NEEDS: Mapping[ReferralMove, Callable[[ReferralDecision], Missing]] = {
    ReferralMove.PROPOSE: _for_proposal,
    ReferralMove.PROPOSE_AGAIN: _for_proposal,
    ReferralMove.ASK_REVIEW: _for_review,
    ReferralMove.APPROVE: _for_approval,
    ReferralMove.INFORM_CLIENT: _client_told,
    ReferralMove.SEND: _for_sending,
    ReferralMove.CLOSE: _for_close,
    ReferralMove.RECORD_EMERGENCY: _for_emergency,
    ReferralMove.FINISH_RETROSPECTIVE: _for_retrospective,
}


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
    rows = {"grounds": "grounds", "options": "options"}
    return ", ".join(rows.get(name) or known[name].label.lower() for name in missing)
