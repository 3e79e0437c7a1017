"""What a supervisor or supervisee says about a passage, and where the passage is."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.enums import (
    Act,
    AnchorHow,
    AnnotationStatus,
    AnnotationVisibility,
    Eye,
    Focus,
    Stance,
)
from cases.models.flag import ReflectiveFlag
from cases.models.note import Note, NoteVersion
from cases.models.presentation import GroupPresentation
from supervision.models import DataKey, SealedJSONField, SealedTextField


class Annotation(models.Model):
    """A typed act on a passage of a version, or a reply in its thread.

    A thread is one annotation with ``parent`` empty and its replies. Withdrawn ones keep
    their row and their text under seal; readers get a tombstone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="annotations")
    made_on = models.ForeignKey(
        NoteVersion, on_delete=models.PROTECT, related_name="annotations"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="annotations"
    )
    act = models.CharField(max_length=20, choices=Act)
    body = SealedTextField()
    directive = SealedJSONField(
        help_text="For a directive: what, by_when, why, how_seen. Else empty."
    )
    focus = models.CharField(max_length=20, choices=Focus, blank=True)
    stance = models.CharField(max_length=12, choices=Stance, blank=True)
    eye = models.PositiveSmallIntegerField(choices=Eye, null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=AnnotationStatus, default=AnnotationStatus.OPEN
    )
    status_reason = SealedTextField()
    visibility = models.CharField(
        max_length=8, choices=AnnotationVisibility, default=AnnotationVisibility.PAIR
    )
    presentation = models.ForeignKey(
        GroupPresentation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="annotations",
        help_text="In which presentation it was said to the group; else empty.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    quarantined_at = models.DateTimeField(
        null=True, blank=True, help_text="Hidden: something in it may identify somebody."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["note", "created_at", "id"], name="annotation_of_note")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=Act.values), name="annotation_act_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=AnnotationStatus.values),
                name="annotation_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    visibility=AnnotationVisibility.PAIR, presentation__isnull=True
                )
                | models.Q(visibility=AnnotationVisibility.GROUP, presentation__isnull=False),
                name="annotation_group_in_presentation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.id}"

    def sealing_key(self) -> DataKey:
        return self.note.case.data_key


class Anchor(models.Model):
    """Where an annotation or a flag lies in one version, in code points of its text.

    No ``start`` and ``end``: the whole note, or (``how`` is orphan) the passage is gone.
    The quote is the slice of the immutable text and is therefore not stored again. On later
    versions ``how`` compares it with the passage as it was first marked; a suggestion waits
    for somebody, whose answer is ``decided_by`` and ``decided_at``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(
        Annotation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="anchors",
    )
    flag = models.ForeignKey(
        ReflectiveFlag,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="anchors",
    )
    version = models.ForeignKey(NoteVersion, on_delete=models.PROTECT, related_name="anchors")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=AnchorHow, default=AnchorHow.SAME)
    score = models.FloatField(default=100.0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who said where it belongs, or that it is not there.",
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(annotation__isnull=True, flag__isnull=False)
                | models.Q(annotation__isnull=False, flag__isnull=True),
                name="anchor_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(start__isnull=False, start__lt=models.F("end")),
                name="anchor_span_forward",
            ),
            models.UniqueConstraint(
                fields=["annotation", "version"], name="anchor_annotation_once"
            ),
            models.UniqueConstraint(fields=["flag", "version"], name="anchor_flag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end} of {self.version_id}"
