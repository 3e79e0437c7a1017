"""What was taken out: for whoever did it, and for the lead of its clinic."""

from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import Export
from supervision.access import clinic_ids_with_role, clinics_of
from supervision.enums import Role
from supervision.exceptions import NotFound
from supervision.models import User


def exports_visible_to(user: User) -> QuerySet[Export]:
    """Of a decision that nobody has been shown yet, also its dossier leaves no trace."""
    own = Q(by=user, clinic__in=clinics_of(user))
    led = Q(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))
    known = Q(decision__isnull=True) | Q(decision__shared_at__isnull=False)
    return (
        Export.objects.filter(own | (led & known))
        .select_related("clinic__data_key", "by", "decision")
        .order_by("-made_at", "-id")
    )


def export_visible_to(user: User, export_id: UUID) -> Export:
    found = exports_visible_to(user).filter(pk=export_id).first()
    if found is None:
        raise NotFound
    return found
