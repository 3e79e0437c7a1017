"""Hands on a boundary decision: the real actions, each beside what the rules say of it."""

from typing import Any

from cases.actions import boundaries
from cases.actions.decisions import Moved
from cases.decision_enums import BoundaryMove
from cases.models import BoundaryDecision, DecisionStep
from supervision.exceptions import Refusal
from supervision.models import LedgerEntry
from tests.cases.boundary_rules import (
    ALWAYS_SAID,
    BLOCKS,
    BRINGS,
    EMPTY,
    ENDED,
    PATHS,
    STATES,
    WHOLE,
    Boundary,
    answer,
)
from tests.cases.decision_walk import AUTHOR, SUPERVISOR, USUAL, Answer, Hands, Said, Standing
from tests.factories_cases import World, make_case


class BoundaryHands(Hands):
    STATES = STATES

    def __init__(
        self, world: World, *, timing: str = "contemplated", domain: str = "time"
    ) -> None:
        super().__init__(world)
        row = boundaries.start_boundary(
            case_id=make_case(world).pk, timing=timing, domain=domain, by=world.supervisee
        )
        self.pk = row.pk
        self.facts = Boundary({"timing": timing, "domain": domain}, version=row.version)
        self._cannot_wait()
        self.stands()

    # --- moving ---

    def standing(self) -> Standing:
        return (self.facts.status, "", self.facts.shared)

    def begins_here(self, move: str) -> bool:
        return self.facts.status in PATHS[move][0]

    def owner(self, move: str) -> str:
        return PATHS[move][2]

    def expects(self, move: str, who: str, said: Said = USUAL) -> Answer:
        return answer(self.facts, move, who, said)

    def act(self, move: str, who: str, said: Said = USUAL) -> str:
        row = boundaries.move_boundary(
            boundary_id=self.pk,
            move=BoundaryMove(move),
            version=self.facts.version - said.late,
            by=self.person(who),
            moved=Moved(said.reasons),
        )
        self.facts.version = row.version
        return row.status

    def arrive(self, move: str) -> None:
        it, before = self.facts, self.facts.status
        it.status = PATHS[move][1]
        it.shared = it.shared or move in BRINGS
        it.decided = it.decided or move == "decide"
        it.reviewed = it.reviewed or PATHS[move][2] == SUPERVISOR
        step = DecisionStep.objects.filter(decision=self.pk, move__in=PATHS).latest("at")
        assert (step.move, step.from_status, step.to_status) == (move, before, it.status)
        entry = LedgerEntry.objects.filter(
            kind="decision.moved", subject_id=str(self.pk)
        ).latest("pk")
        assert f'"from_status":"{before}","move":"{move}"' in entry.body
        self.stands()

    def stands(self) -> None:
        it, row = self.facts, BoundaryDecision.objects.get(pk=self.pk)
        assert (row.status, row.version) == (it.status, it.version)
        assert (row.shared_at is not None, row.emergency) == (it.shared, it.emergency)
        assert (row.closed_at is not None) == (it.status in ENDED)
        assert (row.decided_at is not None, row.reviewed_at is not None) == (
            it.decided,
            it.reviewed,
        )
        waits = it.status in ("consulted", "urgent_consult", "followed_up")
        assert (row.review_due is not None) == waits

    # --- writing ---

    def write(self, name: str, *, full: bool = True, who: str = AUTHOR) -> None:
        fields, states = BLOCKS[name]
        if not full:
            fields = {each: EMPTY.get(each, "") for each in fields}
        it = self.facts
        same = all(it.content.get(n, EMPTY.get(n, "")) == said for n, said in fields.items())
        named = name == "critical" or not (it.critical and "domain" in fields)
        emptied = not full and bool(ALWAYS_SAID & set(fields))
        open_now = it.status in states and who == AUTHOR and named
        sees = who == AUTHOR or (it.shared and who == SUPERVISOR)
        done = self._goes(who, fields)
        assert done == (sees and not emptied and (same or open_now)), (name, who, it)
        if done:
            it.content |= fields
            self._cannot_wait()

    def classify(self, classification: str, context: str, who: str = SUPERVISOR) -> None:
        """By the supervisor, at the review, and never without the context."""
        it = self.facts
        wanted = {"classification": classification, "context_considered": context}
        held = {name: it.content.get(name, "") for name in wanted}
        may = it.shared and who == SUPERVISOR and it.status in ("followed_up", "reviewed")
        whole = not classification or bool(context)
        sees = who == AUTHOR or (it.shared and who == SUPERVISOR)
        done = self._goes(who, wanted)
        assert done == ((sees and wanted == held) or (may and whole)), (who, it)
        if done:
            it.content |= wanted

    def fill_in(self) -> None:
        for name in WHOLE:
            fields, states = BLOCKS[name]
            if self.facts.status in states and not fields.items() <= self.facts.content.items():
                self.write(name)

    def _cannot_wait(self) -> None:
        """Sexual or romantic: with the supervisor and the lead from that moment on."""
        if self.facts.critical and not self.facts.emergency:
            self.facts.emergency = self.facts.shared = True
            self.facts.status = "urgent_consult"

    # --- small things ---

    def trace(self) -> Any:
        return (
            list(BoundaryDecision.objects.filter(pk=self.pk).values()),
            DecisionStep.objects.filter(decision=self.pk).count(),
            LedgerEntry.objects.filter(clinic_id=self.world.clinic.pk).count(),
        )

    def _goes(self, who: str, content: dict[str, Any]) -> bool:
        try:
            row = boundaries.change_boundary(
                boundary_id=self.pk,
                version=self.facts.version,
                by=self.person(who),
                content=content,
            )
        except Refusal:
            return False
        self.facts.version = row.version
        return True
