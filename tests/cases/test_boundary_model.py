"""Boundary decisions: every state, move and person, then random hands. None skips a step."""

import os
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import product
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from cases.decision_access import readable_decisions
from cases.decision_enums import BoundaryMove, BoundaryTiming
from cases.decision_policy import check_ready
from cases.models import BoundaryDecision, DecisionStep
from tests.cases.boundary_hands import BoundaryHands
from tests.cases.boundary_rules import (
    ALWAYS_SAID,
    BLOCKS,
    BOTH_WAYS,
    EMPTY,
    HAPPENED,
    NEEDS,
    PASSES,
    PATHS,
    STATES,
    WHOLE,
    Boundary,
    answer,
)
from tests.cases.decision_walk import (
    AUTHOR,
    EITHER,
    MAY,
    PEOPLE,
    SUPERVISOR,
    Answer,
    answer_of,
    reached,
    walk,
)
from tests.factories_cases import World

EXAMPLES = 300 if os.environ.get("SUPERVISION_FAULTS") == "long" else 10
ANYBODY = st.sampled_from(PEOPLE)
Change = Mapping[str, Any]
WAY = {
    "noticed": "analyse", "analysing": "consult", "reopened": "consult", "consulted": "decide",
    "urgent_consult": "decide", "decided": "refrain", "carried_out": "follow_up",
    "refrained": "follow_up", "followed_up": "review", "reviewed": "close", "closed": "reopen",
}  # fmt: skip
# What is otherwise than in a decision that has everything.
CHANGES: list[Change] = [
    {},
    *(
        {each: EMPTY.get(each, "") for each in BLOCKS[name][0]}
        for name in BLOCKS
        if not ALWAYS_SAID & set(BLOCKS[name][0])
    ),
    *(dict(BLOCKS[name][0]) for name in BLOCKS if name not in WHOLE),
    *({"timing": timing} for timing in BoundaryTiming.values),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("timing", "domain", "start"),
    [
        ("contemplated", "time", "noticed"),
        ("discovered", "time", "noticed"),
        ("contemplated", "sexual_romantic", "urgent_consult"),
    ],
)
def test_every_state_and_move_answers_each_person_as_the_field_says(
    world: World, timing: str, domain: str, start: str
) -> None:
    hands = BoundaryHands(world, timing=timing, domain=domain)
    here = hands.standing()

    ways = walk(hands, PATHS, {})

    unreached = {"noticed"} if hands.facts.critical else set()
    if timing not in HAPPENED and not hands.facts.critical:
        unreached = {"urgent_consult"}
    assert here[0] == start
    assert {place[0] for place in ways} == STATES - unreached
    for state, steps in PASSES.items():
        shut = steps - {start}
        assert state not in reached(ways, here, shut) or shut != steps, f"{state}, no {steps}"


@pytest.mark.parametrize("domain", ["time", "sexual_romantic"])
def test_each_thing_left_out_holds_back_the_moves_that_need_it_and_no_other(
    domain: str,
) -> None:
    for status, change in product(STATES, CHANGES):
        _agree(_boundary(status, {"domain": domain}, change), PATHS)


@pytest.mark.parametrize("move", sorted(NEEDS))
@pytest.mark.parametrize("domain", ["time", "sexual_romantic"])
def test_two_things_otherwise_are_both_told(move: str, domain: str) -> None:
    for one, other in product(CHANGES, CHANGES):
        _agree(_boundary(min(PATHS[move][0]), {"domain": domain}, one, other), [move])


def _boundary(status: str, *changes: Change) -> Boundary:
    it = Boundary({"timing": "discovered", "domain": "time"}, status, shared=True)
    for change in (*(BLOCKS[name][0] for name in WHOLE), *changes):
        it.content |= change
    return it


def _agree(it: Boundary, moves: Iterable[str]) -> None:
    row = BoundaryDecision(kind="boundary", status=it.status, **it.content)
    for move in moves:
        who = SUPERVISOR if PATHS[move][2] in (SUPERVISOR, EITHER) else AUTHOR
        wanted = answer(it, move, who)
        if wanted.came in STATES:
            wanted = Answer("ready")
        assert answer_of(partial(_ready, row, move)) == wanted, (it, move)


