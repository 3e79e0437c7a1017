"""How a breach was judged: the four factors of 45 CFR 164.402(2), and what follows."""

from django.conf import settings
from django.db import models

from cases.incident_enums import ExceptionKind, Notifiable
from supervision.models import SealedTextField


class Assessment(models.Model):
    """Of whatever can turn out to be a breach; ``assessed_at`` is empty until somebody has."""

    nature_extent = SealedTextField()
    who_received = SealedTextField()
    acquired_or_viewed = SealedTextField()
    mitigation = SealedTextField()
    exception = models.CharField(max_length=24, choices=ExceptionKind, blank=True)
    notifiable = models.CharField(max_length=16, choices=Notifiable, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    assessed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
