"""Emergency access to one case: why it is taken, how it ends, what a review says of it."""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices

LASTS: Final = timedelta(minutes=60)
REVIEW_WITHIN: Final = timedelta(days=7)
REMIND_BEFORE: Final = timedelta(days=2)
REASON_AT_LEAST: Final = 30
REASON_AT_MOST: Final = 2_000

# What DICOM calls it, as FHIR's AuditEvent does: type, and subtype of beginning and end.
SECURITY_ALERT: Final = "110113"
OVERRIDE_STARTED: Final = "110127"
OVERRIDE_STOPPED: Final = "110138"


class BreakGlassPurpose(TextChoices):
    CLIENT_SAFETY = "client_safety", "A client's safety"
    LEGAL = "legal", "A legal duty"
    COMPLAINT = "complaint", "A complaint"
    ABSENCE_EMERGENCY = "absence_emergency", "An emergency while somebody is away"


# The purpose of use, of HL7's ActReason: emergency treatment, legal, healthcare operations.
PURPOSES_OF_USE: Final = {
    BreakGlassPurpose.CLIENT_SAFETY: "ETREAT",
    BreakGlassPurpose.LEGAL: "HLEGAL",
    BreakGlassPurpose.COMPLAINT: "HOPERAT",
    BreakGlassPurpose.ABSENCE_EMERGENCY: "ETREAT",
}


class BreakGlassEnd(TextChoices):
    BY_HAND = "by_hand", "Ended by hand"
    EXPIRED = "expired", "Ended by itself"


class BreakGlassOutcome(TextChoices):
    JUSTIFIED = "justified", "Justified"
    NOT_JUSTIFIED = "not_justified", "Not justified"


class AccessIncidentStatus(TextChoices):
    """How far the incident is that “not justified” begins."""

    OPEN = "open", "Waits for an assessment"
    ASSESSED = "assessed", "Assessed"
    CLOSED = "closed", "Closed"
