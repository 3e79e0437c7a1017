"""A supervisor says from when to when nothing is read, with somebody standing in or without."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from supervision import cover_policy
from supervision.access import has_role, live_relationships
from supervision.actions.covers import Plan, plan_cover
from supervision.enums import LedgerKind, RelationshipKind, Role
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import Absence, Clinic, CoverAssignment, User

LONGEST: Final = timedelta(days=366)


@transaction.atomic
def say_absence(
    *, clinic_id: UUID, person_id: UUID, starts_at: datetime, ends_at: datetime, by: User
) -> Absence:
    """From when to when; everybody who submits in this time is told that nobody reads it."""
    person = User.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    cover_policy.check_say_absence(by, clinic_id, person)
    if not has_role(person, clinic_id, Role.SUPERVISOR):
        said = "Choose somebody who is a supervisor in this clinic now."
        raise Invalid.field("person", said, code="no_supervisor")
    starts_at = max(starts_at, timezone.now())
    _check_time(starts_at, ends_at)
    _check_new(clinic_id, person, starts_at, ends_at)
    absence = Absence.objects.create(
        clinic=Clinic.objects.get(pk=clinic_id),
        person=person,
        starts_at=starts_at,
        ends_at=ends_at,
        said_by=by,
    )
    _record(LedgerKind.ABSENCE_SAID, absence, by=by)
    return absence


@transaction.atomic
def end_absence(*, absence_id: UUID, by: User) -> Absence:
    """Back earlier, or not going at all. A cover is ended on its own page."""
    absence = (
        Absence.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "clinic")
        .filter(pk=absence_id)
        .first()
    )
    if absence is None:
        raise NotFound
    cover_policy.check_end_absence(by, absence)
    if absence.ends_at <= timezone.now():
        msg = "This absence is over."
        raise WrongState(msg)
    absence.ends_at = max(timezone.now(), absence.starts_at)
    absence.save(update_fields=["ends_at"])
    _record(LedgerKind.ABSENCE_ENDED, absence, by=by)
    return absence


@transaction.atomic
def say_absence_with_cover(
    *, clinic_id: UUID, starts_at: datetime, ends_at: datetime, by: User, cover: Plan | None
) -> tuple[Absence, Sequence[CoverAssignment]]:
    """Both at once: away, and the same person asked to stand in for everybody one supervises.

    Whoever cannot stand in for one of them is asked for none: it is said, and nothing is done.
    """
    absence = say_absence(
        clinic_id=clinic_id, person_id=by.pk, starts_at=starts_at, ends_at=ends_at, by=by
    )
    if cover is None:
        return absence, ()
    plan = cover._replace(starts_at=absence.starts_at, ends_at=absence.ends_at)
    own = live_relationships().filter(supervisor=by, clinic_id=clinic_id)
    own = own.exclude(kind=RelationshipKind.COVER).exclude(supervisee=plan.cover_id)
    ids = own.order_by("pk").values_list("pk", flat=True)
    return absence, [plan_cover(covered_id=each, plan=plan, by=by) for each in ids]


def _check_time(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        said = "The last day lies before the first, or has passed."
        raise Invalid.field("ends_at", said, code="not_in_future")
    if ends_at - starts_at > LONGEST or ends_at > timezone.now() + 2 * LONGEST:
        said = "This day is too far away. Check the year."
        raise Invalid.field("ends_at", said, code="date_out_of_range")


def _check_new(clinic_id: UUID, person: User, starts_at: datetime, ends_at: datetime) -> None:
    """One at a time, so that “away until” has one answer."""
    others = Absence.objects.filter(
        clinic=clinic_id, person=person, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if others.exists():
        msg = "An absence in that time is known already. Call that one off first."
        raise WrongState(msg, code="already_away")


def _record(kind: LedgerKind, absence: Absence, *, by: User) -> None:
    record(
        kind,
        clinic_id=absence.clinic_id,
        by=by,
        subject=absence,
        person=absence.person_id,
        begins=absence.starts_at,
        ends=absence.ends_at,
    )
