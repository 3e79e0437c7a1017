"""What was taken out of the system, by whom, in which form and why."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.export_enums import ExportFormat, ExportPurpose, ExportWhat
from cases.models.decision import Decision
from supervision.models import Clinic, DataKey, SealedTextField


class Export(models.Model):
    """Asked for once, recorded in the ledger, then fetched by the same person for a while.

    ``rows`` is how many there were when it was asked for, ``handed_out`` how many have left
    in the latest fetch; it grows while they are streamed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="exports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    what = models.CharField(max_length=12, choices=ExportWhat)
    format = models.CharField(max_length=8, choices=ExportFormat)
    purpose = models.CharField(max_length=16, choices=ExportPurpose)
    reason = SealedTextField()
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    filters = models.JSONField(default=dict, help_text="Codes, ids and dates.")
    by_token = models.BooleanField(default=False, help_text="Asked for by a program.")
    rows = models.PositiveIntegerField(default=0)
    handed_out = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["clinic", "-made_at", "-id"], name="export_of_clinic"),
            models.Index(fields=["by", "-made_at", "-id"], name="export_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what=ExportWhat.DECISION, decision__isnull=False)
                | (~models.Q(what=ExportWhat.DECISION) & models.Q(decision__isnull=True)),
                name="export_of_one_or_of_many",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.get_format_display()}"

    def sealing_key(self) -> DataKey:
        return self.clinic.sealing_key()
