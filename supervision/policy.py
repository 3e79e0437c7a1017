"""Who may do what with people, invitations and relationships: one decision, one sentence.

Somebody with no part in a clinic is told that there is nothing. ``has_perm`` and the superuser
flag are never asked. The same rules as lists are in ``selectors``; the tests compare the two.
"""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Q

from supervision.access import MANAGERS, OPEN, has_role, live_roles, managed_clinics, not_over
from supervision.enums import RelationshipMove, Role
from supervision.exceptions import NotAllowed, NotFound, Refusal
from supervision.group_access import current_memberships
from supervision.models import (
    ErasureRequest,
    GroupMembership,
    Invitation,
    PolicyChange,
    RoleAssignment,
    SupervisionGroup,
    SupervisionRelationship,
    User,
)
from supervision.workflow import GIVEN_BY, RELATIONSHIP_TRANSITIONS, Party


def allows(check: Callable[..., None], *what: object) -> bool:
    try:
        check(*what)
    except Refusal:
        return False
    return True


# --- A clinic ---


def check_belongs(user: User, clinic_id: UUID) -> None:
    """Whoever holds no role there may not know that there is such a clinic."""
    if not has_role(user, clinic_id, *Role):
        raise NotFound


def check_manage_clinic(user: User, clinic_id: UUID) -> None:
    """Lead or administrator."""
    if has_role(user, clinic_id, *MANAGERS):
        return
    check_belongs(user, clinic_id)
    msg = "Only a clinic lead or an administrator looks after people."
    raise NotAllowed(msg)


def check_give_role(user: User, clinic_id: UUID, role: Role) -> None:
    check_manage_clinic(user, clinic_id)
    if not has_role(user, clinic_id, *GIVEN_BY[role]):
        msg = f"Only a clinic lead can give or end the role “{role.label}”."
        raise NotAllowed(msg)


# --- The clinic's own rules ---


def check_change_policy(user: User, clinic_id: UUID) -> None:
    """Everybody of the clinic reads its rules."""
    check_belongs(user, clinic_id)
    if not has_role(user, clinic_id, Role.CLINIC_LEAD):
        msg = "Only a clinic lead changes the clinic's rules."
        raise NotAllowed(msg)


def check_approve_policy(user: User, change: PolicyChange) -> None:
    """Somebody else than its proposer: another lead, or an administrator as the second."""
    check_refuse_policy(user, change)
    if user.pk == change.proposed_by_id:
        msg = "You proposed this yourself: a second person has to agree."
        raise NotAllowed(msg)


def check_refuse_policy(user: User, change: PolicyChange) -> None:
    check_belongs(user, change.clinic_id)
    if not has_role(user, change.clinic_id, *MANAGERS):
        msg = "Only a clinic lead or an administrator decides about the clinic's rules."
        raise NotAllowed(msg)


# --- People ---


def check_view_person(user: User, person: User) -> None:
    if not user.is_active or not (
        user.pk == person.pk or _looks_after(user, person) or _works_with(user, person)
    ):
        raise NotFound


def check_change_roles_of(user: User, person: User) -> None:
    """The person belongs, or belonged, to a clinic that this user manages."""
    check_view_person(user, person)
    if not _looks_after(user, person):
        msg = "Only a clinic lead or an administrator looks after people."
        raise NotAllowed(msg)


def check_end_role(user: User, assignment: RoleAssignment) -> None:
    if user.pk == assignment.user_id and user.is_active:
        return
    check_give_role(user, assignment.clinic_id, Role(assignment.role))


def check_set_level(user: User, assignment: RoleAssignment) -> None:
    """How far a supervisee is, is said by whoever gives that role."""
    check_view_role(user, assignment)
    check_give_role(user, assignment.clinic_id, Role(assignment.role))


def check_view_role(user: User, assignment: RoleAssignment) -> None:
    own = user.is_active and user.pk == assignment.user_id
    if not own and not has_role(user, assignment.clinic_id, *MANAGERS):
        raise NotFound


def check_deactivate(user: User, person: User) -> None:
    """The account is one for all clinics, so who closes it must answer for all of them."""
    check_change_roles_of(user, person)
    if user.pk == person.pk:
        msg = "Nobody deactivates their own account."
        raise NotAllowed(msg)
    held = RoleAssignment.objects.filter(not_over(), user=person)
    if held.exclude(clinic__in=managed_clinics(user)).exists():
        msg = "This account is also used elsewhere. End the roles in your clinic instead."
        raise NotAllowed(msg)
    for clinic_id, role in held.values_list("clinic_id", "role"):
        check_give_role(user, clinic_id, Role(role))


