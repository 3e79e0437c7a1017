"""Who enters, checks, limits and reads a credential."""

from uuid import UUID

from django.db.models import Q, QuerySet

from supervision.access import clinic_ids_with_role, clinics_of, has_role
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound
from supervision.models import Credential, User
from supervision.policy import check_belongs


def check_enter_credential(user: User, clinic_id: UUID) -> None:
    """For oneself: it is one's own."""
    check_belongs(user, clinic_id)
    if not has_role(user, clinic_id, Role.SUPERVISOR):
        msg = "Only a supervisor enters credentials here, their own."
        raise NotAllowed(msg)


def check_view_credential(user: User, credential: Credential) -> None:
    """Whose it is, and the clinic's leads."""
    own = user.pk == credential.user_id and has_role(user, credential.clinic_id, *Role)
    if not own and not has_role(user, credential.clinic_id, Role.CLINIC_LEAD):
        raise NotFound


def check_judge_credential(user: User, credential: Credential) -> None:
    """A lead checks and limits it, who alone sees it beside its owner; never one's own."""
    check_view_credential(user, credential)
    if user.pk == credential.user_id:
        msg = "Nobody checks their own credential. Ask a clinic lead, or another one."
        raise NotAllowed(msg)


def credentials_visible_to(user: User) -> QuerySet[Credential]:
    """One's own, and those of the clinics one leads."""
    own = Q(user=user, clinic__in=clinics_of(user))
    led = Q(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))
    return Credential.objects.filter(own | led).select_related(
        "user", "clinic__data_key", "checked_by"
    )
