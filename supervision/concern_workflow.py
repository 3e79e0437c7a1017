"""Which steps a concern about supervision takes, and whose they are: data alone.

Whether somebody is such a party is in ``concern_policy``; ``docs/workflow.md`` is generated
from here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from supervision.concern_enums import ConcernEntryKind, ConcernMove, ConcernStatus
from supervision.exceptions import WrongState


class ConcernParty(StrEnum):
    """What somebody is to a concern. The person concerned is none before a formal inquiry."""

    REPORTER = "reporter"
    HANDLER = "handler"
    HEARER = "hearer"
    PERSON = "person"


class ConcernTransition(NamedTuple):
    """``target`` is None where it stays where it is."""

    sources: frozenset[ConcernStatus]
    target: ConcernStatus | None
    by: frozenset[ConcernParty]
    reasons: bool


def _moves(
    *sources: ConcernStatus,
    to: ConcernStatus | None,
    by: set[ConcernParty],
    reasons: bool = False,
) -> ConcernTransition:
    return ConcernTransition(frozenset(sources), to, frozenset(by), reasons)


_S, _P = ConcernStatus, ConcernParty

# Nobody but its reporter knows of these.
OWN: Final = frozenset({_S.DRAFT, _S.KEPT})
ENDED: Final = frozenset({_S.CLOSED, _S.WITHDRAWN})
RUNNING: Final = frozenset(_S) - OWN - ENDED
_BEFORE_APPEAL: Final = tuple(sorted(RUNNING - {_S.APPEAL}))

CONCERN_TRANSITIONS: Final[Mapping[ConcernMove, ConcernTransition]] = {
    ConcernMove.KEEP: _moves(_S.DRAFT, to=_S.KEPT, by={_P.REPORTER}),
    ConcernMove.FILE: _moves(_S.DRAFT, _S.KEPT, to=_S.FILED, by={_P.REPORTER}),
    ConcernMove.ACKNOWLEDGE: _moves(_S.FILED, to=_S.ACKNOWLEDGED, by={_P.HANDLER}),
    ConcernMove.TAKE_INFORMALLY: _moves(_S.ACKNOWLEDGED, to=_S.INFORMAL, by={_P.HANDLER}),
    ConcernMove.OPEN_INQUIRY: _moves(
        _S.ACKNOWLEDGED, _S.INFORMAL, to=_S.FORMAL_INQUIRY, by={_P.HANDLER}, reasons=True
    ),
    ConcernMove.DECIDE: _moves(
        _S.INFORMAL, _S.FORMAL_INQUIRY, to=_S.OUTCOME, by={_P.HANDLER}, reasons=True
    ),
    ConcernMove.APPEAL: _moves(
        _S.OUTCOME, to=_S.APPEAL, by={_P.REPORTER, _P.PERSON}, reasons=True
    ),
    ConcernMove.DECIDE_APPEAL: _moves(_S.APPEAL, to=_S.CLOSED, by={_P.HEARER}, reasons=True),
    ConcernMove.CLOSE: _moves(_S.OUTCOME, to=_S.CLOSED, by={_P.REPORTER, _P.HANDLER}),
    ConcernMove.WITHDRAW: _moves(*_BEFORE_APPEAL, to=_S.WITHDRAWN, by={_P.REPORTER}),
    ConcernMove.PASS_ON: _moves(*_BEFORE_APPEAL, to=None, by={_P.REPORTER, _P.HANDLER}),
}

# Who reads what in a concern. What the handler thinks is for those who decide, and what the
# person concerned reads is what was shared with him and what he said himself.
_DECIDE: Final = frozenset({_P.HANDLER, _P.HEARER})
_WITH_REPORTER: Final = _DECIDE | {_P.REPORTER}
READERS: Final[Mapping[ConcernEntryKind, frozenset[ConcernParty]]] = {
    ConcernEntryKind.MOVE: _WITH_REPORTER,
    ConcernEntryKind.MESSAGE: _WITH_REPORTER,
    ConcernEntryKind.NOTE: _DECIDE,
    ConcernEntryKind.SHARED: _WITH_REPORTER | {_P.PERSON},
    ConcernEntryKind.REPLY: _DECIDE | {_P.PERSON},
    ConcernEntryKind.WISH: _WITH_REPORTER,
    ConcernEntryKind.MEASURE: _WITH_REPORTER,
    ConcernEntryKind.DELETION: _WITH_REPORTER,
}
# Who writes what, beside the steps.
WRITERS: Final[Mapping[ConcernEntryKind, frozenset[ConcernParty]]] = {
    ConcernEntryKind.MESSAGE: _WITH_REPORTER,
    ConcernEntryKind.NOTE: _DECIDE,
    ConcernEntryKind.SHARED: _DECIDE,
    ConcernEntryKind.REPLY: frozenset({_P.PERSON}),
}

WORKING_DAYS_TO_ACKNOWLEDGE: Final = 2
SATURDAY: Final = 5


def next_concern_status(status: str, move: ConcernMove) -> ConcernStatus:
    """Where the move leads, or ``WrongState`` with the sentence for the page."""
    transition = CONCERN_TRANSITIONS[move]
    if status not in transition.sources:
        label = ConcernStatus(status).label
        msg = f"“{move.label}” is not possible while this is “{label}”."
        raise WrongState(msg)
    return transition.target or ConcernStatus(status)


def acknowledge_due(filed_at: datetime, zone: str) -> datetime:
    """The same time on the second day from then that is no Saturday or Sunday there."""
    due, days = filed_at.astimezone(ZoneInfo(zone)), 0
    while days < WORKING_DAYS_TO_ACKNOWLEDGE:
        due += timedelta(days=1)
        days += due.weekday() < SATURDAY
    return due
