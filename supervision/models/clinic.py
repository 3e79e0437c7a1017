"""The clinic: the tenant every case, person and log entry belongs to."""

import uuid

from django.db import models
from django.utils.timezone import now

from supervision.models.keys import DataKey


class Clinic(models.Model):
    """``urgent_route`` is what the phone-first banner shows; plain words and numbers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    code_prefix = models.CharField(max_length=4, default="C")
    timezone = models.CharField(max_length=64, default="UTC")
    urgent_route = models.CharField(
        max_length=300,
        default="Call your supervisor, or the clinic lead if nobody answers. "
        "In immediate danger call the emergency number.",
    )
    next_case_number = models.PositiveIntegerField(default=1)
    data_key = models.ForeignKey(
        "supervision.DataKey", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def sealing_key(self) -> DataKey:
        """For what outlives every case; each clinic is made with one."""
        if self.data_key is None:
            msg = f"Clinic {self.pk} has no data key."
            raise LookupError(msg)
        return self.data_key
