"""Random hands on a referral: in whatever order they write and move, no path skips a step.

``test_referral_walk`` goes through every state with everything in place; here chance mixes
half-written referrals with moves, second thoughts and the weeks that pass.
"""

import os
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cases.decision_access import readable_decisions
from cases.models import DecisionStep, FollowUp
from supervision.models import LedgerEntry
from tests.cases.decision_walk import AUTHOR, MAY, PEOPLE, SUPERVISOR
from tests.cases.referral_hands import ReferralHands
from tests.cases.referral_rules import (
    BACK,
    BLOCKS,
    ENDED,
    GROUNDS,
    OPTIONS,
    PATHS,
    VERDICTS,
    WITH_RECEIVER,
    Referral,
)
from tests.factories_cases import World

# ``just faults`` asks at length.
EXAMPLES = 400 if os.environ.get("SUPERVISION_FAULTS") == "long" else 10
# The straight ways, for hands that are not only random.
USUAL = {
    "considering": "propose", "proposed": "ask_review", "supervisor_review": "approve",
    "approved": "inform_client", "client_informed": "send", "sent": "receiver_accepts",
    "accepted": "first_contact", "first_contact_made": "close",
    "more_information": "propose_again", "declined_by_receiver": "choose_another",
    "not_supported": "continue_here", "on_hold": "resume",
    "emergency_referral_made": "start_retrospective",
    "retrospective_review": "finish_retrospective",
}  # fmt: skip
ANYBODY = st.sampled_from(PEOPLE)


class ReferralModel(RuleBasedStateMachine):
    world: ClassVar[World]  # of the test: one for all its examples

    @initialize(
        whole=st.booleans(),
        grounds=st.sampled_from(["none", "real", "real", "values", "values_and_real"]),
        steps=st.integers(0, 7),
        urgent=st.booleans(),
    )
    def begin(self, *, whole: bool, grounds: str, steps: int, urgent: bool) -> None:
        """Somewhere along the usual way, so that every state is a place to start from."""
        self.hands: ReferralHands = ReferralHands(self.world, whole=whole, grounds=grounds)
        if urgent:
            self.hands.write("acted")
            self.hands.write("receiver")
            self.hands.moves("record_emergency", AUTHOR)
        for _ in range(steps):
            self.the_usual_next_step()

    @property
    def status(self) -> str:
        facts: Referral = self.hands.facts
        return facts.status

    @rule(name=st.sampled_from(sorted(BLOCKS)), full=st.booleans())
    def write(self, name: str, *, full: bool) -> None:
        self.hands.write(name, full=full)

    @rule(grounds=st.sampled_from(sorted(GROUNDS)))
    def argue(self, grounds: str) -> None:
        self.hands.argue(grounds)

    @rule(options=st.sampled_from(sorted(OPTIONS)))
    def weigh(self, options: str) -> None:
        self.hands.weigh(options)

    @rule(verdict=st.sampled_from(VERDICTS))
    def judge_values(self, verdict: str) -> None:
        self.hands.judge(verdict)

    @rule(move=st.sampled_from(sorted(PATHS)), who=ANYBODY)
    def any_move(self, move: str, who: str) -> None:
        self.hands.moves(move, who)

    @rule(number=st.integers(0, 20), who=ANYBODY)
    def a_move_from_here(self, number: int, who: str) -> None:
        near = sorted(move for move in PATHS if self.hands.begins_here(move))
        if near:
            self.hands.moves(near[number % len(near)], who)

    @rule()
    def the_usual_next_step(self) -> None:
        """Fill in what can be, and go on."""
        if self.status in USUAL:
            self.hands.fill_in()
            move = USUAL[self.status]
            self.hands.moves(move, AUTHOR if AUTHOR in MAY[PATHS[move][2]] else SUPERVISOR)

    @precondition(lambda self: self.status in WITH_RECEIVER)
    @rule()
    def weeks_pass(self) -> None:
        self.hands.let_weeks_pass()

    @precondition(lambda self: self.hands.facts.due)
    @rule()
    def look_after_it(self) -> None:
        self.hands.look_after_it()

    @invariant()
    def it_stands_where_the_rules_say_and_is_seen_by_whom_it_was_brought_to(self) -> None:
        self.hands.stands()
        for who in ("supervisor", "lead"):
            seen = readable_decisions(self.hands.person(who)).filter(pk=self.hands.pk)
            assert seen.exists() == self.hands.facts.shared
        assert self.hands.due_now().count() == self.hands.facts.due

    def teardown(self) -> None:
        """The history, once it is written."""
        if hasattr(self, "hands"):
            _each_step_begins_where_the_last_one_ended(self.hands)
            _the_ledger_has_every_move_in_order(self.hands)
            _whoever_was_sent_is_asked_about(self.hands)


def _each_step_begins_where_the_last_one_ended(hands: ReferralHands) -> None:
    at, held = "considering", ""
    for step in DecisionStep.objects.filter(decision=hands.pk, move__in=PATHS):
        assert step.from_status == at, step.move
        assert at in PATHS[step.move][0]
        target = PATHS[step.move][1]
        assert step.to_status == (held if target == BACK else target)
        at, held = step.to_status, at if step.move == "hold" else ""
    assert at == hands.facts.status


def _the_ledger_has_every_move_in_order(hands: ReferralHands) -> None:
    steps = DecisionStep.objects.filter(decision=hands.pk, move__in=PATHS)
    entries = LedgerEntry.objects.filter(kind="decision.moved", subject_id=str(hands.pk))
    told = [f'"move":"{step.move}"' for step in steps]
    bodies = list(entries.order_by("pk").values_list("body", flat=True))
    assert len(bodies) == len(told)
    assert all(word in body for word, body in zip(told, bodies, strict=True))


def _whoever_was_sent_is_asked_about(hands: ReferralHands) -> None:
    where = hands.facts.held or hands.facts.status
    planned = FollowUp.objects.filter(decision=hands.pk)
    if where in WITH_RECEIVER | {"closed_completed"}:
        assert planned.count() >= len(hands.WEEKS)
    if where in ENDED - {"closed_completed"}:
        assert not planned.filter(FollowUp.OPEN).exists()


@pytest.mark.django_db
def test_no_path_of_a_referral_skips_a_step(world: World) -> None:
    ReferralModel.world = world
    run_state_machine_as_test(
        ReferralModel,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=8, deadline=None),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("grounds", ["real", "values"])
def test_the_straight_way_is_open_but_for_values_alone(world: World, grounds: str) -> None:
    """What chance may leave out of a short run."""
    ReferralModel.world = world
    model = ReferralModel()
    model.begin(whole=True, grounds=grounds, steps=9, urgent=False)
    model.teardown()

    assert model.status == ("closed_completed" if grounds == "real" else "proposed")
