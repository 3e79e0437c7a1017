"""A checkpoint goes to each lead by mail: into hands that do not run the server."""

from uuid import UUID

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

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
    subject = render_to_string("supervision/checkpoint_subject.txt", said).strip()
    text = render_to_string("supervision/checkpoint.txt", said)
    leads = people_of_clinic(clinic_id, Role.CLINIC_LEAD)
    for lead in leads:
        # One by one: leads need not learn each other's address from this.
        send_mail(subject, text, None, [lead.email])
    return len(leads)
