"""Who is in which group at the moment of asking: the root of what a peer may see."""

from django.db.models import Exists, OuterRef, QuerySet

from supervision.access import running
from supervision.enums import Role
from supervision.models import GroupMembership, RoleAssignment

# Whoever works with clients or supervises such work can be in a group.
PEERS = (Role.SUPERVISEE, Role.SUPERVISOR)


def current_memberships() -> QuerySet[GroupMembership]:
    """Memberships that give access now: running, in an open group, by people of the clinic."""
    held = RoleAssignment.objects.filter(
        running(),
        user=OuterRef("member"),
        clinic=OuterRef("group__clinic"),
        role__in=PEERS,
        user__is_active=True,
    )
    return GroupMembership.objects.filter(
        running(), Exists(held), group__closed_at__isnull=True
    )
