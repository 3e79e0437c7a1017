"""What the person concerned does to the reporter while a concern runs, for its handler alone.

Nothing is refused: a refusal that comes only then would tell of the concern. What happens is
listed by its kind and its day, without a word of any note or decision.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cases.audit_enums import FindingMove
from cases.decision_enums import ReferralMove
from cases.enums import Act, AnnotationMove, NoteMove
from cases.models import (
    Annotation,
    AnnotationStep,
    AuditSample,
    DecisionStep,
    Finding,
    FindingStep,
    NoteStep,
)
from supervision.concern_access import whom_it_concerns
from supervision.enums import LedgerKind, RelationshipStatus
from supervision.models import Concern, LedgerEntry, RelationshipChange

ENDS: Final = (
    RelationshipStatus.ENDING,
    RelationshipStatus.ENDED,
    RelationshipStatus.SUSPENDED,
)
SENT_BACK: Final[dict[str, str]] = {
    ReferralMove.ASK_MORE: "Asked for more on a decision",
    ReferralMove.NOT_SUPPORT: "Did not support a decision",
}
ON_FINDINGS: Final[dict[str, str]] = {
    FindingMove.SHARE: "Shared a finding on a decision for the factual check",
    FindingMove.ISSUE: "Issued a finding on a decision",
    FindingMove.NO_RESPONSE: "Went on with a finding without a response",
    FindingMove.CLOSE: "Closed a finding on a decision",
}
ON_PEOPLE: Final[dict[LedgerKind, str]] = {
    LedgerKind.ROLE_ENDED: "Ended a role",
    LedgerKind.PERSON_DEACTIVATED: "Closed the account",
    LedgerKind.LEVEL_SET: "Changed the level of training",
}


class Watched(NamedTuple):
    at: datetime
    what: str


class _Watch(NamedTuple):
    """By whom, to whom, and in what time."""

    by: set[UUID]
    reporter: UUID
    clinic: UUID
    time: tuple[datetime, datetime]


def acts_against_reporter(concern: Concern) -> list[Watched]:
    """Since it was sent, until it ended; the newest first."""
    by = whom_it_concerns(concern)
    if not by or concern.filed_at is None:
        return []
    until = concern.ended_at or timezone.now()
    watch = _Watch(by, concern.reporter_id, concern.clinic_id, (concern.filed_at, until))
    found = [act for look in _LOOKS for act in look(watch)]
    return sorted(found, key=lambda act: act.at, reverse=True)


def _supervision(watch: _Watch) -> Iterator[Watched]:
    both = Q(relationship__supervisee=watch.reporter) | Q(
        relationship__supervisor=watch.reporter
    )
    rows = RelationshipChange.objects.filter(
        both, by__in=watch.by, to_status__in=ENDS, at__range=watch.time
    )
    labels = {it.value: it.label.lower() for it in RelationshipStatus}
    for at, status in rows.values_list("at", "to_status"):
        yield Watched(at, f"Set the supervision to “{labels[status]}”")


def _directives(watch: _Watch) -> Iterator[Watched]:
    rows = Annotation.objects.filter(
        act=Act.DIRECTIVE,
        author__in=watch.by,
        note__author=watch.reporter,
        created_at__range=watch.time,
    )
    yield from _named("Issued a directive", rows.values_list("created_at", flat=True))
    steps = AnnotationStep.objects.filter(
        annotation__act=Act.DIRECTIVE,
        annotation__note__author=watch.reporter,
        by__in=watch.by,
        move__in=(AnnotationMove.UPHOLD, AnnotationMove.MODIFY),
        at__range=watch.time,
    )
    yield from _named("Upheld or changed a directive", steps.values_list("at", flat=True))


def _notes(watch: _Watch) -> Iterator[Watched]:
    rows = NoteStep.objects.filter(
        note__author=watch.reporter,
        by__in=watch.by,
        move=NoteMove.RETURN,
        at__range=watch.time,
    )
    yield from _named("Returned a note", rows.values_list("at", flat=True))


def _decisions(watch: _Watch) -> Iterator[Watched]:
    rows = DecisionStep.objects.filter(
        decision__supervisee=watch.reporter,
        by__in=watch.by,
        move__in=SENT_BACK,
        at__range=watch.time,
    )
    for at, move in rows.values_list("at", "move"):
        yield Watched(at, SENT_BACK[move])


def _findings(watch: _Watch) -> Iterator[Watched]:
    rows = FindingStep.objects.filter(
        finding__decision__supervisee=watch.reporter,
        by__in=watch.by,
        move__in=ON_FINDINGS,
        at__range=watch.time,
    )
    for at, move in rows.values_list("at", "move"):
        yield Watched(at, ON_FINDINGS[move])
    named = AuditSample.objects.filter(
        drawn_by__in=watch.by,
        drawn_at__range=watch.time,
        pk__in=Finding.objects.filter(decision__supervisee=watch.reporter)
        .order_by()
        .values("sample"),
    ).exclude(named_as="")
    yield from _named(
        "Named a decision for the audit", named.values_list("drawn_at", flat=True)
    )


def _person(watch: _Watch) -> Iterator[Watched]:
    """What was done to roles and account stands in the ledger alone."""
    rows = LedgerEntry.objects.filter(
        clinic_id=watch.clinic,
        actor_id__in=watch.by,
        kind__in=[kind.value for kind in ON_PEOPLE],
        body__contains=str(watch.reporter),
        occurred_at__range=watch.time,
    )
    for at, kind in rows.values_list("occurred_at", "kind"):
        yield Watched(at, ON_PEOPLE[LedgerKind(kind)])


def _named(what: str, moments: Iterable[datetime]) -> Iterator[Watched]:
    return (Watched(at, what) for at in moments)


_LOOKS: Final[tuple[Callable[[_Watch], Iterator[Watched]], ...]] = (
    _supervision,
    _directives,
    _notes,
    _decisions,
    _findings,
    _person,
)
