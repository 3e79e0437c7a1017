"""The words for what somebody needs to be allowed to supervise."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db.models import TextChoices


class CredentialKind(TextChoices):
    LICENSE = "license", "Licence"
    REGISTRATION = "registration", "Registration"
    SUPERVISOR_APPROVAL = "supervisor_approval", "Approval as a supervisor"
    TRAINING_CERTIFICATE = "training_certificate", "Certificate of training"


class CredentialStatus(TextChoices):
    """``expiring`` and ``expired`` are never stored: see ``status_now``."""

    CLAIMED = "claimed", "Entered, not yet checked"
    VERIFIED = "verified", "Checked"
    EXPIRING = "expiring", "Runs out soon"
    EXPIRED = "expired", "Run out"
    RESTRICTED = "restricted", "Restricted"
    SUSPENDED = "suspended", "Suspended"
    REVOKED = "revoked", "Revoked"


EXPIRES_SOON: Final = timedelta(days=60)
# How the clinic's rule names what a supervisor needs; 0 is nothing.
NUMBERS: Final[Mapping[CredentialKind, int]] = {
    kind: number for number, kind in enumerate(CredentialKind, start=1)
}
