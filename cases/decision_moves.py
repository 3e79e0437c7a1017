"""What somebody can do with a decision next, and for what he cannot, the sentence why."""

from typing import NamedTuple

from cases.decision_needs import missing_for
from cases.decision_policy import check_move_decision, check_ready
from cases.decision_workflow import Move, transitions_of
from cases.models import Decision
from cases.needs import Missing
from supervision.exceptions import NotAllowed, NotFound, Refusal, WrongState
from supervision.models import User


class OfferedMove(NamedTuple):
    """``sentence`` is empty where the move can be made now."""

    move: Move
    sentence: str
    missing: Missing
    reasons: bool


def offered_moves(user: User, decision: Decision) -> list[OfferedMove]:
    """The moves of this state that are this person's, possible or not yet; none while it is
    hidden."""
    if decision.quarantined_at is not None:
        return []
    return [
        _offer(decision, move, reasons=step.reasons)
        for move, step in transitions_of(decision.kind).items()
        if decision.status in step.sources and _is_mine(user, decision, move)
    ]


def _is_mine(user: User, decision: Decision, move: Move) -> bool:
    try:
        check_move_decision(user, decision, move)
    except (NotAllowed, NotFound):
        return False
    return True


def _offer(decision: Decision, move: Move, *, reasons: bool) -> OfferedMove:
    try:
        check_ready(decision, move)
    except WrongState as refused:
        return OfferedMove(move, refused.sentence, missing_for(decision, move), reasons)
    except Refusal as refused:
        return OfferedMove(move, refused.sentence, refused.fields, reasons)
    return OfferedMove(move, "", {}, reasons)
