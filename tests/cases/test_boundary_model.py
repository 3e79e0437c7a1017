"""Random paths of a boundary decision: none skips a step, whoever tries what in which order.

What may follow what is written down here by hand, from the description of the work, and not
read from the table that is tested.
"""

import os
from typing import Any
from uuid import uuid4

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

from cases.actions import boundaries
from cases.actions.decisions import Moved
from cases.decision_enums import BoundaryDomain, BoundaryMove, BoundaryTiming
from cases.models import BoundaryDecision, Decision, DecisionStep
from supervision.exceptions import Refusal
from supervision.models import LedgerEntry, User
from tests.factories_cases import make_case, make_world
from tests.factories_decisions import WEIGHED

THINKING = {"noticed", "analysing", "reopened"}
# From each state, where one step leads.
MAY_FOLLOW: dict[str, set[str]] = {
    "noticed": {"analysing", "urgent_consult"},
    "analysing": {"consulted", "urgent_consult"},
    "reopened": {"analysing", "consulted", "urgent_consult"},
    "consulted": {"analysing", "decided"},
    "urgent_consult": {"analysing", "decided"},
    "decided": {"carried_out", "refrained"},
    "carried_out": {"followed_up"},
    "refrained": {"followed_up"},
    "followed_up": {"reviewed"},
    "reviewed": {"closed", "reopened"},
    "closed": {"reopened"},
    "entered_in_error": set(),
}
# What has to have been since it was begun, or taken up again, for a state to be reached.
BEFORE: dict[str, set[str]] = {
    "decided": {"consulted", "urgent_consult"},
    "carried_out": {"decided"},
    "refrained": {"decided"},
    "followed_up": {"carried_out", "refrained"},
    "reviewed": {"followed_up"},
    "closed": {"reviewed"},
}
SUPERVISORS = {"ask_more", "review"}
BOTH_WAYS = ("best_if_cross", "worst_if_cross", "best_if_not", "worst_if_not")
DECIDED: dict[str, Any] = {"choice": "do_not", "rationale": "The frame holds us both."}
FOLLOWED: dict[str, Any] = {
    "after_effect": "It was heard.",
    "discussed_with_client": True,
    "notification_duty": "none",
}
CLASSIFIED: dict[str, Any] = {
    "classification": "crossing_neutral",
    "context_considered": "A small town.",
}
PIECES: list[dict[str, Any]] = [
    *({name: said} for name, said in WEIGHED.items()),
    *({name: said} for name, said in DECIDED.items()),
    *({name: said} for name, said in FOLLOWED.items()),
    CLASSIFIED,
    {"classification": "violation"},
    {"dissent": "I see it differently."},
    {"summary": ""},
    {"lens_answers": {}},
    {"choice": "repair"},
    {"domain": "sexual_romantic"},
    {"timing": "discovered"},
]
SIDES = st.sampled_from(["supervisee", "supervisor"])
EXAMPLES = 200 if os.environ.get("SUPERVISION_FAULTS") == "long" else 10
# The shortest way through, with all that each step needs.
WAY = [
    ("analyse", "supervisee", WEIGHED),
    ("consult", "supervisee", {}),
    ("decide", "supervisee", DECIDED),
    ("refrain", "supervisee", {}),
    ("follow_up", "supervisee", FOLLOWED),
    ("review", "supervisor", CLASSIFIED),
    ("close", "supervisor", {}),
]


class BoundaryModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = make_world(f"w{uuid4().hex[:8]}")
        self.boundary: BoundaryDecision | None = None

    @initialize(timing=st.sampled_from(BoundaryTiming), critical=st.integers(0, 9))
    def begin(self, timing: BoundaryTiming, critical: int) -> None:
        domain = BoundaryDomain.SEXUAL_ROMANTIC if critical == 0 else BoundaryDomain.TIME
        self.boundary = boundaries.start_boundary(
            case_id=make_case(self.world).pk,
            timing=timing,
            domain=domain,
            by=self.world.supervisee,
        )

    @property
    def now(self) -> BoundaryDecision:
        assert self.boundary is not None
        return BoundaryDecision.objects.get(pk=self.boundary.pk)

    def _person(self, side: str) -> User:
        person: User = getattr(self.world, side)
        return person

    def _trace(self) -> list[Any]:
        return [
            list(Decision.objects.filter(pk=self.now.pk).values()),
            DecisionStep.objects.filter(decision=self.now.pk).count(),
            LedgerEntry.objects.filter(clinic_id=self.world.clinic.pk).count(),
        ]

    def _write(self, side: str, content: dict[str, Any]) -> bool:
        before = self._trace()
        try:
            boundaries.change_boundary(
                boundary_id=self.now.pk,
                version=self.now.version,
                by=self._person(side),
                content=content,
            )
        except Refusal:
            assert self._trace() == before
            return False
        return True

    def _move(self, side: str, move: str) -> bool:
        old, before = self.now, self._trace()
        try:
            boundaries.move_boundary(
                boundary_id=old.pk,
                move=BoundaryMove(move),
                version=old.version,
                by=self._person(side),
                moved=Moved("Because."),
            )
        except Refusal:
            assert self._trace() == before
            return False
        self._reached(old, side, move)
        return True

    def _reached(self, old: BoundaryDecision, side: str, move: str) -> None:
        new = self.now
        if move == "mark_error":
            assert new.status == "entered_in_error"
        else:
            assert new.status in MAY_FOLLOW[old.status], (old.status, move, new.status)
        assert side == "supervisor" or move not in SUPERVISORS
        if new.status in ("closed", "entered_in_error"):
            critical = old.domain == "sexual_romantic"
            assert not (critical and side == "supervisee")

    @rule(side=SIDES, piece=st.sampled_from(PIECES))
    def write(self, side: str, piece: dict[str, Any]) -> None:
        before = self.now
        written = self._write(side, piece)
        # What stands there already can be sent by anybody: a page sends all it shows.
        if written and "classification" in piece and self.now.version != before.version:
            assert side == "supervisor"
            assert before.status in ("followed_up", "reviewed")

    @rule(side=SIDES, move=st.sampled_from(sorted(set(BoundaryMove) - {"mark_error"})))
    def move(self, side: str, move: str) -> None:
        self._move(side, move)

    @rule(steps=st.integers(1, len(WAY)))
    def go_on(self, steps: int) -> None:
        """The way on is never shut to those who write what it needs."""
        for move, side, content in WAY[:steps]:
            for name, said in content.items():
                self._write(side, {name: said} if side == "supervisee" else content)
            self._move(side, move)

    @rule(side=SIDES, sure=st.integers(0, 5))
    def mark_error(self, side: str, sure: int) -> None:
        if sure == 0:
            self._move(side, "mark_error")

    @invariant()
    def every_step_begins_where_the_last_one_ended(self) -> None:
        if self.boundary is None:
            return
        steps = [s for s in self.now.steps.order_by("at", "id") if s.move in set(BoundaryMove)]
        at, been = "noticed", {"noticed"}
        for step in steps:
            assert step.from_status == at
            at = step.to_status
            if at == "reopened":
                been = set()
            wanted = BEFORE.get(at)
            assert wanted is None or wanted & been, f"{at} after only {sorted(been)}"
            been.add(at)
        assert self.now.status == at

    @invariant()
    def what_was_reached_holds_what_it_needs(self) -> None:
        if self.boundary is None:
            return
        now = self.now
        critical = now.domain == "sexual_romantic"
        if critical:
            assert now.shared_at is not None
            assert now.emergency
        if now.status in THINKING | {"entered_in_error"}:
            return
        assert now.shared_at is not None, "it went on, and nobody was asked"
        assert now.summary.strip() or now.status == "urgent_consult"
        if now.status == "consulted" and not critical:
            assert all(getattr(now, name).strip() for name in BOTH_WAYS)
            assert now.lens_answers
        if now.status not in ("consulted", "urgent_consult"):
            assert now.choice
            assert now.rationale.strip()
            assert critical or now.lens_answers, "decided, and no lens was looked through"
        if now.status in ("followed_up", "reviewed", "closed"):
            assert now.after_effect.strip()
            assert now.discussed_with_client is not None


@pytest.mark.django_db
def test_no_path_skips_a_step() -> None:
    run_state_machine_as_test(
        BoundaryModel,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=25, deadline=None),
    )


@pytest.mark.django_db
def test_the_way_through_is_open() -> None:
    """Else the model above would hold for a machine that never moves."""
    machine = BoundaryModel()
    machine.begin(BoundaryTiming.CONTEMPLATED, critical=1)

    machine.go_on(len(WAY))

    assert machine.now.status == "closed"
