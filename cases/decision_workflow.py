"""Which moves a referral and a boundary decision can make, whose turn it is: data alone.

What a move needs to be filled in is in ``cases.decision_needs``, who the person is in
``cases.decision_policy``; ``docs/workflow.md`` is generated from here.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cases.decision_enums import (
    BoundaryMove,
    BoundaryStatus,
    ReferralDirection,
    ReferralMove,
    ReferralStatus,
)
from cases.enums import DecisionKind
from cases.workflow import Owner
from supervision.exceptions import WrongState


class DecisionTransition(NamedTuple):
    """``target`` is None for taking up again: back to where it was held."""

    sources: frozenset[str]
    target: str | None
    owner: Owner
    reasons: bool


def _moves(
    *sources: str, to: str | None, by: Owner, reasons: bool = False
) -> DecisionTransition:
    return DecisionTransition(frozenset(sources), to, by, reasons)


_R = ReferralStatus
_AUTHOR, _SUPERVISOR, _EITHER = Owner.AUTHOR, Owner.SUPERVISOR, Owner.EITHER

REFERRAL_ENDED = frozenset(
    {
        _R.CLOSED_COMPLETED,
        _R.CLOSED_CLIENT_DECLINED,
        _R.WITHDRAWN,
        _R.CONTINUE_HERE,
        _R.ENTERED_IN_ERROR,
    }
)
_IN_EMERGENCY = frozenset({_R.EMERGENCY_REFERRAL_MADE, _R.RETROSPECTIVE_REVIEW})
# An emergency waits for its review within a working day: it is not put on hold.
_HOLDABLE = frozenset(_R) - REFERRAL_ENDED - _IN_EMERGENCY - {_R.ON_HOLD}
# An emergency never waits for a form, whatever the referral waits for; once it was sent, or
# the first contact was made, there is nothing left to hurry.
_NOT_SENT = _HOLDABLE - {_R.SENT, _R.ACCEPTED, _R.FIRST_CONTACT_MADE} | {_R.ON_HOLD}

REFERRAL_TRANSITIONS: Mapping[ReferralMove, DecisionTransition] = {
    ReferralMove.PROPOSE: _moves(_R.CONSIDERING, to=_R.PROPOSED, by=_AUTHOR),
    ReferralMove.ASK_REVIEW: _moves(_R.PROPOSED, to=_R.SUPERVISOR_REVIEW, by=_AUTHOR),
    ReferralMove.APPROVE: _moves(
        _R.SUPERVISOR_REVIEW, to=_R.APPROVED, by=_SUPERVISOR, reasons=True
    ),
    ReferralMove.ASK_MORE: _moves(
        _R.SUPERVISOR_REVIEW, to=_R.MORE_INFORMATION, by=_SUPERVISOR, reasons=True
    ),
    ReferralMove.NOT_SUPPORT: _moves(
        _R.SUPERVISOR_REVIEW, to=_R.NOT_SUPPORTED, by=_SUPERVISOR, reasons=True
    ),
    ReferralMove.PROPOSE_AGAIN: _moves(_R.MORE_INFORMATION, to=_R.PROPOSED, by=_AUTHOR),
    ReferralMove.INFORM_CLIENT: _moves(_R.APPROVED, to=_R.CLIENT_INFORMED, by=_AUTHOR),
    ReferralMove.SEND: _moves(_R.CLIENT_INFORMED, to=_R.SENT, by=_AUTHOR),
    ReferralMove.RECEIVER_ACCEPTS: _moves(_R.SENT, to=_R.ACCEPTED, by=_AUTHOR),
    ReferralMove.RECEIVER_DECLINES: _moves(
        _R.SENT, _R.ACCEPTED, to=_R.DECLINED_BY_RECEIVER, by=_AUTHOR
    ),
    ReferralMove.CHOOSE_ANOTHER: _moves(_R.DECLINED_BY_RECEIVER, to=_R.APPROVED, by=_AUTHOR),
    ReferralMove.FIRST_CONTACT: _moves(_R.ACCEPTED, to=_R.FIRST_CONTACT_MADE, by=_AUTHOR),
    ReferralMove.CLOSE: _moves(_R.FIRST_CONTACT_MADE, to=_R.CLOSED_COMPLETED, by=_EITHER),
    ReferralMove.CLIENT_DECLINES: _moves(
        _R.APPROVED,
        _R.CLIENT_INFORMED,
        _R.SENT,
        _R.ACCEPTED,
        to=_R.CLOSED_CLIENT_DECLINED,
        by=_AUTHOR,
        reasons=True,
    ),
    ReferralMove.WITHDRAW: _moves(
        _R.CONSIDERING,
        _R.PROPOSED,
        _R.MORE_INFORMATION,
        _R.NOT_SUPPORTED,
        _R.APPROVED,
        _R.DECLINED_BY_RECEIVER,
        to=_R.WITHDRAWN,
        by=_AUTHOR,
        reasons=True,
    ),
    ReferralMove.CONTINUE_HERE: _moves(
        _R.PROPOSED,
        _R.MORE_INFORMATION,
        _R.NOT_SUPPORTED,
        _R.DECLINED_BY_RECEIVER,
        _R.RETROSPECTIVE_REVIEW,
        to=_R.CONTINUE_HERE,
        by=_AUTHOR,
        reasons=True,
    ),
    ReferralMove.HOLD: _moves(*_HOLDABLE, to=_R.ON_HOLD, by=_EITHER, reasons=True),
    ReferralMove.RESUME: _moves(_R.ON_HOLD, to=None, by=_EITHER),
    ReferralMove.MARK_ERROR: _moves(
        *(frozenset(_R) - {_R.ENTERED_IN_ERROR}),
        to=_R.ENTERED_IN_ERROR,
        by=_AUTHOR,
        reasons=True,
    ),
    ReferralMove.RECORD_EMERGENCY: _moves(
        *_NOT_SENT, to=_R.EMERGENCY_REFERRAL_MADE, by=_AUTHOR
    ),
    ReferralMove.START_RETROSPECTIVE: _moves(
        _R.EMERGENCY_REFERRAL_MADE, to=_R.RETROSPECTIVE_REVIEW, by=_EITHER
    ),
    ReferralMove.FINISH_RETROSPECTIVE: _moves(
        _R.RETROSPECTIVE_REVIEW, to=_R.SENT, by=_SUPERVISOR, reasons=True
    ),
}

REFERRAL_TURN: Mapping[ReferralStatus, Owner] = {
    _R.CONSIDERING: _AUTHOR,
    _R.PROPOSED: _AUTHOR,
    _R.SUPERVISOR_REVIEW: _SUPERVISOR,
    _R.MORE_INFORMATION: _AUTHOR,
    _R.APPROVED: _AUTHOR,
    _R.NOT_SUPPORTED: _AUTHOR,
    _R.CLIENT_INFORMED: _AUTHOR,
    _R.SENT: _AUTHOR,
    _R.ACCEPTED: _AUTHOR,
    _R.DECLINED_BY_RECEIVER: _AUTHOR,
    _R.FIRST_CONTACT_MADE: _AUTHOR,
    _R.ON_HOLD: _EITHER,
    _R.EMERGENCY_REFERRAL_MADE: _SUPERVISOR,
    _R.RETROSPECTIVE_REVIEW: _SUPERVISOR,
    **dict.fromkeys(REFERRAL_ENDED, Owner.NOBODY),
}

_B = BoundaryStatus

BOUNDARY_ENDED = frozenset({_B.CLOSED, _B.ENTERED_IN_ERROR})

BOUNDARY_TRANSITIONS: Mapping[BoundaryMove, DecisionTransition] = {
    BoundaryMove.ANALYSE: _moves(_B.NOTICED, _B.REOPENED, to=_B.ANALYSING, by=_AUTHOR),
    BoundaryMove.CONSULT: _moves(_B.ANALYSING, _B.REOPENED, to=_B.CONSULTED, by=_AUTHOR),
    BoundaryMove.CONSULT_URGENTLY: _moves(
        _B.NOTICED, _B.ANALYSING, to=_B.URGENT_CONSULT, by=_AUTHOR
    ),
    BoundaryMove.ASK_MORE: _moves(
        _B.CONSULTED, _B.URGENT_CONSULT, to=_B.ANALYSING, by=_SUPERVISOR, reasons=True
    ),
    BoundaryMove.DECIDE: _moves(_B.CONSULTED, _B.URGENT_CONSULT, to=_B.DECIDED, by=_AUTHOR),
    BoundaryMove.CARRY_OUT: _moves(_B.DECIDED, to=_B.CARRIED_OUT, by=_AUTHOR),
    BoundaryMove.REFRAIN: _moves(_B.DECIDED, to=_B.REFRAINED, by=_AUTHOR),
    BoundaryMove.FOLLOW_UP: _moves(_B.CARRIED_OUT, _B.REFRAINED, to=_B.FOLLOWED_UP, by=_AUTHOR),
    BoundaryMove.REVIEW: _moves(_B.FOLLOWED_UP, to=_B.REVIEWED, by=_SUPERVISOR, reasons=True),
    BoundaryMove.CLOSE: _moves(_B.REVIEWED, to=_B.CLOSED, by=_EITHER),
    BoundaryMove.REOPEN: _moves(
        _B.REVIEWED, _B.CLOSED, to=_B.REOPENED, by=_EITHER, reasons=True
    ),
    BoundaryMove.MARK_ERROR: _moves(
        *(frozenset(_B) - {_B.ENTERED_IN_ERROR}),
        to=_B.ENTERED_IN_ERROR,
        by=_EITHER,
        reasons=True,
    ),
}

BOUNDARY_TURN: Mapping[BoundaryStatus, Owner] = {
    _B.NOTICED: _AUTHOR,
    _B.ANALYSING: _AUTHOR,
    _B.CONSULTED: _EITHER,
    _B.URGENT_CONSULT: _SUPERVISOR,
    _B.DECIDED: _AUTHOR,
    _B.CARRIED_OUT: _AUTHOR,
    _B.REFRAINED: _AUTHOR,
    _B.FOLLOWED_UP: _SUPERVISOR,
    _B.REVIEWED: _EITHER,
    _B.REOPENED: _AUTHOR,
    **dict.fromkeys(BOUNDARY_ENDED, Owner.NOBODY),
}

# Moves that bring the decision to the supervisor, and so may name whom.
SHARING = frozenset(
    {
        ReferralMove.PROPOSE,
        ReferralMove.ASK_REVIEW,
        ReferralMove.PROPOSE_AGAIN,
        ReferralMove.RECORD_EMERGENCY,
        ReferralMove.START_RETROSPECTIVE,
        BoundaryMove.CONSULT,
        BoundaryMove.CONSULT_URGENTLY,
        BoundaryMove.FOLLOW_UP,
    }
)
# In these the supervisor is awaited within the clinic's time, in those within a working day.
AWAITS_REVIEW = frozenset({_R.SUPERVISOR_REVIEW, _B.CONSULTED, _B.FOLLOWED_UP})
AWAITS_REVIEW_SOON = frozenset(
    {_R.EMERGENCY_REFERRAL_MADE, _R.RETROSPECTIVE_REVIEW, _B.URGENT_CONSULT}
)
# The supervisor's word is given with these.
REVIEWS = frozenset(
    {
        ReferralMove.APPROVE,
        ReferralMove.ASK_MORE,
        ReferralMove.NOT_SUPPORT,
        ReferralMove.FINISH_RETROSPECTIVE,
        BoundaryMove.ASK_MORE,
        BoundaryMove.REVIEW,
    }
)
DECIDES = frozenset({ReferralMove.APPROVE, ReferralMove.NOT_SUPPORT, BoundaryMove.DECIDE})
# A colleague here may be the receiver too; whatever leaves this therapist's room and is not
# said to stay in the house counts as out, also while nothing was said.
OUT = frozenset(ReferralDirection) - {ReferralDirection.INTERNAL_TRANSFER} | {""}

ENDED = REFERRAL_ENDED | BOUNDARY_ENDED

Move = ReferralMove | BoundaryMove


_TRANSITIONS: Mapping[str, Mapping[Any, DecisionTransition]] = {
    DecisionKind.REFERRAL: REFERRAL_TRANSITIONS,
    DecisionKind.BOUNDARY: BOUNDARY_TRANSITIONS,
}


def transitions_of(kind: str) -> Mapping[Move, DecisionTransition]:
    return _TRANSITIONS[kind]


def status_label(kind: str, status: str) -> str:
    known = ReferralStatus if kind == DecisionKind.REFERRAL else BoundaryStatus
    return str(known(status).label)


def turn_of(kind: str, status: str) -> Owner:
    if kind == DecisionKind.REFERRAL:
        return REFERRAL_TURN[ReferralStatus(status)]
    return BOUNDARY_TURN[BoundaryStatus(status)]


def next_decision_status(kind: str, status: str, move: Move, *, held_from: str = "") -> str:
    """Where the move leads, or ``WrongState`` with the sentence for the disabled button."""
    transition = transitions_of(kind)[move]
    if status not in transition.sources:
        said = f"“{move.label}” is not possible while this is “{status_label(kind, status)}”."
        raise WrongState(said)
    return transition.target or held_from
