"""The table of a relationship's moves, whole."""

import pytest

from supervision.enums import EndedReason, RelationshipMove, RelationshipStatus, Role
from supervision.exceptions import WrongState
from supervision.workflow import Party, ending_reasons, next_status, open_moves, roles_given_by

ALLOWED = {
    ("proposed", "accept"): "active",
    ("proposed", "decline"): "declined",
    ("active", "suspend"): "suspended",
    ("suspended", "resume"): "active",
    ("active", "give_notice"): "ending",
    ("active", "end"): "ended",
    ("suspended", "end"): "ended",
    ("ending", "end"): "ended",
}


@pytest.mark.parametrize("status", RelationshipStatus)
@pytest.mark.parametrize("move", RelationshipMove)
def test_every_state_and_move(status: RelationshipStatus, move: RelationshipMove) -> None:
    expected = ALLOWED.get((status.value, move.value))

    if expected is None:
        with pytest.raises(WrongState, match=move.label):
            next_status(status, move)
    else:
        assert next_status(status, move) == expected


@pytest.mark.parametrize(
    ("party", "moves"),
    [
        (Party.SUPERVISEE, {"accept", "decline", "give_notice", "end"}),
        (Party.SUPERVISOR, {"decline", "give_notice", "end"}),
        (Party.MANAGER, {"decline", "suspend", "resume", "give_notice", "end"}),
    ],
)
def test_who_may_make_which_moves(party: Party, moves: set[str]) -> None:
    found = {move for status in RelationshipStatus for move in open_moves(status, {party})}

    assert found == moves


def test_nobody_else_may_move_anything() -> None:
    assert [open_moves(status, ()) for status in RelationshipStatus] == [[]] * 6


def test_nobody_ends_supervision_in_the_others_name() -> None:
    assert {party: ending_reasons({party}) for party in Party} == {
        Party.SUPERVISEE: [
            EndedReason.COMPLETED,
            EndedReason.SUPERVISEE_REQUEST,
            EndedReason.CONFLICT,
        ],
        Party.SUPERVISOR: [
            EndedReason.COMPLETED,
            EndedReason.SUPERVISOR_REQUEST,
            EndedReason.CONFLICT,
        ],
        Party.MANAGER: list(EndedReason),
    }


def test_which_roles_each_role_gives() -> None:
    assert {role: roles_given_by({role}) for role in Role} == {
        Role.SUPERVISEE: [],
        Role.SUPERVISOR: [],
        Role.CLINIC_LEAD: list(Role),
        Role.ADMINISTRATOR: [Role.SUPERVISEE, Role.ADMINISTRATOR],
        Role.EXTERNAL_REVIEWER: [],
        Role.PRIVACY_OFFICER: [],
        Role.CONCERN_HANDLER: [],
    }
