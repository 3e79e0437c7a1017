"""A checkpoint goes to each lead by mail: into hands that do not run the server."""

from uuid import UUID

from django.utils import timezone

from supervision import mail
from supervision.enums import Role
from supervision.ledger.checkpoint import Checkpoint
from supervision.models import Clinic
from supervision.selectors import people_of_clinic


def mail_checkpoint(
    *, clinic_id: UUID, note: str, checkpoint: Checkpoint, restored: int = 0
) -> int:
    """To every lead of the clinic; return how many there are. Holds no personal data."""
    clinic = Clinic.objects.filter(pk=clinic_id).first()
    if clinic is None:
        return 0
    said = {
        "clinic": clinic,
        "note": note,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "restored": restored,
        "day": timezone.localdate(),
    }
    leads = people_of_clinic(clinic_id, Role.CLINIC_LEAD)
    for lead in leads:
        mail.send("supervision/checkpoint", lead.email, said)
    return len(leads)
