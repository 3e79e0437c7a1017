"""Random steps by anybody: no path of a finding leaps over a step."""

import os
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from cases.actions.corrections import finish_action, set_action, verify_action
from cases.actions.findings import move_finding
from cases.audit_access import in_conflict
from cases.audit_enums import FindingMove, FindingStatus
from cases.audit_workflow import FINDING_TRANSITIONS, next_finding_status
from cases.models import CorrectiveAction, Finding
from supervision.enums import Role
from supervision.exceptions import Refusal, WrongState
from supervision.models import LedgerEntry, RoleAssignment, User
from tests.factories_audits import another, draw, written
from tests.factories_cases import make_world
from tests.factories_decisions import make_referral, move_referral

pytestmark = pytest.mark.django_db
# ``just faults`` asks at length.
EXAMPLES = 200 if os.environ.get("SUPERVISION_FAULTS") == "long" else 6
WHO = st.sampled_from(
    ["supervisee", "supervisor", "lead", "second", "outside", "colleague", "administrator"]
)
MOVES = st.sampled_from(list(FindingMove))
S = FindingStatus


@pytest.mark.parametrize("status", list(FindingStatus))
@pytest.mark.parametrize("move", list(FindingMove))
def test_a_move_leads_where_the_table_says_or_is_refused(
    status: FindingStatus, move: FindingMove
) -> None:
    step = FINDING_TRANSITIONS[move]

    if status in step.sources:
        before = status if move == FindingMove.REPLACE else S.ISSUED
        assert next_finding_status(status, move, held_from=S.ISSUED) == (step.target or before)
    else:
        with pytest.raises(WrongState):
            next_finding_status(status, move)


def test_every_state_is_reached_and_every_open_one_left() -> None:
    targets = {step.target for step in FINDING_TRANSITIONS.values()}
    left = {source for step in FINDING_TRANSITIONS.values() for source in step.sources}

    assert set(S) - {S.UNASSIGNED} <= targets
    assert set(S) - left == {S.CLOSED, S.SET_ASIDE}


class Course(RuleBasedStateMachine):
    """Whatever is tried, the history is a path of the model below."""

    @initialize()
    def begin(self) -> None:
        self.world = make_world(f"clinic{User.objects.count()}")
        self.people: dict[str, Any] = {
            "second": another(self.world, f"second{id(self)}", Role.CLINIC_LEAD),
            "outside": another(self.world, f"outside{id(self)}", Role.EXTERNAL_REVIEWER),
        }
        move_referral(self.world, make_referral(self.world), "propose", "ask_review")
        self.pk = draw(self.world).findings.get().pk

    def who(self, name: str) -> User:
        person: User = self.people.get(name) or getattr(self.world, name)
        return person

    @property
    def finding(self) -> Finding:
        return Finding.objects.get(pk=self.pk)

    @rule(who=WHO, move=MOVES)
    def anybody_moves(self, who: str, move: FindingMove) -> None:
        before = self.finding
        try:
            self.take(who, move)
        except Refusal:
            after = self.finding
            assert (after.status, after.version) == (before.status, before.version)

    @rule()
    def it_goes_forward(self) -> None:
        """So that the far states are reached: one possible step by whose turn it is."""
        for move in FindingMove:
            if move in (FindingMove.CORRECT, FindingMove.DECLARE_CONFLICT):
                continue
            for who in ("lead", "second", "outside", "supervisee", "supervisor"):
                before = self.finding.version
                with suppress(Refusal):
                    self.take(who, move)
                if self.finding.version != before and move != FindingMove.REPLY_FACTS:
                    return

    def take(self, who: str, move: FindingMove) -> None:
        found = self.finding
        move_finding(
            finding_id=found.pk, move=move, version=found.version, by=self.who(who), words="So."
        )

    @rule(name=st.sampled_from(["second", "outside"]), back=st.booleans())
    def somebody_leaves_or_comes_back(self, name: str, back: bool) -> None:  # noqa: FBT001
        role = RoleAssignment.objects.filter(user=self.who(name))
        role.update(valid_to=None if back else timezone.now())

    @rule(outcome=st.sampled_from(["in_order", "corrective_action"]))
    def it_is_written(self, outcome: str) -> None:
        found = self.finding
        if found.reviewer_id is not None:
            with suppress(Refusal):
                written(found, outcome=outcome)

    @rule()
    def time_passes(self) -> None:
        Finding.objects.filter(pk=self.pk, due__isnull=False).update(
            due=timezone.now() - timedelta(minutes=1)
        )

    @rule(who=WHO)
    def an_action_is_set(self, who: str) -> None:
        with suppress(Refusal):
            set_action(
                finding_id=self.pk,
                what="Do.",
                owner_id=self.world.supervisee.pk,
                due=timezone.localdate(),
                by=self.who(who),
            )

    @rule(who=WHO, done=st.booleans())
    def an_action_goes_on(self, who: str, done: bool) -> None:  # noqa: FBT001
        action = CorrectiveAction.objects.filter(finding=self.pk).first()
        if action is None:
            return
        suspended = self.finding.status == S.APPEALED and not self.finding.safety
        with suppress(Refusal):
            if done:
                finish_action(action_id=action.pk, evidence="Did.", by=self.who(who))
            else:
                verify_action(action_id=action.pk, by=self.who(who))
            assert not suspended

    @invariant()
    def no_step_was_leapt_over(self) -> None:
        if not hasattr(self, "pk"):
            return
        found, path = self.finding, list(self.finding.steps.order_by("at", "id"))
        moves = [step.move for step in path]
        for before, after in pairwise(path):
            assert before.to_status == after.from_status
        assert not path or path[-1].to_status == found.status
        if found.status in (S.ISSUED, S.RESPONDED, S.ACTIONS, S.CLOSED, S.APPEALED):
            assert moves.index("share") < moves.index("issue")
        if found.status in (S.RESPONDED, S.ACTIONS, S.CLOSED):
            answered = [it for it in ("respond", "no_response") if it in moves]
            assert min(map(moves.index, answered)) > moves.index("issue")
        if found.status == S.CLOSED:
            assert not found.actions.filter(verified_at__isnull=True).exists()
        assert (found.reviewer_id is None) == (found.status == S.UNASSIGNED)

    @invariant()
    def nobody_partial_takes_part(self) -> None:
        if not hasattr(self, "pk"):
            return
        found = self.finding
        assert found.reviewer_id not in in_conflict(found.decision)
        assert found.appeal_hearer_id is None or found.appeal_hearer_id != found.reviewer_id
        decided = found.steps.filter(move__in=("uphold", "vary", "set_aside"))
        assert decided.count() <= 1
        assert not decided.filter(by=found.reviewer_id).exists()

    @invariant()
    def the_ledger_holds_every_step(self) -> None:
        if hasattr(self, "pk"):
            entries = LedgerEntry.objects.filter(kind="finding.moved", subject_id=str(self.pk))
            assert entries.count() == self.finding.steps.count()


def test_no_path_skips_a_step() -> None:
    run_state_machine_as_test(
        Course, settings=settings(max_examples=EXAMPLES, stateful_step_count=35, deadline=None)
    )
