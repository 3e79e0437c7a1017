"""Every state of a referral, every move, every person: what happens is what the field says."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from cases.decision_enums import ReferralMove
from cases.decision_policy import check_ready
from cases.models import Case, FollowUp, ReferralDecision, ReferralGround, ReferralOption
from tests.cases.decision_walk import (
    AUTHOR,
    SUPERVISOR,
    Answer,
    Ways,
    answer_of,
    reached,
    walk,
)
from tests.cases.referral_hands import ReferralHands
from tests.cases.referral_rules import (
    BLOCKS,
    EMPTY,
    GROUNDS,
    HOLDABLE,
    NEEDS,
    NOT_PERMITTED,
    OPTIONS,
    PASSES,
    PATHS,
    STATES,
    VERDICTS,
    WHOLE,
    Referral,
    answer,
)
from tests.factories_cases import World

START = ("considering", "", False)
Change = Mapping[str, Any]
NOBODY = UUID(int=0)


def _without(*names: str) -> Change:
    fields = [each for name in names for each in BLOCKS[name][0]]
    return {"content": {each: EMPTY.get(each, "") for each in fields}}


def _with(*names: str, **without: Any) -> Change:
    content = dict(without)
    for name in names:
        content |= BLOCKS[name][0]
    return {"content": content}


# What is otherwise than in a referral that has everything.
CHANGES: list[Change] = [
    {},
    *(_without(name) for name in WHOLE),
    *({"grounds": grounds} for grounds in GROUNDS),
    *({"options": options} for options in OPTIONS),
    *({"verdict": verdict} for verdict in VERDICTS),
    {"grounds": "values", "verdict": NOT_PERMITTED},
    *(_with(name) for name in BLOCKS if name not in WHOLE),
    _with("unsure", "assessed"),
    *(
        _with("differs", *({"imagined", "lacking", "worked"} - {left_out}))
        for left_out in ("imagined", "lacking", "worked", "")
    ),
    _without("told", "how", "wish"),
    {"due": 1},
]


@pytest.mark.django_db
def test_every_state_and_move_answers_each_person_as_the_field_says(world: World) -> None:
    hands = ReferralHands(world, whole=True, grounds="real")

    ways = walk(hands, PATHS, {})

    assert {place[0] for place in ways} == STATES
    assert {place[1] for place in ways if place[0] == "on_hold"} == HOLDABLE
    _no_way_leaps(ways)


def _no_way_leaps(ways: Ways) -> None:
    """Take out the steps that a state stands on, and nothing leads there any more."""
    assert reached(ways, START) == STATES
    for state, steps in PASSES.items():
        assert state not in reached(ways, START, without=steps), f"{state} without {steps}"


@pytest.mark.django_db
@pytest.mark.parametrize(("whole", "grounds"), [(False, "none"), (True, "values")])
def test_with_nothing_or_with_values_alone_the_moves_themselves_refuse(
    world: World, *, whole: bool, grounds: str
) -> None:
    """What the next test asks of the rule, asked of the moves."""
    hands = ReferralHands(world, whole=whole, grounds=grounds)
    assert hands.moves("propose", AUTHOR) == whole

    went = set()
    for move in PATHS:
        with hands.undone():
            if hands.moves(move, _mover(move)):
                went.add(move)

    assert went == ({"mark_error"} if whole else {"mark_error", "withdraw", "hold"})


def test_each_thing_left_out_holds_back_the_moves_that_need_it_and_no_other() -> None:
    """In every state, for every move."""
    for status in STATES:
        for change in CHANGES:
            _agree(_referral(status, change), PATHS)


@pytest.mark.parametrize("move", sorted(NEEDS))
def test_two_things_otherwise_are_both_told(move: str) -> None:
    """So that what excuses one thing is seen to excuse nothing else."""
    status = min(PATHS[move][0] - {"on_hold"})
    gaps = [it for it in CHANGES if not _goes(_referral(status, it), move)]
    assert gaps
    for one, other in product(gaps, CHANGES):
        _agree(_referral(status, one, other), [move])


def _goes(it: Referral, move: str) -> bool:
    return answer(it, move, _mover(move)).came in STATES


def _mover(move: str) -> str:
    return SUPERVISOR if PATHS[move][2] == SUPERVISOR else AUTHOR


def _referral(status: str, *changes: Change) -> Referral:
    it = Referral(grounds="real", options="chosen", verdict="no_values_issue", status=status)
    it.shared, it.held = True, "approved" if status == "on_hold" else ""
    for name in WHOLE:
        it.content |= BLOCKS[name][0]
    for change in changes:
        for part, value in change.items():
            setattr(it, part, it.content | value if part == "content" else value)
    return it


def _agree(it: Referral, moves: Iterable[str]) -> None:
    row = _in_memory(it)
    for move in moves:
        wanted = Answer("ready") if _goes(it, move) else answer(it, move, _mover(move))
        assert answer_of(partial(_ready, row, move)) == wanted, (it, move)


def _ready(row: ReferralDecision, move: str) -> str:
    check_ready(row, ReferralMove(move))
    return "ready"


def _in_memory(it: Referral) -> ReferralDecision:
    row = ReferralDecision(
        decision_ptr_id=NOBODY,
        kind="referral",
        status=it.status,
        held_from=it.held,
        values_outcome=it.verdict,
        case=Case(modality="individual", age_band="25-39"),
        **it.content,
    )
    row._prefetched_objects_cache = {  # type: ignore[attr-defined]  # noqa: SLF001 - rows without a database
        "grounds": [
            ReferralGround(
                ground=code, evidence=said, primary=it.grounds != "no_main" and not n
            )
            for n, (code, said) in enumerate(GROUNDS[it.grounds].items())
        ],
        "options": [
            ReferralOption(label=label, chosen=chosen) for label, chosen in OPTIONS[it.options]
        ],
        "voices": [],
        "follow_ups": [FollowUp(due=timezone.localdate())] * it.due,
    }
    return row
