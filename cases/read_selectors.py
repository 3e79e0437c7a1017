"""Who opened what, for its author: of a note, of a decision, of all of a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, QuerySet

from cases import access, decision_policy, decision_selectors, policy, selectors
from cases.models import Case, Decision, NarrativeRead, Note
from cases.read_enums import OF_DECISION, OF_NOTE, ROLES
from supervision.models import User


@dataclass(frozen=True)
class Reader:
    """One person in one role, over all the time."""

    name: str
    role: str
    last_at: object

    @property
    def in_role(self) -> str:
        return ROLES.get(self.role, self.role)


def reads_of_note(user: User, note_id: UUID) -> QuerySet[NarrativeRead]:
    note = selectors.note_visible_to(user, note_id)
    policy.check_read_reads(user, note)
    return reads_of(note)


def reads_of(note: Note) -> QuerySet[NarrativeRead]:
    """The caller is its author."""
    return _of(note.pk, OF_NOTE)


def reads_of_decision(user: User, decision_id: UUID) -> QuerySet[NarrativeRead]:
    decision = decision_selectors.decision_visible_to(user, decision_id)
    decision_policy.check_author(user, decision)
    return _of(decision.pk, OF_DECISION)


def reads_of_own_case(user: User, case_id: UUID) -> QuerySet[NarrativeRead]:
    """Refused for others who may see the case."""
    return reads_of_case(user, selectors.own_case(user, case_id))


def reads_of_case(user: User, case: Case) -> QuerySet[NarrativeRead]:
    """Who opened what of an own case; of somebody else's case nothing."""
    return _told(NarrativeRead.objects.filter(case=case, case__in=access.own_cases(user)))


def readers_in(reads: QuerySet[NarrativeRead]) -> list[Reader]:
    """Each person once per role, the latest first."""
    found = (
        reads.order_by()
        .values("reader", "reader__display_name", "role")
        .annotate(last=Max("last_at"))
        .order_by("-last")
    )
    return [Reader(row["reader__display_name"], row["role"], row["last"]) for row in found]


def things_read(user: User, rows: Sequence[NarrativeRead]) -> dict[UUID, Note | Decision]:
    """The notes and decisions that these rows are about, as their author sees them."""
    notes = access.own_notes(user).filter(pk__in=_ids(rows, OF_NOTE))
    decisions = decision_selectors.own_decisions(user).filter(pk__in=_ids(rows, OF_DECISION))
    return {thing.pk: thing for found in (notes, decisions) for thing in found}


def _ids(rows: Iterable[NarrativeRead], kinds: Iterable[str]) -> set[UUID]:
    return {row.object_id for row in rows if row.what in set(kinds)}


def _of(object_id: UUID, kinds: Iterable[str]) -> QuerySet[NarrativeRead]:
    return _told(NarrativeRead.objects.filter(object_id=object_id, what__in=list(kinds)))


def _told(reads: QuerySet[NarrativeRead]) -> QuerySet[NarrativeRead]:
    return reads.select_related("reader").order_by("-last_at", "-pk")
