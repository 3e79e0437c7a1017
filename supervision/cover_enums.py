"""The words for being away and for standing in."""

from django.db.models import TextChoices


class CoverReason(TextChoices):
    LEAVE = "leave", "Leave"
    ILLNESS = "illness", "Illness"
    EMERGENCY = "emergency", "Emergency"
    VACANCY = "vacancy", "Nobody in this place"


class CoverScope(TextChoices):
    ALL = "all", "Everything that is submitted"
    URGENT_ONLY = "urgent_only", "Only what is urgent"


class CoverStatus(TextChoices):
    """``active`` and ``closed`` are never stored for the clock's sake: see ``status_now``."""

    PLANNED = "planned", "Waits for an answer"
    ACCEPTED = "accepted", "Accepted"
    ACTIVE = "active", "Running"
    CLOSED = "closed", "Over"
    DECLINED = "declined", "Declined"


class CoverMove(TextChoices):
    ACCEPT = "accept", "Accept"
    DECLINE = "decline", "Decline"
    WITHDRAW = "withdraw", "Withdraw the plan"
    END = "end", "End now"
