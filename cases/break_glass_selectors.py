"""Emergency access to show: one's own that runs, what one is told of, what was read by it."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.break_glass_access import (
    known_break_glass,
    running_break_glass,
    told_purpose,
)
from cases.models import BreakGlass, NarrativeRead
from cases.read_enums import BREAK_GLASS
from supervision.access import ANSWERABLE, clinic_ids_with_role, clinics_with_role
from supervision.exceptions import NotFound
from supervision.models import Clinic, User

LATELY = timedelta(days=14)


def clinics_to_open_in(user: User) -> QuerySet[Clinic]:
    return clinics_with_role(user, *ANSWERABLE).order_by("name", "pk")


def running_of(user: User) -> QuerySet[BreakGlass]:
    return running_break_glass(user).select_related("case").order_by("expires_at", "pk")


def break_glass_known_to(user: User) -> QuerySet[BreakGlass]:
    return (
        known_break_glass(user)
        .annotate(told_purpose=told_purpose(user))
        .select_related("by", "reviewed_by", "case__supervisee", "case__data_key")
        .order_by("-started_at", "-pk")
    )


def told_lately(user: User) -> QuerySet[BreakGlass]:
    """By somebody else, of the last days or not reviewed yet: said where one begins work."""
    lately = Q(started_at__gte=timezone.now() - LATELY) | Q(outcome="")
    return break_glass_known_to(user).filter(lately).exclude(by=user)


def break_glass_shown_to(user: User, pk: UUID) -> BreakGlass:
    found = break_glass_known_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def overdue_reviews(user: User) -> QuerySet[BreakGlass]:
    """Of the clinics this person answers for: what nobody has reviewed in its time."""
    return BreakGlass.objects.filter(
        outcome="",
        review_due__lt=timezone.now(),
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
