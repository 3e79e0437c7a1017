"""The words for what a supervisor and a supervisee agree about their supervision."""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices

# How long before its day a review is spoken of.
REVIEW_SOON: Final = timedelta(days=14)


class AgreementStatus(TextChoices):
    """``terminated`` is never stored: it ends with its supervision, see ``status_now``."""

    DRAFT = "draft", "Draft"
    OFFERED = "offered", "To be signed"
    SIGNED = "signed", "Signed by both"
    SUPERSEDED = "superseded", "Replaced by a newer one"
    TERMINATED = "terminated", "Over with the supervision"


class AgreementMove(TextChoices):
    START = "start", "Begun"
    OFFER = "offer", "Put forward for signing"
    REOPEN = "reopen", "Opened again"
    SIGN = "sign", "Signed"
    SUPERSEDE = "supersede", "Replaced by a newer one"


class SignatureMethod(TextChoices):
    TYPED_NAME = "typed_name", "Signed in, and typed their name"


class ReviewReminder(TextChoices):
    SOON = "soon", "Soon due"
    DUE = "due", "Due"
