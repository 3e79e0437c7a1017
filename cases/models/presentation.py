"""A note shown to a group: one version of it, for a time, whole or in chosen sections."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.enums import PresentationEnd
from cases.models.note import Note, NoteVersion
from supervision.models import SupervisionGroup


class GroupPresentation(models.Model):
    """Changes only through ``cases.actions.presentations``.

    It shows something while now lies in ``[starts_at, ends_at)`` and nobody has ended it:
    ``cases.group_access`` says to whom. ``ended_at`` empty means that it runs, is planned, or
    has run out and no other has begun since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="presentations")
    version = models.ForeignKey(
        NoteVersion, on_delete=models.PROTECT, related_name="presentations"
    )
    group = models.ForeignKey(
        SupervisionGroup, on_delete=models.PROTECT, related_name="presentations"
    )
    presented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    whole = models.BooleanField(help_text="Else its sections alone.")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=PresentationEnd, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["-starts_at", "id"]
        indexes = [
            models.Index(fields=["group", "ends_at"], name="presented_to_group"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="presentation_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["note"],
                condition=models.Q(ended_at__isnull=True),
                name="presentation_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} to {self.group_id}"

    @property
    def begins_later(self) -> bool:
        return self.starts_at > timezone.now()


class PresentedSection(models.Model):
    """One section that is shown, where it lies in the text of the version."""

    presentation = models.ForeignKey(
        GroupPresentation, on_delete=models.PROTECT, related_name="sections"
    )
    key = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["presentation", "key"], name="presented_section_once"
            ),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="presented_span_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.presentation_id}"
