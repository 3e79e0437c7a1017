"""Covers for tests, brought into their states by the actions themselves."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from supervision.actions.covers import Plan, activate_cover, move_cover, plan_cover
from supervision.cover_enums import CoverMove
from supervision.models import CoverAssignment
from tests.factories_cases import World

DAY = timedelta(days=1)


def planned(world: World, **facts: Any) -> CoverAssignment:
    """The supervisor asks her colleague, for the next week unless said."""
    by = facts.pop("by", world.supervisor)
    covered = facts.pop("covered", world.relationship)
    given: dict[str, Any] = {"cover_id": world.colleague.pk, "ends_at": in_days(7)} | facts
    return plan_cover(covered_id=covered.pk, plan=Plan(**given), by=by)


def accepted(world: World, **facts: Any) -> CoverAssignment:
    made = planned(world, **facts)
    return moved(made, CoverMove.ACCEPT)


def activated(world: World, why: str = "She has had an accident.", **facts: Any) -> Any:
    by = facts.pop("by", world.lead)
    given: dict[str, Any] = {"cover_id": world.colleague.pk, "ends_at": in_days(7)} | facts
    return activate_cover(covered_id=world.relationship.pk, plan=Plan(**given), why=why, by=by)


def moved(cover: CoverAssignment, move: CoverMove, by: Any = None) -> CoverAssignment:
    return move_cover(
        cover_id=cover.pk, move=move, expected_version=cover.version, by=by or cover.cover
    )


def in_days(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)
