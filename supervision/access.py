"""Who holds which role, and whose relationship is running, at the moment of asking.

Nothing here is kept: an answer is as old as the query. Superuser rights are never asked.
"""

from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from supervision.credential_access import with_what_is_required
from supervision.enums import RelationshipStatus, Role
from supervision.models import Clinic, RoleAssignment, SupervisionRelationship, User
from supervision.prepared import prepared

MANAGERS: Final = (Role.CLINIC_LEAD, Role.ADMINISTRATOR)
# Who answers for what was opened, kept or hidden. Never an administrator.
ANSWERABLE: Final = (Role.CLINIC_LEAD, Role.PRIVACY_OFFICER)
LIVE: Final = (RelationshipStatus.ACTIVE, RelationshipStatus.ENDING)
OPEN: Final = (RelationshipStatus.PROPOSED, RelationshipStatus.SUSPENDED, *LIVE)


def running() -> Q:
    """The condition that a dated row has begun and has not ended."""
    return Q(valid_from__lte=timezone.now()) & not_over()


def not_over() -> Q:
    """The condition that a dated row has not ended; it may not have begun either."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.now())


def live_roles(user: User) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(running(), user=user, user__is_active=True)


def has_role(user: User, clinic_id: UUID, *roles: Role) -> bool:
    """Whether this person holds one of these roles in this clinic now."""
    return live_roles(user).filter(clinic_id=clinic_id, role__in=roles).exists()


def live_role_names(user: User) -> set[str]:
    """The roles this person holds now, in whatever clinic."""
    return set(live_roles(user).values_list("role", flat=True))


@prepared
def clinic_ids_with_role(user: User, *roles: Role) -> QuerySet[RoleAssignment, Any]:
    """The same as ``clinics_with_role``, for a condition on a clinic."""
    return live_roles(user).filter(role__in=roles).values("clinic")


def clinics_with_role(user: User, *roles: Role) -> QuerySet[Clinic]:
    return Clinic.objects.filter(pk__in=clinic_ids_with_role(user, *roles))


def clinics_of(user: User) -> QuerySet[Clinic]:
    """The clinics where this person holds any role now."""
    return clinics_with_role(user, *Role)


def managed_clinics(user: User) -> QuerySet[Clinic]:
    """The clinics whose people this person looks after: as lead or as administrator."""
    return clinics_with_role(user, *MANAGERS)


def live_relationships() -> QuerySet[SupervisionRelationship]:
    """Relationships that give access now: running, both people still in their roles, and the
    supervisor with the credential that the clinic requires."""
    return with_what_is_required(held_relationships())


def held_relationships() -> QuerySet[SupervisionRelationship]:
    """The same without asking for credentials."""
    return SupervisionRelationship.objects.filter(
        running(),
        _still("supervisor", Role.SUPERVISOR),
        _still("supervisee", Role.SUPERVISEE),
        status__in=LIVE,
    )


def _still(party: str, role: Role) -> Exists:
    held = RoleAssignment.objects.filter(
        running(),
        user=OuterRef(party),
        clinic=OuterRef("clinic"),
        role=role,
        user__is_active=True,
    )
    return Exists(held)
