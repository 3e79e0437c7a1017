"""Somebody stands in: planned and accepted, or begun at once by a lead; over by the clock."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from supervision import cover_policy, mail, pairing
from supervision.access import LIVE, has_role
from supervision.actions.relationships import (
    end_with_role,
    lock_relationship,
    open_cover,
)
from supervision.cover_enums import CoverMove, CoverReason, CoverScope, CoverStatus
from supervision.enums import (
    EndedReason,
    LedgerKind,
    RelationshipKind,
    RelationshipStatus,
    Role,
)
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import CoverAssignment, SupervisionRelationship, User
from supervision.text import clean_text

NOTE_LENGTH: Final = 4000
WHY_LENGTH: Final = 1000
LONGEST: Final = timedelta(days=366)
FURTHEST: Final = timedelta(days=366 * 2)
# What may be covered: what runs, what was suspended, and what has lost its supervisor.
COVERED: Final = (*LIVE, RelationshipStatus.SUSPENDED, RelationshipStatus.ENDED)


class Plan(NamedTuple):
    """The facts of a cover."""

    cover_id: UUID
    ends_at: datetime
    starts_at: datetime | None = None
    reason: str = CoverReason.LEAVE
    scope: str = CoverScope.ALL
    handover_note: str = ""


@transaction.atomic
def plan_cover(*, covered_id: UUID, plan: Plan, by: User) -> CoverAssignment:
    """Ask somebody to stand in; it begins when the time has come and she has accepted."""
    covered = lock_relationship(covered_id)
    cover_policy.check_plan_cover(by, covered)
    cover = _new(covered, plan, by=by)
    cover.handover_note = clean_text(
        plan.handover_note, field="handover_note", max_length=NOTE_LENGTH
    )
    cover.save(force_insert=True)
    record_cover(LedgerKind.COVER_PLANNED, cover, by=by, content=cover.handover_note)
    _tell(cover.cover, "supervision/cover_asked", cover)
    return cover


@transaction.atomic
def activate_cover(*, covered_id: UUID, plan: Plan, why: str, by: User) -> CoverAssignment:
    """At once, without asking the supervisor; the lead says why, for the record.

    The supervisee is told at once. Whoever stands in has been asked by other ways.
    """
    covered = lock_relationship(covered_id)
    cover_policy.check_activate_cover(by, covered)
    if by.pk == plan.cover_id:
        msg = "Nobody gives themselves access. Ask another lead to put you in."
        raise NotAllowed(msg, code="own_supervision")
    cover = _new(covered, plan._replace(starts_at=None), by=by)
    cover.sudden = True
    cover.why = clean_text(why, field="why", max_length=WHY_LENGTH, required=True)
    _begin(cover, by=by)
    cover.save(force_insert=True)
    record_cover(LedgerKind.COVER_ACTIVATED, cover, by=by, content=cover.why)
    _tell(covered.supervisee, "supervision/cover_begun", cover)
    _tell(cover.cover, "supervision/cover_yours", cover)
    return cover


@transaction.atomic
def move_cover(
    *, cover_id: UUID, move: CoverMove, expected_version: int, by: User
) -> CoverAssignment:
    """Accept or decline, withdraw the plan, or end it before its time."""
    cover = lock_cover(cover_id)
    _CHECKS[move](by, cover)
    _check_version(cover, expected_version)
    _check_state(cover, move)
    if move == CoverMove.ACCEPT:
        _begin(cover, by=by)
        _tell(cover.covered.supervisee, "supervision/cover_begun", cover)
    elif move == CoverMove.END:
        _end(cover, by=by)
    else:
        cover.status = CoverStatus.DECLINED
    cover.version += 1
    cover.save()
    record_cover(_KINDS[move], cover, by=by)
    if move == CoverMove.DECLINE:
        _tell(cover.planned_by, "supervision/cover_declined", cover)
    return cover


@transaction.atomic
def read_handback(*, cover_id: UUID, by: User) -> CoverAssignment:
    """The supervisor has read what was written for her."""
    cover = lock_cover(cover_id)
    cover_policy.check_read_handback(by, cover)
    if cover.handed_back_at is None:
        msg = "Nothing was handed back yet."
        raise WrongState(msg)
    if cover.handback_read_at is None:
        cover.handback_read_at = timezone.now()
        cover.version += 1
        cover.save(update_fields=["handback_read_at", "version"])
        record_cover(LedgerKind.COVER_READ, cover, by=by)
    return cover


def can_be_covered(covered: SupervisionRelationship) -> bool:
    """Supervision that has begun, and is no cover itself."""
    return covered.status in COVERED and covered.kind != RelationshipKind.COVER


def lock_cover(cover_id: UUID) -> CoverAssignment:
    """The row of what is covered is the lock of all its covers."""
    found = CoverAssignment.objects.filter(pk=cover_id).first()
    if found is None:
        raise NotFound
    covered = lock_relationship(found.covered_id)
    cover = CoverAssignment.objects.select_related("cover", "relationship", "planned_by").get(
        pk=cover_id
    )
    cover.covered = covered
    if cover.relationship is not None:
        cover.relationship.clinic = covered.clinic
    return cover


def _new(covered: SupervisionRelationship, plan: Plan, *, by: User) -> CoverAssignment:
    starts_at = max(plan.starts_at or timezone.now(), timezone.now())
    cover = CoverAssignment(
        covered=covered,
        cover=_who(covered, plan.cover_id),
        starts_at=starts_at,
        ends_at=plan.ends_at,
        reason=_choice(CoverReason, plan.reason, "reason"),
        scope=_choice(CoverScope, plan.scope, "scope"),
        planned_by=by,
    )
    if not can_be_covered(covered):
        msg = "Nobody can stand in here: this supervision has not begun, or is a cover itself."
        raise WrongState(msg)
    _check_time(cover)
    _check_alone(cover)
    return cover


def _who(covered: SupervisionRelationship, cover_id: UUID) -> User:
    person = User.objects.filter(pk=cover_id).first()
    if person is None or not has_role(person, covered.clinic_id, Role.SUPERVISOR):
        said = "Choose somebody who is a supervisor in this clinic now."
        raise Invalid.field("cover", said, code="no_supervisor")
    if cover_id in {covered.supervisor_id, covered.supervisee_id}:
        said = "Choose somebody else than the two of them."
        raise Invalid.field("cover", said, code="own_supervisor")
    return person


def _choice(choices: type[models.TextChoices], said: str, field: str) -> str:
    if said not in choices.values:
        raise Invalid.field(field, "This is not one of the choices.", code="unknown_choice")
    return said


def _check_time(cover: CoverAssignment) -> None:
    if cover.ends_at <= cover.starts_at:
        said = "The end lies before the beginning, or has passed."
        raise Invalid.field("ends_at", said, code="not_in_future")
    too_far = cover.ends_at > timezone.now() + FURTHEST
    if too_far or cover.ends_at - cover.starts_at > LONGEST:
        said = "A cover lasts a year at most. Check the year."
        raise Invalid.field("ends_at", said, code="date_out_of_range")


def _check_alone(cover: CoverAssignment) -> None:
    """One at a time, so that everybody knows to whom a note goes."""
    others = CoverAssignment.objects.filter(
        covered=cover.covered,
        status__in=(CoverStatus.PLANNED, CoverStatus.ACCEPTED),
        starts_at__lt=cover.ends_at,
        ends_at__gt=cover.starts_at,
    ).exclude(relationship__status=RelationshipStatus.ENDED)
    if others.exclude(pk=cover.pk).exists():
        msg = "Somebody stands in at that time already, or was asked to. End that first."
        raise WrongState(msg, code="already_covered")


def _begin(cover: CoverAssignment, *, by: User) -> None:
    if cover.ends_at <= timezone.now():
        msg = "The time of this cover has passed."
        raise WrongState(msg)
    cover.status = CoverStatus.ACCEPTED
    cover.relationship = open_cover(
        covered=cover.covered,
        supervisor_id=cover.cover_id,
        valid_from=max(cover.starts_at, timezone.now()),
        valid_to=cover.ends_at,
        by=by,
    )


def _end(cover: CoverAssignment, *, by: User) -> None:
    relationship = cover.relationship
    if relationship is None:
        msg = "This cover has not been accepted."
        raise WrongState(msg)
    pairing.lock(relationship)
    end_with_role(relationship=relationship, by=by, reason=EndedReason.COMPLETED)


def _check_version(cover: CoverAssignment, expected_version: int) -> None:
    if cover.version != expected_version:
        msg = "This cover changed while you were reading it. Look again, then decide."
        raise StaleVersion(msg)


def _check_state(cover: CoverAssignment, move: CoverMove) -> None:
    if cover.status_now not in _FROM[move]:
        msg = f"“{move.label}” is not possible while this cover is “{cover.status_now.label}”."
        raise WrongState(msg)


def record_cover(
    kind: LedgerKind, cover: CoverAssignment, *, by: User, content: str = ""
) -> None:
    """An entry about a cover; words are committed to and never stand in the ledger."""
    record(
        kind,
        Content(content, cover.sealing_key()) if content else None,
        clinic_id=cover.covered.clinic_id,
        by=by,
        subject=cover,
        covered=cover.covered_id,
        cover=cover.cover_id,
        scope=cover.scope,
        reason=cover.reason,
        begins=cover.starts_at,
        ends=cover.until,
        version=cover.version,
    )


def _tell(person: User, template: str, cover: CoverAssignment) -> None:
    """That there is something to see, and where; no client, no reason for being away."""
    said = {
        "person": person,
        "link": f"{settings.SITE_URL}/people/cover/{cover.pk}/",
    }
    mail.send_on_commit(template, person.email, said)


_CHECKS: Final = {
    CoverMove.ACCEPT: cover_policy.check_answer_cover,
    CoverMove.DECLINE: cover_policy.check_answer_cover,
    CoverMove.WITHDRAW: cover_policy.check_withdraw_cover,
    CoverMove.END: cover_policy.check_end_cover,
}
_FROM: Final = {
    CoverMove.ACCEPT: {CoverStatus.PLANNED},
    CoverMove.DECLINE: {CoverStatus.PLANNED},
    CoverMove.WITHDRAW: {CoverStatus.PLANNED},
    CoverMove.END: {CoverStatus.ACCEPTED, CoverStatus.ACTIVE},
}
_KINDS: Final = {
    CoverMove.ACCEPT: LedgerKind.COVER_ACCEPTED,
    CoverMove.DECLINE: LedgerKind.COVER_DECLINED,
    CoverMove.WITHDRAW: LedgerKind.COVER_WITHDRAWN,
    CoverMove.END: LedgerKind.COVER_ENDED,
}
