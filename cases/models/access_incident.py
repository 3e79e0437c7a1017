"""An emergency access that its review did not find justified, until it is settled."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.break_glass_enums import AccessIncidentStatus
from cases.models.assessment import Assessment
from cases.models.break_glass import BreakGlass
from supervision.models import DataKey


class AccessIncident(Assessment):
    """Begun by the review itself, assessed and closed in ``cases.actions.access_incidents``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    break_glass = models.OneToOneField(
        BreakGlass, on_delete=models.PROTECT, related_name="incident"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(
        max_length=10, choices=AccessIncidentStatus, default=AccessIncidentStatus.OPEN
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status=AccessIncidentStatus.OPEN, assessed_at=None, closed_at=None
                )
                | models.Q(
                    status=AccessIncidentStatus.ASSESSED,
                    assessed_at__isnull=False,
                    closed_at=None,
                )
                | models.Q(
                    status=AccessIncidentStatus.CLOSED,
                    assessed_at__isnull=False,
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                ),
                name="access_incident_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.id} of {self.break_glass_id}"

    def sealing_key(self) -> DataKey:
        """The clinic's: how it was judged stays when the case is erased."""
        return self.break_glass.case.clinic.sealing_key()
