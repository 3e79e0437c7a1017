"""What of the clinic each person may list. The same rule per row is in ``policy``."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from knox.models import AuthToken

from supervision.access import (
    OPEN,
    clinics_of,
    clinics_with_role,
    has_role,
    live_relationships,
    live_role_names,
    live_roles,
    managed_clinics,
    not_over,
    running,
)
from supervision.enums import Role
from supervision.group_access import current_memberships
from supervision.models import (
    AuditToken,
    ErasureRequest,
    GroupMembership,
    Invitation,
    RoleAssignment,
    SupervisionGroup,
    SupervisionRelationship,
    User,
)

__all__ = [
    "audit_of",
    "clinics_of",
    "clinics_with_role",
    "erasure_asked_by",
    "first_person_with",
    "groups_of",
    "groups_visible_to",
    "has_role",
    "invitations_visible_to",
    "live_relationships",
    "live_role_names",
    "live_roles",
    "managed_clinics",
    "memberships_of",
    "open_invitations",
    "open_relationships_of",
    "people_listed",
    "people_of_clinic",
    "people_visible_to",
    "relationships_resting_on",
    "relationships_supervised_by",
    "relationships_visible_to",
    "roles_visible_to",
    "tokens_of",
]


def people_of_clinic(clinic_id: UUID, *roles: Role) -> QuerySet[User]:
    """Who holds one of these roles (any, where none is named) in this clinic now."""
    held = RoleAssignment.objects.filter(
        running(), clinic_id=clinic_id, role__in=roles or tuple(Role), user__is_active=True
    )
    return User.objects.filter(pk__in=held.values("user")).order_by("display_name", "email")


def people_visible_to(user: User) -> QuerySet[User]:
    """Oneself, whoever one works with, and whoever ever had a role in a clinic one manages."""
    if not user.is_active:
        return User.objects.none()
    managed = RoleAssignment.objects.filter(clinic__in=managed_clinics(user))
    shared = open_relationships_of(user).order_by()
    others = managed.values("user").union(
        shared.filter(supervisor=user).values("supervisee"),
        shared.filter(supervisee=user).values("supervisor"),
    )
    visible = Q(pk=user.pk) | Q(pk__in=others)
    return User.objects.filter(visible).order_by("display_name", "email")


def colleagues_known_to(user: User, clinic_id: UUID) -> QuerySet[User]:
    """Whom this person may name as somebody who works in this clinic now; not themselves.

    Who leads a clinic is no secret in it.
    """
    known = Q(pk__in=people_visible_to(user).order_by().values("pk"))
    leads = Q(pk__in=people_of_clinic(clinic_id, Role.CLINIC_LEAD).order_by().values("pk"))
    return people_of_clinic(clinic_id).filter(known | leads).exclude(pk=user.pk)


def people_listed(user: User, clinic_id: UUID) -> QuerySet[User]:
    """Whoever has or had a role in a clinic one manages, with what its list shows of them.

    ``roles_here`` are the live roles in this clinic, ``guided_by`` and ``guides`` the open
    relationships: three queries, however many people there are.
    """
    known = roles_visible_to(user).filter(clinic_id=clinic_id)
    together = relationships_visible_to(user).filter(
        not_over(), clinic_id=clinic_id, status__in=OPEN
    )
    return (
        people_visible_to(user)
        .filter(pk__in=known.order_by().values("user"))
        .prefetch_related(
            Prefetch(
                "role_assignments", known.filter(running()).order_by("role"), "roles_here"
            ),
            Prefetch("relationships_as_supervisee", together, "guided_by"),
            Prefetch("relationships_as_supervisor", together, "guides"),
        )
    )


def roles_visible_to(user: User) -> QuerySet[RoleAssignment]:
    """Own roles, and all of the clinics one manages: past ones are the history."""
    own = Q(user=user, user__is_active=True)
    return RoleAssignment.objects.filter(own | Q(clinic__in=managed_clinics(user))).order_by(
        "-valid_from", "pk"
    )


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(clinic__in=managed_clinics(user))


def open_invitations(user: User) -> QuerySet[Invitation]:
    return invitations_visible_to(user).filter(
        accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )


def relationships_visible_to(user: User) -> QuerySet[SupervisionRelationship]:
    """One's own in clinics one belongs to, and all of the clinics one manages."""
    own = Q(supervisor=user) | Q(supervisee=user)
    visible = Q(own, clinic__in=clinics_of(user)) | Q(clinic__in=managed_clinics(user))
    return SupervisionRelationship.objects.filter(visible).select_related(
        "clinic__data_key", "supervisor", "supervisee"
    )


