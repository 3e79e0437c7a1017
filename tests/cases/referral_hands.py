"""Hands on a referral: the real actions, each beside what the rules say of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.actions import followups, referrals
from cases.actions.decisions import Moved
from cases.actions.referral_rows import GroundInput, OptionInput
from cases.decision_enums import ReferralMove
from cases.models import DecisionStep, FollowUp, ReceiverReply, ReferralDecision
from supervision.exceptions import Refusal
from supervision.models import LedgerEntry
from tests.cases.decision_walk import AUTHOR, SUPERVISOR, USUAL, Answer, Hands, Said, Standing
from tests.cases.referral_rules import (
    BACK,
    BLOCKS,
    BRINGS,
    DECIDES,
    EMERGENCY,
    EMPTY,
    ENDED,
    GROUNDS,
    OPTIONS,
    PATHS,
    STATES,
    THINKING,
    WHOLE,
    Referral,
    answer,
)
from tests.factories_cases import World, make_case


class ReferralHands(Hands):
    STATES = STATES
    WEEKS = (2, 6, 12)

    def __init__(self, world: World, *, whole: bool = False, grounds: str = "none") -> None:
        super().__init__(world)
        self.facts = Referral(grounds=grounds, options="chosen" if whole else "none")
        for name in WHOLE if whole else ():
            self.facts.content |= BLOCKS[name][0]
        self.pk = referrals.start_referral(
            case_id=make_case(world).pk,
            by=world.supervisee,
            content=self.facts.content,
            grounds=self._ground_rows(),
            options=self._option_rows(),
        ).pk

    # --- moving ---

    def standing(self) -> Standing:
        return (self.facts.status, self.facts.held, self.facts.shared)

    def begins_here(self, move: str) -> bool:
        return self.facts.status in PATHS[move][0]

    def owner(self, move: str) -> str:
        return PATHS[move][2]

    def is_plain(self) -> bool:
        return self.facts.held in ("", "approved")

    def expects(self, move: str, who: str, said: Said = USUAL) -> Answer:
        return answer(self.facts, move, who, said)

    def act(self, move: str, who: str, said: Said = USUAL) -> str:
        row = referrals.move_referral(
            referral_id=self.pk,
            move=ReferralMove(move),
            version=self.facts.version - said.late,
            by=self.person(who),
            moved=Moved(said.reasons),
        )
        self.facts.version = row.version
        return row.status

    def arrive(self, move: str) -> None:
        it, before = self.facts, self.facts.status
        target = PATHS[move][1]
        it.status = it.held if target == BACK else target
        it.held = before if move == "hold" else ""
        it.shared = it.shared or move in BRINGS
        it.emergency = it.emergency or move == "record_emergency"
        it.decided = it.decided or move in DECIDES
        it.reviewed = it.reviewed or PATHS[move][2] == SUPERVISOR
        if move == "receiver_declines":
            it.content |= {"abandonment_check": [], "abandonment_gap": ""}
        if move in ("send", "finish_retrospective") or it.status in ENDED:
            it.due = 0
        self._step_is_on_record(move, before)
        self._others_are_asked(move)
        self.stands()

    def stands(self) -> None:
        it, row = self.facts, ReferralDecision.objects.get(pk=self.pk)
        assert (row.status, row.held_from, row.version) == (it.status, it.held, it.version)
        assert (row.shared_at is not None, row.emergency) == (it.shared, it.emergency)
        assert (row.closed_at is not None) == (it.status in ENDED)
        assert (row.decided_at is not None, row.reviewed_at is not None) == (
            it.decided,
            it.reviewed,
        )
        assert row.abandonment_check == it.content.get("abandonment_check", [])
        waits = it.status in EMERGENCY | {"supervisor_review"}
        assert (row.review_due is not None) == waits
        if it.status in EMERGENCY:
            assert row.review_due is not None
            assert row.review_due - timezone.now() <= timedelta(days=3)

    def _step_is_on_record(self, move: str, before: str) -> None:
        step = DecisionStep.objects.filter(decision=self.pk, move__in=PATHS).latest("at")
        assert (step.move, step.from_status, step.to_status) == (
            move,
            before,
            self.facts.status,
        )
        entry = LedgerEntry.objects.filter(
            kind="decision.moved", subject_id=str(self.pk)
        ).latest("pk")
        assert f'"move":"{move}"' in entry.body
        assert f'"from_status":"{before}"' in entry.body

    def _others_are_asked(self, move: str) -> None:
        """The receiver, and in some weeks whoever looks after it."""
        waiting = FollowUp.objects.filter(FollowUp.OPEN, decision=self.pk)
        if move in ("send", "finish_retrospective"):
            assert tuple(waiting.values_list("weeks", flat=True)) == self.WEEKS
        if self.facts.status in ENDED - {"closed_completed"}:
            assert not waiting.exists()
        replies = {
            "send": "pending",
            "finish_retrospective": "pending",
            "receiver_accepts": "yes",
            "receiver_declines": "no",
        }
        if move in replies:
            last = ReceiverReply.objects.filter(referral=self.pk).last()
            assert last is not None
            assert last.reply == replies[move]

    # --- writing ---

    def write(self, name: str, *, full: bool = True) -> None:
        fields, states = BLOCKS[name]
        wanted = fields if full else {each: EMPTY.get(each, "") for each in fields}
        content = self.facts.content
        same = all(content.get(each, EMPTY.get(each, "")) == it for each, it in wanted.items())
        done = self._goes(lambda: self._change(AUTHOR, wanted))
        assert done == (same or self.facts.status in states), (name, self.facts.status)
        if done:
            content |= wanted

    def argue(self, grounds: str) -> None:
        before, self.facts.grounds = self.facts.grounds, grounds
        rows = self._ground_rows()
        done = self._goes(lambda: self._change(AUTHOR, {}, grounds=rows))
        assert done == (grounds == before or self.facts.status in THINKING)
        self.facts.grounds = grounds if done else before

    def weigh(self, options: str) -> None:
        """Rows come back with ids, so the same ones again are new ones."""
        before, self.facts.options = self.facts.options, options
        rows = self._option_rows()
        done = self._goes(lambda: self._change(AUTHOR, {}, options=rows))
        nothing = not OPTIONS[options] and not OPTIONS[before]
        assert done == (nothing or self.facts.status in THINKING)
        self.facts.options = options if done else before

    def judge(self, verdict: str) -> None:
        it = self.facts
        done = self._goes(lambda: self._change(SUPERVISOR, {"values_outcome": verdict}))
        states = THINKING - {"considering"} | {"supervisor_review"}
        assert done == (it.shared and (verdict == it.verdict or it.status in states))
        it.verdict = verdict if done else it.verdict

    def fill_in(self) -> None:
        for name in WHOLE:
            fields, states = BLOCKS[name]
            if self.facts.status in states and not fields.items() <= self.facts.content.items():
                self.write(name)
        if self.facts.options != "chosen" and self.facts.status in THINKING:
            self.weigh("chosen")
        judged = THINKING - {"considering"} | {"supervisor_review"}
        if self.facts.shared and not self.facts.verdict and self.facts.status in judged:
            self.judge("no_values_issue")

    # --- afterwards ---

    def let_weeks_pass(self) -> None:
        """The first follow-up falls due."""
        row = FollowUp.objects.filter(FollowUp.OPEN, decision=self.pk).first()
        if row is not None:
            FollowUp.objects.filter(pk=row.pk).update(due=timezone.localdate())
        self.facts.due = self.due_now().count()

    def look_after_it(self) -> None:
        followups.record_follow_up(
            follow_up_id=self.due_now()[0].pk,
            version=self.facts.version,
            finding="as_hoped",
            by=self.world.supervisor,
        )
        self.facts.due -= 1
        self.facts.version += 1

    def due_now(self) -> Any:
        open_ones = FollowUp.objects.filter(FollowUp.OPEN, decision=self.pk)
        return open_ones.filter(due__lte=timezone.localdate())

    # --- small things ---

    def trace(self) -> Any:
        return (
            list(ReferralDecision.objects.filter(pk=self.pk).values()),
            DecisionStep.objects.filter(decision=self.pk).count(),
            FollowUp.objects.filter(decision=self.pk).count(),
            ReceiverReply.objects.filter(referral=self.pk).count(),
            LedgerEntry.objects.filter(clinic_id=self.world.clinic.pk).count(),
        )

    def _change(self, who: str, content: dict[str, Any], **rows: Any) -> None:
        self.facts.version = referrals.change_referral(
            referral_id=self.pk,
            version=self.facts.version,
            by=self.person(who),
            content=content,
            **rows,
        ).version

    def _goes(self, act: Callable[[], Any]) -> bool:
        try:
            act()
        except Refusal:
            return False
        return True

    def _ground_rows(self) -> list[GroundInput]:
        main = self.facts.grounds != "no_main"
        return [
            GroundInput(code, evidence, primary=main and place == 0)
            for place, (code, evidence) in enumerate(GROUNDS[self.facts.grounds].items())
        ]

    def _option_rows(self) -> list[OptionInput]:
        return [
            OptionInput(label, chosen=chosen) for label, chosen in OPTIONS[self.facts.options]
        ]
