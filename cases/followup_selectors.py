"""Follow-ups whose day has come: for whoever looks after them, and for whoever is reminded."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import access, decision_access
from cases.enums import DecisionKind
from cases.followups import GRACE
from cases.models import Decision, FollowUp
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


def follow_up_visible_to(user: User, kind: DecisionKind, pk: object, of: object) -> FollowUp:
    """Of a decision of this kind that this person may read, or ``NotFound``."""
    readable = decision_access.readable_decisions(user).filter(kind=kind, pk=of)
    found = FollowUp.objects.filter(pk=pk, decision__in=readable).first()
    if found is None:
        raise NotFound
    return found


def to_remind(today: date) -> QuerySet[FollowUp]:
    """Due, open, and its owner has had no mail about it. Who has left gets none."""
    return _due(today).filter(
        Q(decision__supervisee__is_active=True), reminded_at__isnull=True
    )


def _due(until: date) -> QuerySet[FollowUp]:
    return (
        FollowUp.objects.filter(FollowUp.OPEN, due__lte=until)
        .select_related("decision__case", "decision__supervisee")
        .order_by("due", "pk")
    )


def overdue_follow_ups(decisions: QuerySet[Decision]) -> QuerySet[FollowUp]:
    """For figures: open ones of these decisions whose day has passed."""
    return FollowUp.objects.filter(
        FollowUp.OPEN, due__lt=timezone.localdate(), decision__in=decisions.values("pk")
    )
