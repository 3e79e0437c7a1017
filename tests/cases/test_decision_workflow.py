"""The tables of referral and boundary decisions: whole, reachable, and owned."""

from typing import Any

import pytest

from cases.decision_enums import BoundaryMove, BoundaryStatus, ReferralMove, ReferralStatus
from cases.decision_fields import fields_of
from cases.decision_needs import missing_for
from cases.decision_workflow import (
    BOUNDARY_TRANSITIONS,
    BOUNDARY_TURN,
    ENDED,
    REFERRAL_TRANSITIONS,
    REFERRAL_TURN,
    next_decision_status,
    status_label,
    transitions_of,
    turn_of,
)
from cases.models import BoundaryDecision, Decision, ReferralDecision
from cases.workflow import Owner
from supervision.exceptions import WrongState

TABLES: list[Any] = [
    ("referral", ReferralStatus, ReferralMove, REFERRAL_TRANSITIONS, REFERRAL_TURN),
    ("boundary", BoundaryStatus, BoundaryMove, BOUNDARY_TRANSITIONS, BOUNDARY_TURN),
]
STARTS = {"considering", "noticed", "emergency_referral_made", "urgent_consult"}
EVERY = [
    pytest.param(kind, status, move, id=f"{kind}-{status}-{move}")
    for kind, statuses, moves, _, _ in TABLES
    for status in statuses
    for move in moves
]


@pytest.mark.parametrize(("kind", "status", "move"), EVERY)
def test_a_move_leads_where_the_table_says_or_is_refused(
    kind: str, status: str, move: ReferralMove | BoundaryMove
) -> None:
    step = transitions_of(kind)[move]

    if status in step.sources:
        reached = next_decision_status(kind, status, move, held_from="approved")
        assert reached == (step.target or "approved")
    else:
        with pytest.raises(WrongState) as refused:
            next_decision_status(kind, status, move)
        assert str(move.label) in refused.value.sentence
        assert status_label(kind, status) in refused.value.sentence


@pytest.mark.parametrize(("kind", "statuses", "moves", "table", "turns"), TABLES)
def test_every_move_is_in_the_table_and_every_state_has_an_owner(
    kind: str, statuses: Any, moves: Any, table: Any, turns: Any
) -> None:
    assert set(table) == set(moves)
    assert set(turns) == set(statuses)
    for status in statuses:
        assert (turn_of(kind, status) == Owner.NOBODY) == (status in ENDED)


@pytest.mark.parametrize(("kind", "statuses", "moves", "table", "turns"), TABLES)
def test_every_state_can_be_reached_and_only_ended_ones_are_left_alone(
    kind: str, statuses: Any, moves: Any, table: Any, turns: Any
) -> None:
    reached = {step.target for step in table.values()} | STARTS
    assert set(statuses) <= reached
    for status in statuses:
        ways_on = [
            move
            for move, step in table.items()
            if status in step.sources and move not in ("mark_error", "reopen")
        ]
        assert bool(ways_on) == (status not in ENDED)


def test_whoever_has_the_turn_has_a_move() -> None:
    for kind, statuses, _, table, _ in TABLES:
        for status in statuses:
            turn = turn_of(kind, status)
            movers = {step.owner for step in table.values() if status in step.sources}
            wanted = {turn, Owner.EITHER} if turn != Owner.EITHER else set(Owner)
            assert turn == Owner.NOBODY or movers & wanted


def test_the_table_of_fields_and_the_models_agree() -> None:
    for model, kind in ((ReferralDecision, "referral"), (BoundaryDecision, "boundary")):
        own = {field.name for field in model._meta.local_fields} - {"decision_ptr"}
        shared = {"follow_up_due"} if kind == "boundary" else set()
        assert own | shared == set(fields_of(kind))
        assert set(fields_of(kind)) >= model.REFLECTIVE


def test_a_decision_is_asked_for_what_it_needs_as_the_kind_it_is() -> None:
    with pytest.raises(TypeError):
        missing_for(Decision(kind="referral"), ReferralMove.PROPOSE)