def check_erase_person(user: User, person: User) -> None:
    """Of somebody who holds no role any more, anywhere, and asked for it; or was only ever in
    clinics that this user manages."""
    check_change_roles_of(user, person)
    held = RoleAssignment.objects.filter(user=person)
    if held.filter(not_over()).exists():
        msg = "This person still has a role. It ends first; then the account can be erased."
        raise NotAllowed(msg)
    asked = ErasureRequest.objects.filter(ErasureRequest.OPEN, person=person).exists()
    if not asked and held.exclude(clinic__in=managed_clinics(user)).exists():
        msg = "This account was also used elsewhere, and its person has not asked for it."
        raise NotAllowed(msg)


def _looks_after(user: User, person: User) -> bool:
    known = RoleAssignment.objects.filter(user=person, clinic__in=managed_clinics(user))
    return known.exists()


def _works_with(user: User, person: User) -> bool:
    together = Q(supervisor=user, supervisee=person) | Q(supervisor=person, supervisee=user)
    return SupervisionRelationship.objects.filter(
        together,
        not_over(),
        status__in=OPEN,
        clinic__in=live_roles(user).values("clinic"),
    ).exists()


# --- Invitations ---


def check_view_invitation(user: User, invitation: Invitation) -> None:
    if not has_role(user, invitation.clinic_id, *MANAGERS):
        raise NotFound


def check_revoke_invitation(user: User, invitation: Invitation) -> None:
    check_view_invitation(user, invitation)
    check_give_role(user, invitation.clinic_id, Role(invitation.role))


# --- Relationships ---


def parties(user: User, relationship: SupervisionRelationship) -> set[Party]:
    """What this person is to this relationship now; nothing without a role in its clinic."""
    held = set(
        live_roles(user).filter(clinic_id=relationship.clinic_id).values_list("role", flat=True)
    )
    return parties_of_roles(user, relationship, held)


def parties_of_roles(
    user: User, relationship: SupervisionRelationship, held: set[str]
) -> set[Party]:
    """The same without a query, for lists: ``held`` are this person's roles in its clinic."""
    found = {
        Party.SUPERVISEE: bool(held) and user.pk == relationship.supervisee_id,
        Party.SUPERVISOR: bool(held) and user.pk == relationship.supervisor_id,
        Party.MANAGER: not held.isdisjoint(MANAGERS),
    }
    return {party for party, is_one in found.items() if is_one}


def check_view_relationship(user: User, relationship: SupervisionRelationship) -> None:
    if not parties(user, relationship):
        raise NotFound


def check_move_relationship(
    user: User, relationship: SupervisionRelationship, move: RelationshipMove
) -> None:
    check_view_relationship(user, relationship)
    allowed = RELATIONSHIP_TRANSITIONS[move].by
    if not allowed & parties(user, relationship):
        raise NotAllowed(_ONLY[allowed])


_ONLY = {
    frozenset({Party.SUPERVISEE}): "Only the supervisee can accept supervision.",
    frozenset({Party.MANAGER}): "Only a clinic lead or an administrator can do that.",
}


def check_read_private_notes(user: User, relationship: SupervisionRelationship) -> None:
    """Why it ended and what was declared: the two people and the lead, not the office."""
    check_view_relationship(user, relationship)
    own = user.pk in {relationship.supervisor_id, relationship.supervisee_id}
    if not own and not has_role(user, relationship.clinic_id, Role.CLINIC_LEAD):
        msg = "Only the two people and the clinic lead read this."
        raise NotAllowed(msg)


# --- Groups ---


def check_view_group(user: User, group: SupervisionGroup) -> None:
    """Its members as long as they are in it, and whoever looks after the clinic's people."""
    if has_role(user, group.clinic_id, *MANAGERS):
        return
    if not current_memberships().filter(group=group.pk, member=user.pk).exists():
        raise NotFound


def check_manage_group(user: User, group: SupervisionGroup) -> None:
    check_view_group(user, group)
    check_manage_clinic(user, group.clinic_id)


def check_end_membership(user: User, membership: GroupMembership) -> None:
    """Everybody can leave; whoever looks after the clinic's people can end it as well."""
    check_view_group(user, membership.group)
    if membership.member_id != user.pk:
        check_manage_clinic(user, membership.group.clinic_id)
