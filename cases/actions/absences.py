"""A supervisor goes away: not without somebody standing in while something urgent waits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.selectors import urgent_with
from supervision.actions.absences import say_absence_with_cover
from supervision.actions.covers import Plan
from supervision.exceptions import WrongState
from supervision.models import Absence, CoverAssignment, User


@transaction.atomic
def be_away(
    *, clinic_id: UUID, starts_at: datetime, ends_at: datetime, by: User, cover: Plan | None
) -> tuple[Absence, Sequence[CoverAssignment]]:
    if cover is None and urgent_with(by, clinic_id):
        msg = "Something urgent waits with you. Answer it first, or say who stands in for you."
        raise WrongState(msg, code="urgent_waits")
    return say_absence_with_cover(
        clinic_id=clinic_id, starts_at=starts_at, ends_at=ends_at, by=by, cover=cover
    )