def _ready(row: BoundaryDecision, move: str) -> str:
    check_ready(row, BoundaryMove(move))
    return "ready"


class BoundaryModel(RuleBasedStateMachine):
    world: ClassVar[World]  # of the test: one for all its examples

    @initialize(
        timing=st.sampled_from(BoundaryTiming.values),
        critical=st.integers(0, 4),
        steps=st.integers(0, 7),
    )
    def begin(self, timing: str, critical: int, steps: int) -> None:
        domain = "sexual_romantic" if critical == 0 else "time"
        self.hands = BoundaryHands(self.world, timing=timing, domain=domain)
        for _ in range(steps):
            self.the_usual_next_step()

    @rule(name=st.sampled_from(sorted(BLOCKS)), full=st.booleans(), who=ANYBODY)
    def write(self, name: str, *, full: bool, who: str) -> None:
        self.hands.write(name, full=full, who=who)

    @rule(name=st.sampled_from(("summary", *BOTH_WAYS, "lens", "choice", "why")))
    def take_away(self, name: str) -> None:
        self.hands.write(name, full=False)

    @rule(
        classification=st.sampled_from(["", "crossing_neutral", "violation"]),
        context=st.sampled_from(["", "A small town."]),
        who=ANYBODY,
    )
    def classify(self, classification: str, context: str, who: str) -> None:
        self.hands.classify(classification, context, who)

    @rule(move=st.sampled_from(sorted(PATHS)), who=ANYBODY)
    def any_move(self, move: str, who: str) -> None:
        self.hands.moves(move, who)

    @rule(number=st.integers(0, 5), who=ANYBODY)
    def a_move_from_here(self, number: int, who: str) -> None:
        near = sorted(move for move in PATHS if self.hands.begins_here(move))
        if near:
            self.hands.moves(near[number % len(near)], who)

    @rule()
    def the_usual_next_step(self) -> None:
        status = self.hands.facts.status
        if status in WAY:
            self.hands.fill_in()
            owner = PATHS[WAY[status]][2]
            self.hands.moves(WAY[status], AUTHOR if AUTHOR in MAY[owner] else SUPERVISOR)

    @invariant()
    def it_stands_where_the_rules_say_and_is_seen_by_whom_it_was_brought_to(self) -> None:
        self.hands.stands()
        for who in (SUPERVISOR, "lead"):
            seen = readable_decisions(self.hands.person(who)).filter(pk=self.hands.pk)
            assert seen.exists() == self.hands.facts.shared

    def teardown(self) -> None:
        """Each step begins where the last one ended, once all are written."""
        if not hasattr(self, "hands"):
            return
        at = "noticed"
        for step in DecisionStep.objects.filter(decision=self.hands.pk, move__in=PATHS):
            sources, target, _ = PATHS[step.move]
            at_once = step.move == "consult_urgently" and self.hands.facts.critical
            assert step.from_status == at
            assert at in sources or at_once
            assert step.to_status == target
            at = step.to_status
        assert at == self.hands.facts.status


@pytest.mark.django_db
def test_what_was_named_sexual_or_romantic_stays_named_so(world: World) -> None:
    hands = BoundaryHands(world, domain="sexual_romantic")
    hands.write("another")

    assert hands.facts.critical
    hands.stands()


@pytest.mark.django_db
def test_no_path_skips_a_step(world: World) -> None:
    BoundaryModel.world = world
    run_state_machine_as_test(
        BoundaryModel,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=10, deadline=None),
    )


@pytest.mark.django_db
def test_the_way_through_is_open(world: World) -> None:
    """Else the model above would hold for a machine that never moves."""
    BoundaryModel.world = world
    model = BoundaryModel()
    model.begin("contemplated", critical=1, steps=7)

    assert model.hands.facts.status == "closed"
