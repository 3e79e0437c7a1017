"""Which steps a finding takes, and whose they are: data alone.

``docs/workflow.md`` is generated from here. No move leaps over a step: a finding is issued from
its factual check alone, and closed only after it was answered.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from cases.audit_enums import FindingMove, FindingParty, FindingStatus
from supervision.exceptions import WrongState


class FindingTransition(NamedTuple):
    """``target`` is None where it goes on from where it was, or from before the appeal."""

    sources: frozenset[FindingStatus]
    target: FindingStatus | None
    owner: FindingParty
    reasons: bool


def _moves(
    *sources: FindingStatus,
    to: FindingStatus | None,
    by: FindingParty,
    reasons: bool = False,
) -> FindingTransition:
    return FindingTransition(frozenset(sources), to, by, reasons)


_S, _P = FindingStatus, FindingParty

FINDING_TRANSITIONS: Final[Mapping[FindingMove, FindingTransition]] = {
    FindingMove.ASSIGN: _moves(_S.UNASSIGNED, to=_S.DRAFT, by=_P.LEAD),
    FindingMove.DECLARE_CONFLICT: _moves(
        _S.DRAFT, to=_S.UNASSIGNED, by=_P.REVIEWER, reasons=True
    ),
    FindingMove.SHARE: _moves(_S.DRAFT, to=_S.FACTUAL_CHECK, by=_P.REVIEWER),
    FindingMove.REPLY_FACTS: _moves(
        _S.FACTUAL_CHECK, to=_S.FACTUAL_CHECK, by=_P.AUTHOR, reasons=True
    ),
    FindingMove.CORRECT: _moves(_S.FACTUAL_CHECK, to=_S.DRAFT, by=_P.REVIEWER, reasons=True),
    FindingMove.ISSUE: _moves(_S.FACTUAL_CHECK, to=_S.ISSUED, by=_P.REVIEWER),
    FindingMove.RESPOND: _moves(
        _S.ISSUED, _S.RESPONDED, to=_S.RESPONDED, by=_P.AUTHOR, reasons=True
    ),
    FindingMove.NO_RESPONSE: _moves(_S.ISSUED, to=_S.RESPONDED, by=_P.REVIEWER),
    FindingMove.SET_ACTIONS: _moves(_S.RESPONDED, to=_S.ACTIONS, by=_P.REVIEWER),
    FindingMove.CLOSE: _moves(_S.RESPONDED, _S.ACTIONS, to=_S.CLOSED, by=_P.REVIEWER),
    FindingMove.APPEAL: _moves(
        _S.ISSUED, _S.RESPONDED, _S.ACTIONS, to=_S.APPEALED, by=_P.AUTHOR, reasons=True
    ),
    FindingMove.NAME_HEARER: _moves(_S.APPEALED, to=_S.APPEALED, by=_P.LEAD),
    FindingMove.REPLACE: _moves(
        _S.DRAFT,
        _S.FACTUAL_CHECK,
        _S.ISSUED,
        _S.RESPONDED,
        _S.ACTIONS,
        _S.APPEALED,
        to=None,
        by=_P.LEAD,
        reasons=True,
    ),
    FindingMove.UPHOLD: _moves(_S.APPEALED, to=None, by=_P.HEARER, reasons=True),
    FindingMove.VARY: _moves(_S.APPEALED, to=None, by=_P.HEARER, reasons=True),
    FindingMove.SET_ASIDE: _moves(_S.APPEALED, to=_S.SET_ASIDE, by=_P.HEARER, reasons=True),
}

FINDING_TURN: Final[Mapping[FindingStatus, FindingParty | None]] = {
    _S.UNASSIGNED: _P.LEAD,
    _S.DRAFT: _P.REVIEWER,
    _S.FACTUAL_CHECK: _P.AUTHOR,
    _S.ISSUED: _P.AUTHOR,
    _S.RESPONDED: _P.REVIEWER,
    _S.ACTIONS: _P.REVIEWER,
    _S.APPEALED: _P.HEARER,
    _S.SET_ASIDE: None,
    _S.CLOSED: None,
}
FINDING_ENDED: Final = frozenset({_S.SET_ASIDE, _S.CLOSED})
# What the authors are told of; before, it is the reviewer's own thinking.
SHARED: Final = frozenset(_S) - {_S.UNASSIGNED, _S.DRAFT}
ISSUED: Final = SHARED - {_S.FACTUAL_CHECK}
APPEAL_DECISIONS: Final = frozenset(
    {FindingMove.UPHOLD, FindingMove.VARY, FindingMove.SET_ASIDE}
)


def next_finding_status(
    status: str, move: FindingMove, *, held_from: str = ""
) -> FindingStatus:
    """Where the move leads, or ``WrongState`` with the sentence for the disabled button."""
    transition = FINDING_TRANSITIONS[move]
    if status not in transition.sources:
        label = FindingStatus(status).label
        msg = f"“{move.label}” is not possible while this finding is “{label}”."
        raise WrongState(msg)
    return transition.target or FindingStatus(held_from if move in APPEAL_DECISIONS else status)
