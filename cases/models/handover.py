"""A note that went from one supervision to another, in the hands of somebody who said so."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.note import Note, NoteVersion
from supervision.models import SupervisionRelationship


class HandOver(models.Model):
    """From its moment on ``version`` is read through ``to`` as well. Immutable.

    What was said before ``threads_since`` stays with those who said it; empty, everything
    goes along. ``unopened``: nobody had opened the version when it went.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="hand_overs")
    version = models.ForeignKey(
        NoteVersion, on_delete=models.PROTECT, related_name="hand_overs"
    )
    source = models.ForeignKey(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="handed_on"
    )
    to = models.ForeignKey(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="handed_over"
    )
    threads_since = models.DateTimeField(null=True, blank=True)
    unopened = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["to", "version"], name="handed_to"),
            models.Index(fields=["version", "source"], name="handed_from"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source=models.F("to")), name="handed_to_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.note_id} from {self.source_id} to {self.to_id}"
