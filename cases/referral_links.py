"""What a ground of a referral can point to: one's own, on the same case, and shown already."""

from uuid import UUID

from django.db.models import QuerySet

from cases import access, decision_access
from cases.enums import DecisionKind, FlagVisibility
from cases.models import Decision, ReflectiveFlag
from supervision.models import User


def linkable_flags(user: User, case_id: UUID) -> QuerySet[ReflectiveFlag]:
    """Flags of one's own that the supervisor sees; what is private is never pointed to."""
    shown = access.readable_flags(user).exclude(visibility=FlagVisibility.PRIVATE)
    return shown.filter(raised_by=user, submitted=True, note__case=case_id)


def linkable_boundaries(user: User, case_id: UUID) -> QuerySet[Decision]:
    """Boundary decisions of one's own that were brought to somebody."""
    own = decision_access.own_decisions(user)
    return own.filter(case=case_id, kind=DecisionKind.BOUNDARY, shared_at__isnull=False)
