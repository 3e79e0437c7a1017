"""What a supervision leaves open when it ends, and how far each of it is."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from cases.carry_over_policy import carry_overs_visible_to
from cases.decision_workflow import ENDED
from cases.directives import RUNNING
from cases.enums import Act, NoteStatus
from cases.models import Annotation, CarryOver, Decision, Note
from cases.review_selectors import directives_in
from supervision.models import SupervisionRelationship, SupervisorChange, User


class LeftNote(NamedTuple):
    """With the directives on it that have no end yet."""

    note: Note
    directives: Sequence[Annotation]
    carry_over: CarryOver | None


class LeftDecision(NamedTuple):
    decision: Decision
    carry_over: CarryOver | None


class LeftOpen(NamedTuple):
    notes: Sequence[LeftNote]
    decisions: Sequence[LeftDecision]

    def __bool__(self) -> bool:
        return bool(self.notes or self.decisions)


def notes_left(old: SupervisionRelationship) -> QuerySet[Note]:
    """Notes that lie with it and hold a directive without an end; none that is hidden."""
    running = Annotation.objects.filter(
        note=OuterRef("pk"), act=Act.DIRECTIVE, status__in=RUNNING
    )
    return Note.objects.filter(
        Exists(running), relationship=old, quarantined_at__isnull=True
    ).exclude(status=NoteStatus.RETRACTED)


def decisions_left(old: SupervisionRelationship) -> QuerySet[Decision]:
    brought = Decision.objects.filter(
        relationship=old, shared_at__isnull=False, quarantined_at__isnull=True
    )
    return brought.exclude(status__in=ENDED)


def left_open(user: User, change: SupervisorChange) -> LeftOpen:
    """For the supervisee: what she can hand on, or let lapse."""
    if user.pk != change.old.supervisee_id:
        return LeftOpen([], [])
    asked = list(carry_overs_visible_to(user).filter(change=change))
    of_note = {each.note_id: each for each in asked}
    of_decision = {each.decision_id: each for each in asked}
    notes = notes_left(change.old).select_related("case__data_key", "relationship")
    decisions = decisions_left(change.old).select_related("case__data_key")
    return LeftOpen(
        [
            LeftNote(note, directives_in(note, to=user), of_note.get(note.pk))
            for note in notes.order_by("pk")
        ],
        [
            LeftDecision(each, of_decision.get(each.pk))
            for each in decisions.order_by("reference")
        ],
    )


def asked_of(user: User, change: SupervisorChange) -> list[CarryOver]:
    """What the new supervisor is asked to take over, and what she has taken over."""
    if user.pk != change.new.supervisor_id:
        return []
    return list(carry_overs_visible_to(user).filter(change=change))
