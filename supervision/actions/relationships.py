"""Supervision begins, pauses and ends. Every step leaves a row of history."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from supervision import bell, pairing, policy, workflow
from supervision.enums import (
    EndedReason,
    LedgerKind,
    RelationshipKind,
    RelationshipMove,
    RelationshipStatus,
)
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.models import Clinic, RelationshipChange, SupervisionRelationship, User
from supervision.text import clean_text

NOTE_LENGTH: Final = 2000
# Supervision that runs elsewhere already is entered with its true beginning.
EARLIEST: Final = timedelta(days=366 * 60)
LATEST: Final = timedelta(days=366 * 5)


class Ending(NamedTuple):
    """What is said when notice is given or supervision ends; ``on`` only with notice."""

    reason: EndedReason | None = None
    note: str = ""
    on: datetime | None = None


@transaction.atomic
def propose_relationship(  # noqa: PLR0913 - these are the facts of a proposal
    *,
    clinic_id: UUID,
    supervisor_id: UUID,
    supervisee_id: UUID,
    kind: RelationshipKind,
    by: User,
    valid_from: datetime | None = None,
    conflict_declaration: str = "",
) -> SupervisionRelationship:
    """Suggest supervision; it gives access once the supervisee accepts."""
    policy.check_manage_clinic(by, clinic_id)
    relationship = _new(
        clinic_id, supervisor_id, supervisee_id, kind, valid_from, conflict_declaration
    )
    return _begin(relationship, RelationshipStatus.PROPOSED, by=by)


@transaction.atomic
def start_relationship(  # noqa: PLR0913 - these are the facts of a beginning
    *,
    clinic_id: UUID,
    supervisor_id: UUID,
    supervisee_id: UUID,
    kind: RelationshipKind,
    by: User,
    valid_from: datetime | None = None,
    conflict_declaration: str = "",
) -> SupervisionRelationship:
    """Begin supervision that both have agreed to; it gives access from ``valid_from`` on."""
    policy.check_manage_clinic(by, clinic_id)
    if by.pk == supervisor_id:
        msg = "Propose your own supervision, so that the supervisee can accept it."
        raise NotAllowed(msg, code="own_supervision")
    relationship = _new(
        clinic_id, supervisor_id, supervisee_id, kind, valid_from, conflict_declaration
    )
    return _begin(relationship, RelationshipStatus.ACTIVE, by=by)


@transaction.atomic
def move_relationship(
    *,
    relationship_id: UUID,
    move: RelationshipMove,
    expected_version: int,
    by: User,
    ending: Ending | None = None,
) -> SupervisionRelationship:
    """Take a relationship one step along its table; ``ending`` for notice and end."""
    relationship = lock_relationship(relationship_id)
    policy.check_move_relationship(by, relationship, move)
    if relationship.version != expected_version:
        msg = "This relationship changed while you were reading it. Look again, then decide."
        raise StaleVersion(msg)
    status = workflow.next_status(relationship.status, move)
    if move in workflow.ENLIVENING:
        _enliven(relationship, move)
    _check_dated(relationship, move)
    if move in workflow.CLOSING:
        _close(relationship, move, ending or Ending(), by=by)
    return _step(relationship, move, status, by=by)


def begin_granted(
    *,
    clinic_id: UUID,
    supervisor_id: UUID,
    supervisee_id: UUID,
    kind: str,
    by: User,
) -> SupervisionRelationship:
    """Supervision granted to the supervisee, who begins it; its caller asked who may."""
    relationship = _new(
        clinic_id, supervisor_id, supervisee_id, RelationshipKind(kind), None, ""
    )
    return _begin(relationship, RelationshipStatus.ACTIVE, by=by)


def open_cover(
    *,
    covered: SupervisionRelationship,
    supervisor_id: UUID,
    valid_from: datetime,
    valid_to: datetime,
    by: User,
) -> SupervisionRelationship:
    """The relationship of a cover: it ends by the clock. The caller has asked the policy."""
    relationship = SupervisionRelationship(
        clinic=covered.clinic,
        supervisor_id=supervisor_id,
        supervisee_id=covered.supervisee_id,
        kind=RelationshipKind.COVER,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    pairing.lock(relationship)
    pairing.check(relationship)
    return _begin(relationship, RelationshipStatus.ACTIVE, by=by)


def move_to_end(relationship: SupervisionRelationship) -> RelationshipMove:
    """What was only proposed is declined."""
    if relationship.status == RelationshipStatus.PROPOSED:
        return RelationshipMove.DECLINE
    return RelationshipMove.END


def end_with_role(
    *,
    relationship: SupervisionRelationship,
    by: User,
    reason: EndedReason = EndedReason.CLINIC_DECISION,
) -> None:
    """The end of a role ends what rests on it; the row is locked by the caller."""
    move = move_to_end(relationship)
    if move == RelationshipMove.END:
        relationship.ended_reason = reason
        relationship.valid_to = _end_now(relationship)
    status = workflow.next_status(relationship.status, move)
    _step(relationship, move, status, by=by)


def _new(
    clinic_id: UUID,
    supervisor_id: UUID,
    supervisee_id: UUID,
    kind: RelationshipKind,
    valid_from: datetime | None,
    conflict_declaration: str,
) -> SupervisionRelationship:
    if kind == RelationshipKind.COVER:
        msg = "Who stands in is planned on the supervision that is covered."
        raise Invalid.field("kind", msg, code="planned_elsewhere")
    declared = clean_text(
        conflict_declaration, field="conflict_declaration", max_length=NOTE_LENGTH
    )
    relationship = SupervisionRelationship(
        clinic=Clinic.objects.select_related("data_key").get(pk=clinic_id),
        supervisor_id=supervisor_id,
        supervisee_id=supervisee_id,
        kind=kind,
        valid_from=_sensible(valid_from or timezone.now(), field="valid_from"),
        conflict_declaration=declared,
    )
    pairing.lock(relationship)
    pairing.check(relationship)
    return relationship


def _begin(
    relationship: SupervisionRelationship, status: RelationshipStatus, *, by: User
) -> SupervisionRelationship:
    relationship.status, relationship.proposed_by = status, by
    relationship.save(force_insert=True)
    RelationshipChange.objects.create(relationship=relationship, to_status=status, by=by)
    record(
        LedgerKind.RELATIONSHIP_PROPOSED,
        clinic_id=relationship.clinic_id,
        by=by,
        subject=relationship,
        supervisor=relationship.supervisor_id,
        supervisee=relationship.supervisee_id,
        supervision=relationship.kind,
        status=status.value,
    )
    return relationship


def _step(
    relationship: SupervisionRelationship,
    move: RelationshipMove,
    status: RelationshipStatus,
    *,
    by: User,
) -> SupervisionRelationship:
    before, relationship.status = relationship.status, status
    relationship.version += 1
    relationship.save()
    RelationshipChange.objects.create(
        relationship=relationship, from_status=before, to_status=status, by=by
    )
    record(
        LedgerKind.RELATIONSHIP_MOVED,
        clinic_id=relationship.clinic_id,
        by=by,
        subject=relationship,
        move=move.value,
        old=str(before),
        new=status.value,
        version=relationship.version,
    )
    if move in workflow.CUTTING:
        bell.kick(relationship.supervisor_id)
        bell.kick(relationship.supervisee_id)
    return relationship


def lock_relationship(relationship_id: UUID) -> SupervisionRelationship:
    found = (
        SupervisionRelationship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("clinic__data_key", "supervisor", "supervisee")
        .filter(pk=relationship_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _enliven(relationship: SupervisionRelationship, move: RelationshipMove) -> None:
    if move == RelationshipMove.ACCEPT:
        relationship.valid_from = max(relationship.valid_from, timezone.now())
    pairing.lock(relationship)
    pairing.check(relationship)


def _check_dated(relationship: SupervisionRelationship, move: RelationshipMove) -> None:
    """A cover has its last day already: notice would prolong it."""
    dated = relationship.kind == RelationshipKind.COVER and relationship.valid_to is not None
    if dated and move == RelationshipMove.GIVE_NOTICE:
        msg = "A cover ends on its day by itself. End it now, or let it run."
        raise WrongState(msg, code="ends_by_itself")


def _close(
    relationship: SupervisionRelationship, move: RelationshipMove, ending: Ending, *, by: User
) -> None:
    _say_why(relationship, ending, parties=policy.parties(by, relationship))
    if move == RelationshipMove.GIVE_NOTICE:
        relationship.valid_to = _notice_date(relationship, ending)
    else:
        relationship.valid_to = _end_now(relationship)


def _say_why(
    relationship: SupervisionRelationship, ending: Ending, *, parties: set[workflow.Party]
) -> None:
    allowed = workflow.ending_reasons(parties)
    if ending.reason not in allowed:
        said = "Say why it ends: " + ", ".join(reason.label.lower() for reason in allowed) + "."
        raise Invalid.field("reason", said, code="reason_needed")
    relationship.ended_reason = ending.reason
    relationship.ended_note = clean_text(ending.note, field="note", max_length=NOTE_LENGTH)


def _notice_date(relationship: SupervisionRelationship, ending: Ending) -> datetime:
    if ending.on is None or ending.on <= max(timezone.now(), relationship.valid_from):
        said = "Give the day on which it ends, later than today and than its beginning."
        raise Invalid.field("valid_to", said, code="not_in_future")
    return _sensible(ending.on, field="valid_to")


def _end_now(relationship: SupervisionRelationship) -> datetime:
    """Now; but not before it began, and not after a notice that has run out."""
    now = timezone.now()
    return max(min(relationship.valid_to or now, now), relationship.valid_from)


def _sensible(moment: datetime, *, field: str) -> datetime:
    now = timezone.now()
    if not now - EARLIEST <= moment <= now + LATEST:
        said = "This day is too far away. Check the year."
        raise Invalid.field(field, said, code="date_out_of_range")
    return moment
