"""Emergency access to show: one's own that runs, what one is told of, what was read by it."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.break_glass_access import (
    known_break_glass,
    running_break_glass,
    told_purpose,
)
from cases.models import AccessIncident, BreakGlass, NarrativeRead
from cases.models.break_glass import unsettled
from cases.read_enums import BREAK_GLASS
from supervision.access import ANSWERABLE, clinic_ids_with_role, clinics_with_role
from supervision.exceptions import NotFound
from supervision.models import Clinic, User

LATELY = timedelta(days=14)
JUDGED = ("case__clinic__data_key", "incident__assessed_by", "incident__closed_by")


def clinics_to_open_in(user: User) -> QuerySet[Clinic]:
    return clinics_with_role(user, *ANSWERABLE).order_by("name", "pk")


def running_of(user: User) -> QuerySet[BreakGlass]:
    return running_break_glass(user).select_related("case").order_by("expires_at", "pk")


def break_glass_known_to(user: User) -> QuerySet[BreakGlass]:
    return (
        known_break_glass(user)
        .annotate(told_purpose=told_purpose(user))
        .select_related("by", "reviewed_by", "case__supervisee", "case__data_key", "incident")
        .order_by("-started_at", "-pk")
    )


def told_lately(user: User) -> QuerySet[BreakGlass]:
    """By somebody else, of the last days or not settled yet: said where one begins work."""
    lately = Q(started_at__gte=timezone.now() - LATELY) | unsettled()
    return break_glass_known_to(user).filter(lately).exclude(by=user)


def break_glass_shown_to(user: User, pk: UUID) -> BreakGlass:
    found = break_glass_known_to(user).select_related(*JUDGED).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def incident_of(user: User, pk: UUID) -> AccessIncident:
    """What the review of one has begun; ``NotFound`` where it has begun none."""
    found = getattr(break_glass_shown_to(user, pk), "incident", None)
    if found is None:
        raise NotFound
    return cast("AccessIncident", found)


def overdue_reviews(user: User) -> QuerySet[BreakGlass]:
    """Of the clinics this person answers for: what nobody has reviewed in its time."""
    return _answered_for(user).filter(outcome="", review_due__lt=timezone.now())


def open_incidents(user: User) -> QuerySet[BreakGlass]:
    """Of these clinics: what was not justified, and is not closed."""
    return _answered_for(user).filter(unsettled()).exclude(outcome="")


def _answered_for(user: User) -> QuerySet[BreakGlass]:
    return BreakGlass.objects.filter(
        case__data_key__destroyed_at=None,
        case__clinic__in=clinic_ids_with_role(user, *ANSWERABLE),
    )


def read_by(break_glass: BreakGlass) -> QuerySet[NarrativeRead]:
    """What was opened by it, look by look."""
    return NarrativeRead.objects.filter(
        case=break_glass.case_id,
        reader=break_glass.by_id,
        role=BREAK_GLASS,
        first_at__gte=break_glass.started_at,
        first_at__lte=break_glass.expires_at,
    ).order_by("first_at", "pk")
