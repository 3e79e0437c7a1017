"""Who may know of which incident, and read what was hidden, as querysets."""

from django.db.models import Q, QuerySet

from cases.models import IdentifierIncident
from supervision.access import ANSWERABLE, clinic_ids_with_role, clinics_of, running
from supervision.enums import Role
from supervision.models import RoleAssignment, User


def looked_after(user: User) -> QuerySet[IdentifierIncident]:
    """Of the clinics whose privacy officer this person is."""
    officer = clinic_ids_with_role(user, Role.PRIVACY_OFFICER)
    return IdentifierIncident.objects.filter(clinic__in=officer)


def known_incidents(user: User) -> QuerySet[IdentifierIncident]:
    """Its author, who saw it, the privacy officer; the lead, who may have to name one."""
    clinics = clinics_of(user).order_by().values("pk")
    mine = Q(author=user) | Q(found_by=user)
    looks = Q(clinic__in=clinic_ids_with_role(user, *ANSWERABLE))
    return IdentifierIncident.objects.filter((mine & Q(clinic__in=clinics)) | looks)


def readable_originals(user: User) -> QuerySet[IdentifierIncident]:
    """What was hidden: its author and the privacy officer, until it is destroyed."""
    clinics = clinics_of(user).order_by().values("pk")
    officer = clinic_ids_with_role(user, Role.PRIVACY_OFFICER)
    mine = Q(author=user, clinic__in=clinics) | Q(clinic__in=officer)
    return IdentifierIncident.objects.filter(mine, key__destroyed_at=None)


def officers_of(incident: IdentifierIncident) -> QuerySet[RoleAssignment]:
    """Whoever looks after it now; nobody, where the clinic has named no one."""
    return RoleAssignment.objects.filter(
        running(),
        clinic=incident.clinic_id,
        role=Role.PRIVACY_OFFICER,
        user__is_active=True,
    )
