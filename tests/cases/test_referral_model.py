"""Random hands on a referral: whatever they do, no path skips a step.

The model below says for itself which moves there are and what each of them needs, from the
field's description and not from the tables of the code; both have to agree after every act.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
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

from cases.actions import followups, referrals
from cases.actions.decisions import Moved
from cases.actions.referral_rows import GroundInput, OptionInput
from cases.decision_access import readable_decisions
from cases.decision_enums import ReferralMove
from cases.models import DecisionStep, FollowUp, ReceiverReply, ReferralDecision
from supervision.exceptions import Refusal
from supervision.models import LedgerEntry
from tests.factories_cases import make_case, make_world

# ``just faults`` asks at length.
EXAMPLES = 600 if os.environ.get("SUPERVISION_FAULTS") == "long" else 8
ENDED = {
    "closed_completed", "closed_client_declined", "withdrawn", "continue_here",
    "entered_in_error",
}  # fmt: skip
THINKING = {
    "considering", "proposed", "more_information", "emergency_referral_made",
    "retrospective_review",
}  # fmt: skip
WITH_RECEIVER = {"sent", "accepted", "first_contact_made"}
STATES = ENDED | THINKING | WITH_RECEIVER | {
    "supervisor_review", "approved", "not_supported", "client_informed",
    "declined_by_receiver", "on_hold",
}  # fmt: skip
OPEN = STATES - ENDED - {"on_hold"}
HOLDABLE = OPEN - {"emergency_referral_made", "retrospective_review"}
NOT_SENT = HOLDABLE - WITH_RECEIVER | {"on_hold"}
BACK = "where it was held"

# move: from where, to where, by whom
PATHS: dict[str, tuple[set[str], str, str]] = {
    "propose": ({"considering"}, "proposed", "author"),
    "ask_review": ({"proposed"}, "supervisor_review", "author"),
    "approve": ({"supervisor_review"}, "approved", "supervisor"),
    "ask_more": ({"supervisor_review"}, "more_information", "supervisor"),
    "not_support": ({"supervisor_review"}, "not_supported", "supervisor"),
    "propose_again": ({"more_information"}, "proposed", "author"),
    "inform_client": ({"approved"}, "client_informed", "author"),
    "send": ({"client_informed"}, "sent", "author"),
    "receiver_accepts": ({"sent"}, "accepted", "author"),
    "receiver_declines": ({"sent", "accepted"}, "declined_by_receiver", "author"),
    "choose_another": ({"declined_by_receiver"}, "approved", "author"),
    "first_contact": ({"accepted"}, "first_contact_made", "author"),
    "close": ({"first_contact_made"}, "closed_completed", "either"),
    "client_declines": (
        {"approved", "client_informed", "sent", "accepted"}, "closed_client_declined", "author",
    ),
    "withdraw": (
        {
            "considering", "proposed", "more_information", "not_supported", "approved",
            "declined_by_receiver",
        },
        "withdrawn", "author",
    ),
    "continue_here": (
        {
            "proposed", "more_information", "not_supported", "declined_by_receiver",
            "retrospective_review",
        },
        "continue_here", "author",
    ),
    "hold": (HOLDABLE, "on_hold", "either"),
    "resume": ({"on_hold"}, BACK, "either"),
    "mark_error": (STATES - {"entered_in_error"}, "entered_in_error", "author"),
    "record_emergency": (NOT_SENT, "emergency_referral_made", "author"),
    "start_retrospective": ({"emergency_referral_made"}, "retrospective_review", "either"),
    "finish_retrospective": ({"retrospective_review"}, "sent", "supervisor"),
}  # fmt: skip

ALL_TICKED = ["needs_arranged", "time_given", "alternatives_offered", "client_told"]
# name: what is written, and while it can be
BLOCKS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "situation": ({"situation": "Words."}, THINKING),
    "direction": ({"direction": "out_full_transfer"}, THINKING),
    "adjunct": ({"direction": "out_adjunct"}, THINKING),
    "inside": ({"direction": "internal_transfer"}, THINKING),
    "risk": ({"risk": "no_new_risk"}, THINKING),
    "unsure": ({"risk": "unsure"}, THINKING),
    "assessed": ({"risk_assessment": "Words."}, THINKING),
    "same": ({"difference_present": "no"}, THINKING),
    "differs": ({"difference_present": "unsure"}, THINKING),
    "worked": (
        {"values_same_need": "Words.", "values_missing": "both", "values_work": "Words."},
        THINKING,
    ),
    "proposal": ({"decided": "refer", "rationale": "Words."}, THINKING),
    "care": ({"interim_contact": "Words.", "crisis_plan_given": True}, OPEN),
    "told": (
        {
            "client_informed_on": "2026-05-04",
            "client_informed_how": "Words.",
            "client_preference": "Words.",
        },
        OPEN,
    ),
    "not_told": ({"not_told_reason": "unreachable"}, OPEN),
    "consent": ({"consent_to_share": "given"}, OPEN),
    "refused": ({"consent_to_share": "refused"}, OPEN),
    "ending": ({"pre_termination": False}, OPEN),
    "not_alone": ({"abandonment_check": ALL_TICKED}, OPEN),
    "receiver": ({"receiving_service": "Words."}, OPEN - WITH_RECEIVER),
    "acted": (
        {"emergency_action": "Words."}, OPEN - WITH_RECEIVER - {"retrospective_review"},
    ),
    "outcome": ({"attended": "yes", "outcome": "Words."}, OPEN),
}  # fmt: skip
EMPTY: dict[str, Any] = {
    "crisis_plan_given": None, "client_informed_on": None, "pre_termination": None,
    "abandonment_check": [],
}  # fmt: skip
WHOLE = (
    "situation", "direction", "risk", "same", "proposal", "care", "told", "consent", "ending",
    "not_alone", "receiver", "outcome",
)  # fmt: skip
GROUNDS: dict[str, dict[str, str]] = {
    "none": {},
    "unproved": {"no_progress": ""},
    "real": {"no_progress": "Flat."},
    "values": {"values_conflict": "Mine."},
    "values_and_unproved": {"values_conflict": "Mine.", "practical": " "},
    "values_and_real": {"values_conflict": "Mine.", "practical": "Moves."},
}
OPTIONS = {
    "none": (),
    "one": (OptionInput("A", chosen=True),),
    "two": (OptionInput("A"), OptionInput("B")),
    "chosen": (OptionInput("A", chosen=True), OptionInput("B")),
}
VERDICTS = (
    "",
    "no_values_issue",
    "refer_on_other_grounds",
    "not_permitted_continue_with_support",
)
OUTSIDE = ("out_full_transfer", "out_adjunct", "")
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
# Whoever stands here has been there, one of these ways: nothing is reached by a leap.
PASSED: dict[str, tuple[tuple[str, ...], ...]] = {
    "supervisor_review": (("propose", "ask_review"),),
    "approved": (("propose", "ask_review", "approve"), ("finish_retrospective",)),
    "client_informed": (("approve", "inform_client"), ("finish_retrospective",)),
    "sent": (
        ("propose", "ask_review", "approve", "inform_client", "send"),
        ("record_emergency", "start_retrospective", "finish_retrospective"),
    ),
    "accepted": (("send", "receiver_accepts"), ("finish_retrospective", "receiver_accepts")),
    "first_contact_made": (("receiver_accepts", "first_contact"),),
    "closed_completed": (("receiver_accepts", "first_contact", "close"),),
    "not_supported": (("propose", "ask_review", "not_support"),),
    "retrospective_review": (("record_emergency", "start_retrospective"),),
}


class ReferralModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = make_world(f"w{uuid4().hex[:8]}")
        self.content: dict[str, Any] = {}
        self.grounds: dict[str, str] = {}
        self.options = "none"
        self.verdict = ""
        self.status, self.held = "considering", ""
        self.shared, self.emergency, self.due = False, False, 0

    @initialize(
        whole=st.booleans(),
        grounds=st.sampled_from(["none", "real", "real", "values", "values_and_real"]),
        steps=st.integers(0, 8),
        urgent=st.booleans(),
    )
    def begin(self, *, whole: bool, grounds: str, steps: int, urgent: bool) -> None:
        """Somewhere along the usual way, so that every state is a place to start from."""
        case = make_case(self.world)
        names = WHOLE if whole else ()
        for name in names:
            self.content |= BLOCKS[name][0]
        self.grounds, self.options = GROUNDS[grounds], "chosen" if whole else "none"
        self.referral = referrals.start_referral(
            case_id=case.pk,
            by=self.world.supervisee,
            content=self.content,
            grounds=self._ground_rows(),
            options=OPTIONS[self.options],
        )
        if urgent:
            self.write("acted", full=True)
            self.write("receiver", full=True)
            self._move("record_emergency", "author")
        for _ in range(steps):
            self.the_usual_next_step()

    # --- what hands do ---

    @rule(name=st.sampled_from(sorted(BLOCKS)), full=st.booleans())
    def write(self, name: str, *, full: bool) -> None:
        fields, states = BLOCKS[name]
        wanted = fields if full else {each: EMPTY.get(each, "") for each in fields}
        changes = any(
            self.content.get(each, EMPTY.get(each, "")) != it for each, it in wanted.items()
        )
        done = self._try(
            lambda: referrals.change_referral(
                referral_id=self.referral.pk,
                version=self._version(),
                by=self.world.supervisee,
                content=wanted,
            )
        )
        assert done == (not changes or self.status in states), (name, self.status)
        if done:
            self.content |= wanted

    @rule(grounds=st.sampled_from(sorted(GROUNDS)))
    def argue(self, grounds: str) -> None:
        before, self.grounds = self.grounds, GROUNDS[grounds]
        done = self._try(
            lambda: referrals.change_referral(
                referral_id=self.referral.pk,
                version=self._version(),
                by=self.world.supervisee,
                content={},
                grounds=self._ground_rows(),
            )
        )
        assert done == (self.grounds == before or self.status in THINKING)
        self.grounds = self.grounds if done else before

    @rule(options=st.sampled_from(sorted(OPTIONS)))
    def weigh(self, options: str) -> None:
        if self.status not in THINKING:
            return
        referrals.change_referral(
            referral_id=self.referral.pk,
            version=self._version(),
            by=self.world.supervisee,
            content={},
            options=OPTIONS[options],
        )
        self.options = options

    @rule(verdict=st.sampled_from(VERDICTS))
    def judge_values(self, verdict: str) -> None:
        done = self._try(
            lambda: referrals.change_referral(
                referral_id=self.referral.pk,
                version=self._version(),
                by=self.world.supervisor,
                content={"values_outcome": verdict},
            )
        )
        states = THINKING - {"considering"} | {"supervisor_review"}
        same = verdict == self.verdict
        assert done == (self.shared and (same or self.status in states))
        self.verdict = verdict if done else self.verdict

    @rule(move=st.sampled_from(sorted(PATHS)), who=st.sampled_from(["author", "supervisor"]))
    def any_move(self, move: str, who: str) -> None:
        self._move(move, who)

    @rule(number=st.integers(0, 20), who=st.sampled_from(["author", "supervisor"]))
    def a_move_from_here(self, number: int, who: str) -> None:
        near = sorted(move for move, path in PATHS.items() if self.status in path[0])
        if near:
            self._move(near[number % len(near)], who)

    @rule()
    def nothing_leads_elsewhere(self) -> None:
        """Every move that does not begin here is refused, by whomever it belongs to."""
        for move, (sources, _, owner) in PATHS.items():
            if self.status not in sources:
                self._move(move, "supervisor" if owner == "supervisor" else "author")

    @precondition(lambda self: self.status in USUAL)
    @rule()
    def every_gap_is_noticed(self) -> None:
        """Take one thing away, try to go on, put it back: until nothing holds it any more."""
        at, move = self.status, USUAL[self.status]
        for name in WHOLE:
            if self.status == at and at in BLOCKS[name][1]:
                self.write(name, full=False)
                self._move(move, "supervisor" if PATHS[move][2] == "supervisor" else "author")
            if self.status in BLOCKS[name][1]:
                self.write(name, full=True)

    @precondition(lambda self: self.shared)
    @rule(grounds=st.sampled_from(["values", "values_and_unproved"]))
    def rest_on_values_and_try(self, grounds: str) -> None:
        self.argue(grounds)
        self.write("acted", full=True)
        for move in ("ask_review", "approve", "record_emergency", "finish_retrospective"):
            self._move(move, "supervisor" if PATHS[move][2] == "supervisor" else "author")

    @rule()
    def the_usual_next_step(self) -> None:
        """Fill in what can be, and go on."""
        if self.status in ENDED:
            return
        for name in WHOLE:
            if self.status in BLOCKS[name][1]:
                self.write(name, full=True)
        if self.status in THINKING:
            self.weigh("chosen")
        if self.shared and self.status in (THINKING | {"supervisor_review"}) - {"considering"}:
            self.judge_values(self.verdict or "no_values_issue")
        move = USUAL[self.status]
        self._move(move, "supervisor" if PATHS[move][2] == "supervisor" else "author")

    @precondition(lambda self: self.status in WITH_RECEIVER)
    @rule()
    def weeks_pass(self) -> None:
        """The first follow-up falls due."""
        row = self._open_follow_ups().first()
        if row is not None:
            FollowUp.objects.filter(pk=row.pk).update(due=timezone.localdate())
            self.due = self._due_now()

    @precondition(lambda self: self.due)
    @rule()
    def look_after_it(self) -> None:
        row = self._open_follow_ups().filter(due__lte=timezone.localdate())[0]
        followups.record_follow_up(
            follow_up_id=row.pk,
            version=self._version(),
            finding="as_hoped",
            by=self.world.supervisor,
        )
        self.due = self._due_now()

    # --- what the model says ---

    def _move(self, move: str, who: str) -> None:
        sources, target, owner = PATHS[move]
        allowed = (
            self.status in sources
            and (owner in (who, "either"))
            and (who == "author" or self.shared)
            and not self._is_gated(move)
            and self._is_complete(move)
        )
        before = self.status
        by = self.world.supervisee if who == "author" else self.world.supervisor
        done = self._try(
            lambda: referrals.move_referral(
                referral_id=self.referral.pk,
                move=ReferralMove(move),
                version=self._version(),
                by=by,
                moved=Moved("Because."),
            )
        )
        assert done == allowed, (before, move, who, self.content, self.grounds, self.verdict)
        if done:
            self._arrive(move, self.held if target == BACK else target)

    def _arrive(self, move: str, target: str) -> None:
        self.held = self.status if move == "hold" else ""
        self.status = target
        if move in ("propose", "ask_review", "propose_again", "record_emergency"):
            self.shared = True
        if move == "record_emergency":
            self.emergency = True
        if move == "receiver_declines":
            self.content["abandonment_check"] = []
        self.due = self._due_now()

    def _is_gated(self, move: str) -> bool:
        others = [it for code, it in self.grounds.items() if code != "values_conflict"]
        alone = "values_conflict" in self.grounds and not any(it.strip() for it in others)
        if not alone or self.verdict == "not_permitted_continue_with_support":
            return False
        if move in ("approve", "record_emergency", "finish_retrospective"):
            return True
        return self.status == "proposed" and move != "mark_error"

    def _is_complete(self, move: str) -> bool:
        needs: dict[str, Callable[[], bool]] = {
            "propose": self._argued,
            "propose_again": self._argued,
            "ask_review": self._reviewable,
            "approve": lambda: (
                self._reviewable()
                and self.options == "chosen"
                and self._values_allow()
                and self._has("decided", "rationale", "interim_contact", "crisis_plan_given")
            ),
            "inform_client": self._told,
            "send": lambda: (
                self._has("receiving_service")
                and self.content.get("consent_to_share") == "given"
                and self._not_left_alone()
                and (self._is_beside() or self._has("pre_termination"))
            ),
            "close": lambda: self._has("attended", "outcome") and not self.due,
            "record_emergency": lambda: self._has("emergency_action", "receiving_service"),
            "finish_retrospective": lambda: (
                self._has("situation", "direction", "interim_contact")
                and self._grounded()
                and self._risk_said()
                and self._values_worked()
                and self._values_allow()
                and self._told()
                and self._not_left_alone()
            ),
        }
        return needs.get(move, lambda: True)()

    def _has(self, *names: str) -> bool:
        return all(self.content.get(name) not in (None, "") for name in names)

    def _grounded(self) -> bool:
        return any(it.strip() for it in self.grounds.values())

    def _argued(self) -> bool:
        return self._has("situation") and self._grounded() and self.options in ("two", "chosen")

    def _risk_said(self) -> bool:
        unsure = self.content.get("risk") == "unsure"
        return self._has("risk") and (not unsure or self._has("risk_assessment"))

    def _values_worked(self) -> bool:
        if self.content.get("direction", "") not in OUTSIDE:
            return True
        if self.content.get("difference_present") == "no":
            return True
        names = ("difference_present", "values_same_need", "values_missing", "values_work")
        return self._has(*names)

    def _values_allow(self) -> bool:
        if self.content.get("direction", "") not in OUTSIDE:
            return True
        return self.verdict in ("no_values_issue", "refer_on_other_grounds")

    def _reviewable(self) -> bool:
        return (
            self._argued()
            and self._has("direction")
            and self._risk_said()
            and self._values_worked()
        )

    def _told(self) -> bool:
        names = ("client_informed_on", "client_informed_how", "client_preference")
        return self._has("not_told_reason") or self._has(*names)

    def _is_beside(self) -> bool:
        return self.content.get("direction") == "out_adjunct"

    def _not_left_alone(self) -> bool:
        return self._is_beside() or self.content.get("abandonment_check") == ALL_TICKED

    # --- what holds after every act ---

    @invariant()
    def it_stands_where_the_model_says(self) -> None:
        row = ReferralDecision.objects.get(pk=self.referral.pk)
        assert (row.status, row.held_from) == (self.status, self.held)
        assert (row.shared_at is not None, row.emergency) == (self.shared, self.emergency)
        assert (row.closed_at is not None) == (self.status in ENDED)
        if self.status in ("emergency_referral_made", "retrospective_review"):
            assert row.review_due is not None
            assert row.review_due - timezone.now() <= timedelta(days=4)

    @invariant()
    def every_step_begins_where_the_last_one_ended(self) -> None:
        at, moves = "considering", []
        for step in DecisionStep.objects.filter(decision=self.referral.pk):
            assert step.from_status == at, step.move
            at = step.to_status
            if step.move in PATHS:
                moves.append(step.move)
                assert at in (PATHS[step.move][1], *(OPEN if step.move == "resume" else ()))
        assert at == self.status
        where = self.held or self.status
        ways = PASSED.get(where)
        assert ways is None or any(_in_order(way, moves) for way in ways), (where, moves)

    @invariant()
    def the_ledger_has_every_move_in_order(self) -> None:
        entries = LedgerEntry.objects.filter(
            kind="decision.moved", subject_id=str(self.referral.pk)
        ).order_by("pk")
        steps = DecisionStep.objects.filter(decision=self.referral.pk, move__in=PATHS)
        told = [f'"move":"{step.move}"' for step in steps]
        assert len(entries) == len(told)
        assert all(word in entry.body for word, entry in zip(told, entries, strict=True))

    @invariant()
    def alone_means_alone(self) -> None:
        seen = readable_decisions(self.world.supervisor).filter(pk=self.referral.pk).exists()
        assert seen == self.shared

    @invariant()
    def whoever_is_sent_is_asked_about(self) -> None:
        where = self.held or self.status
        waiting = self._open_follow_ups().count()
        if where in ENDED - {"closed_completed"}:
            assert waiting == 0
        if where == "closed_completed":
            assert self._due_now() == 0
        asked = ReceiverReply.objects.filter(referral=self.referral.pk)
        if where in WITH_RECEIVER:
            assert asked.exists()
            assert FollowUp.objects.filter(decision=self.referral.pk).count() >= 3
        if where == "accepted":
            assert asked.last().reply == "yes"  # type: ignore[union-attr]  # it exists

    # --- small things ---

    def _ground_rows(self) -> list[GroundInput]:
        return [
            GroundInput(code, evidence, primary=place == 0)
            for place, (code, evidence) in enumerate(self.grounds.items())
        ]

    def _try(self, act: Callable[[], Any]) -> bool:
        before = self._version()
        try:
            act()
        except Refusal:
            assert self._version() == before
            return False
        return True

    def _version(self) -> int:
        return ReferralDecision.objects.values_list("version", flat=True).get(
            pk=self.referral.pk
        )

    def _open_follow_ups(self) -> Any:
        return FollowUp.objects.filter(FollowUp.OPEN, decision=self.referral.pk)

    def _due_now(self) -> int:
        count: int = self._open_follow_ups().filter(due__lte=timezone.localdate()).count()
        return count


def _in_order(wanted: tuple[str, ...], moves: list[str]) -> bool:
    """All of them were made, in this order; others may lie between."""
    rest = iter(moves)
    return all(move in rest for move in wanted)


@pytest.mark.django_db
def test_no_path_of_a_referral_skips_a_step() -> None:
    run_state_machine_as_test(
        ReferralModel,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=6, deadline=None),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("grounds", ["real", "values"])
def test_the_straight_way_is_open_but_for_values_alone(grounds: str) -> None:
    """What chance may leave out of a short run."""
    model = ReferralModel()
    model.begin(whole=True, grounds=grounds, steps=0, urgent=False)
    for _ in range(9):
        model.the_usual_next_step()
        model.every_step_begins_where_the_last_one_ended()

    assert model.status == ("closed_completed" if grounds == "real" else "proposed")