def relationships_supervised_by(user: User) -> QuerySet[SupervisionRelationship]:
    """Those through which this supervisor may read and write now."""
    return live_relationships().filter(supervisor=user)


def relationships_resting_on(
    assignment: RoleAssignment,
) -> QuerySet[SupervisionRelationship]:
    """Open relationships that end with this role."""
    rests = {
        Role.SUPERVISOR: Q(supervisor=assignment.user_id),
        Role.SUPERVISEE: Q(supervisee=assignment.user_id),
    }.get(Role(assignment.role), Q(pk__in=[]))
    return (
        SupervisionRelationship.objects.filter(
            rests, not_over(), clinic_id=assignment.clinic_id, status__in=OPEN
        )
        .select_related("clinic__data_key", "supervisor", "supervisee")
        .order_by("pk")
    )


def open_relationships_of(user: User) -> QuerySet[SupervisionRelationship]:
    """Proposed, running and suspended ones in which this person takes part."""
    own = Q(supervisor=user) | Q(supervisee=user)
    return SupervisionRelationship.objects.filter(
        own, not_over(), status__in=OPEN, clinic__in=clinics_of(user)
    )


def groups_visible_to(user: User) -> QuerySet[SupervisionGroup]:
    """Those one is in, and all of the clinics one manages, with who is in them now.

    ``taken`` are the current memberships of each: two queries, however many groups.
    """
    own = Q(pk__in=current_memberships().filter(member=user.pk).order_by().values("group"))
    taken = current_memberships().select_related("member").order_by("member__display_name")
    return (
        SupervisionGroup.objects.filter(own | Q(clinic__in=managed_clinics(user)))
        .select_related("clinic", "leader")
        .prefetch_related(Prefetch("memberships", taken, "taken"))
        .order_by("closed_at", "name", "pk")
    )


def groups_of(user: User) -> QuerySet[SupervisionGroup]:
    """Those this person is in now."""
    mine = current_memberships().filter(member=user.pk).order_by().values("group")
    return groups_visible_to(user).filter(pk__in=mine)


def memberships_of(group: SupervisionGroup) -> QuerySet[GroupMembership]:
    """Everybody who is or was in it, for its history."""
    return group.memberships.select_related("member", "group").order_by(
        "valid_to", "member__display_name", "pk"
    )


def erasure_asked_by(user: User) -> ErasureRequest | None:
    """What this person asked for and nobody has answered yet."""
    return ErasureRequest.objects.filter(ErasureRequest.OPEN, person=user).first()


def first_person_with(role: Role) -> User | None:
    """Who has held this role longest; for the demonstration's sign-in links."""
    held = RoleAssignment.objects.filter(running(), role=role, user__is_active=True)
    first = held.select_related("user").order_by("valid_from", "pk").first()
    return first.user if first else None


def tokens_of(user: User) -> QuerySet[AuthToken]:
    tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=user).select_related("audit")
    return tokens


def audit_of(token: AuthToken) -> UUID | None:
    """The clinic whose audit this token is for; None where it is for all its person may do."""
    scoped = AuditToken.objects.filter(token=token).first()
    return scoped.clinic_id if scoped else None
