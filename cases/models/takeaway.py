"""What a supervisee takes away from a review."""

import uuid

from django.db import models
from django.utils import timezone

from cases.models.note import NoteVersion
from supervision.models import DataKey, SealedTextField


class TakeAway(models.Model):
    """A few lines and a next action on a reviewed version, by the author of its note.

    Hers alone unless ``shared``; then whoever reads the version reads this. ``next_month`` is
    the first of a month: no date is kept that could find a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.OneToOneField(NoteVersion, on_delete=models.PROTECT, related_name="takeaway")
    lines = SealedTextField()
    next_action = SealedTextField()
    next_month = models.DateField(null=True, blank=True)
    shared = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Take-away of {self.of_id}"

    def sealing_key(self) -> DataKey:
        return self.of.note.case.data_key
