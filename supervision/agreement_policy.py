"""Who knows of an agreement, who reads it, and who writes and signs it."""

from django.db.models import Q, QuerySet

from supervision.access import clinic_ids_with_role, clinics_of, has_role
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound
from supervision.models import SupervisionAgreement, SupervisionRelationship, User
from supervision.policy import check_view_relationship


def check_view_agreement(user: User, agreement: SupervisionAgreement) -> None:
    """The two of it; the clinic's leads see that there is one, and how far it is."""
    relationship = agreement.relationship
    if _is_one_of_them(user, relationship) and has_role(user, relationship.clinic_id, *Role):
        return
    if not has_role(user, relationship.clinic_id, Role.CLINIC_LEAD):
        raise NotFound


def check_read_agreement(user: User, agreement: SupervisionAgreement) -> None:
    """What stands in it is for the two alone."""
    check_view_agreement(user, agreement)
    if not _is_one_of_them(user, agreement.relationship):
        msg = "Only the two people of this supervision read what they agreed."
        raise NotAllowed(msg)


def check_start_agreement(user: User, relationship: SupervisionRelationship) -> None:
    check_view_relationship(user, relationship)
    _check_in_their_role(user, relationship)


def check_write_agreement(user: User, agreement: SupervisionAgreement) -> None:
    """Written, offered, opened again and signed by the two, each in their role."""
    check_view_agreement(user, agreement)
    _check_in_their_role(user, agreement.relationship)


def _check_in_their_role(user: User, relationship: SupervisionRelationship) -> None:
    places = (
        (relationship.supervisor_id, Role.SUPERVISOR),
        (relationship.supervisee_id, Role.SUPERVISEE),
    )
    if not any(
        user.pk == person and has_role(user, relationship.clinic_id, role)
        for person, role in places
    ):
        msg = "Only the two people of this supervision agree on it."
        raise NotAllowed(msg)


def _is_one_of_them(user: User, relationship: SupervisionRelationship) -> bool:
    return user.pk in {relationship.supervisor_id, relationship.supervisee_id}


def agreements_visible_to(user: User) -> QuerySet[SupervisionAgreement]:
    """One's own, and those of the clinics one leads; of these, not what stands in them."""
    own = Q(relationship__supervisor=user) | Q(relationship__supervisee=user)
    return SupervisionAgreement.objects.filter(
        Q(own, relationship__clinic__in=clinics_of(user))
        | Q(relationship__clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))
    ).select_related(
        "relationship__clinic__data_key",
        "relationship__supervisor",
        "relationship__supervisee",
    )
