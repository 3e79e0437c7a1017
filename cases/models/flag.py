"""A reflective flag: an invitation to think, not a finding about a person."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from cases.enums import (
    Dimension,
    FlagAcceptance,
    FlagDirection,
    FlagStatus,
    FlagVisibility,
)
from cases.models.note import Note, NoteVersion
from supervision.models import DataKey, SealedJSONField, SealedTextField


class ReflectiveFlag(models.Model):
    """On a passage or on the whole note. Never counted or scored for anybody else.

    While the note is a draft, ``section`` with ``start`` and ``end`` (code points of that
    section) says where; in a submitted version its ``Anchor`` does. No place means the
    whole note. ``details`` follows the schema of its dimension in ``cases.dimensions``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="flags")
    dimension = models.CharField(max_length=24, choices=Dimension)
    direction = models.CharField(max_length=12, choices=FlagDirection, blank=True)
    intensity = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(4)]
    )
    narrative = SealedTextField()
    details = SealedJSONField()
    prompt_answers = SealedJSONField()
    share_answers = models.BooleanField(default=False)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags_raised"
    )
    acceptance = models.CharField(
        max_length=8, choices=FlagAcceptance, default=FlagAcceptance.OWN
    )
    visibility = models.CharField(max_length=16, choices=FlagVisibility)
    status = models.CharField(max_length=12, choices=FlagStatus, default=FlagStatus.NOTICED)
    set_aside_reason = SealedTextField()
    section = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    submitted = models.BooleanField(
        default=False, help_text="It was part of a submitted version, or raised on one."
    )
    raised_on = models.ForeignKey(
        NoteVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="By a supervisor: who cannot read that version does not see the question.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    quarantined_at = models.DateTimeField(
        null=True, blank=True, help_text="Hidden: something in it may identify somebody."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(start__isnull=False, start__lt=models.F("end")),
                name="flag_span_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(intensity__isnull=True) | models.Q(intensity__lte=4),
                name="flag_intensity_0_to_4",
            ),
            models.CheckConstraint(
                condition=models.Q(dimension__in=Dimension.values),
                name="flag_dimension_known",
            ),
            models.CheckConstraint(
                condition=models.Q(visibility__in=FlagVisibility.values),
                name="flag_visibility_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} {self.id}"

    def sealing_key(self) -> DataKey:
        return self.note.case.data_key
