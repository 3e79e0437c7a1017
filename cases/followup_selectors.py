"""Follow-ups whose day has come: for whoever looks after them, and for whoever is reminded."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from cases import access, decision_access
from cases.followups import GRACE
from cases.models import FollowUp
from supervision.exceptions import NotFound
from supervision.models import User


def follow_ups_due(user: User) -> QuerySet[FollowUp]:
    """Of one's own decisions, the longest waiting first."""
    return _due(timezone.localdate()).filter(decision__in=decision_access.own_decisions(user))


def follow_ups_late(user: User) -> QuerySet[FollowUp]:
    """Of decisions in her supervision now, those nobody has looked after for a while."""
    brought = decision_access.addressed_decisions(user).filter(
        relationship__in=access.live_relationships(user)
    )
    return _due(timezone.localdate() - GRACE).filter(decision__in=brought)


def follow_up_visible_to(
    user: User, follow_up_id: UUID, *, of: UUID | None = None, kind: str = ""
) -> FollowUp:
    """Of a decision that this person may read; of this one, where it is named."""
    readable = decision_access.readable_decisions(user)
    if of is not None:
        readable = readable.filter(pk=of, kind=kind)
    found = FollowUp.objects.filter(pk=follow_up_id, decision__in=readable.values("pk")).first()
    if found is None:
        raise NotFound
    return found


def people_to_remind(today: date) -> QuerySet[User]:
    """Who has something due and no mail about it yet. Whoever has left gets none."""
    waiting = _due(today).filter(reminded_at__isnull=True)
    owners = waiting.order_by().values("decision__supervisee")
    return User.objects.filter(pk__in=owners, is_active=True).order_by("pk")


def _due(until: date) -> QuerySet[FollowUp]:
    return (
        FollowUp.objects.filter(FollowUp.OPEN, due__lte=until)
        .select_related("decision__case", "decision__supervisee")
        .order_by("due", "pk")
    )
