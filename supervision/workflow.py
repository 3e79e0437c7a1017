"""Which moves a supervisory relationship can make, and who may make them: data.

Whether somebody is such a party is in ``policy``; ``docs/workflow.md`` is generated from here.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from supervision.enums import EndedReason, RelationshipMove, RelationshipStatus, Role
from supervision.exceptions import WrongState


class Party(StrEnum):
    """What somebody is to a relationship; one person can be several at once."""

    SUPERVISEE = "supervisee"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


class Transition(NamedTuple):
    sources: frozenset[RelationshipStatus]
    target: RelationshipStatus
    by: frozenset[Party]


def _moves(*sources: RelationshipStatus, to: RelationshipStatus, by: set[Party]) -> Transition:
    return Transition(frozenset(sources), to, frozenset(by))


_S = RelationshipStatus
_EVERYBODY = {Party.SUPERVISEE, Party.SUPERVISOR, Party.MANAGER}

RELATIONSHIP_TRANSITIONS: Final[Mapping[RelationshipMove, Transition]] = {
    RelationshipMove.ACCEPT: _moves(_S.PROPOSED, to=_S.ACTIVE, by={Party.SUPERVISEE}),
    RelationshipMove.DECLINE: _moves(_S.PROPOSED, to=_S.DECLINED, by=_EVERYBODY),
    RelationshipMove.SUSPEND: _moves(_S.ACTIVE, to=_S.SUSPENDED, by={Party.MANAGER}),
    RelationshipMove.RESUME: _moves(_S.SUSPENDED, to=_S.ACTIVE, by={Party.MANAGER}),
    RelationshipMove.GIVE_NOTICE: _moves(_S.ACTIVE, to=_S.ENDING, by=_EVERYBODY),
    RelationshipMove.END: _moves(
        _S.ACTIVE, _S.SUSPENDED, _S.ENDING, to=_S.ENDED, by=_EVERYBODY
    ),
}
# These take access away at once, so both people's sockets are asked to look again.
CUTTING: Final = frozenset({RelationshipMove.SUSPEND, RelationshipMove.END})
# These need a reason.
CLOSING: Final = frozenset({RelationshipMove.GIVE_NOTICE, RelationshipMove.END})
# These bring a relationship to life, so what a new one must satisfy holds again.
ENLIVENING: Final = frozenset({RelationshipMove.ACCEPT, RelationshipMove.RESUME})

_OWN_REASONS = (EndedReason.COMPLETED, EndedReason.CONFLICT)
# Nobody speaks for the other: only the clinic decides, and only it upholds a concern.
ENDING_REASONS: Final[Mapping[Party, tuple[EndedReason, ...]]] = {
    Party.SUPERVISEE: (EndedReason.SUPERVISEE_REQUEST, *_OWN_REASONS),
    Party.SUPERVISOR: (EndedReason.SUPERVISOR_REQUEST, *_OWN_REASONS),
    Party.MANAGER: tuple(EndedReason),
}

# Supervisor and clinic lead open clinical text, so only somebody who answers for the clinic's
# clinical work gives and takes them (docs/adr/0010-who-gives-roles.md).
GIVEN_BY: Final[Mapping[Role, frozenset[Role]]] = {
    Role.SUPERVISEE: frozenset({Role.CLINIC_LEAD, Role.ADMINISTRATOR}),
    Role.SUPERVISOR: frozenset({Role.CLINIC_LEAD}),
    Role.CLINIC_LEAD: frozenset({Role.CLINIC_LEAD}),
    Role.ADMINISTRATOR: frozenset({Role.CLINIC_LEAD, Role.ADMINISTRATOR}),
    Role.EXTERNAL_REVIEWER: frozenset({Role.CLINIC_LEAD}),
    Role.PRIVACY_OFFICER: frozenset({Role.CLINIC_LEAD}),
    Role.CONCERN_HANDLER: frozenset({Role.CLINIC_LEAD}),
}
# These end by themselves: what was asked of somebody from outside does not go on for ever.
DATED: Final[Mapping[Role, timedelta]] = {Role.EXTERNAL_REVIEWER: timedelta(days=180)}


def next_status(status: str, move: RelationshipMove) -> RelationshipStatus:
    transition = RELATIONSHIP_TRANSITIONS[move]
    if status not in transition.sources:
        label = RelationshipStatus(status).label
        msg = f"“{move.label}” is not possible while this relationship is “{label}”."
        raise WrongState(msg)
    return transition.target


def open_moves(status: str, parties: Collection[Party]) -> list[RelationshipMove]:
    """The moves these parties have from here, in the order of the table."""
    return [
        move
        for move, transition in RELATIONSHIP_TRANSITIONS.items()
        if status in transition.sources and transition.by & set(parties)
    ]


def ending_reasons(parties: Collection[Party]) -> list[EndedReason]:
    """The reasons these parties may give, in the order of the enum."""
    allowed = {reason for party in parties for reason in ENDING_REASONS[party]}
    return [reason for reason in EndedReason if reason in allowed]


def roles_given_by(held: Collection[str]) -> list[Role]:
    """The roles that somebody holding these may give and take."""
    return [role for role in Role if GIVEN_BY[role] & set(held)]
