"""The way of an annotation: each step with who took it, when, and the words with it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.enums import AnnotationMove, AnnotationStatus
from cases.models.annotation import Annotation
from supervision.models import DataKey, SealedJSONField, SealedTextField


class AnnotationStep(models.Model):
    """One move of an annotation. Immutable history: the next step overwrites nothing.

    ``was`` holds the terms of a directive that this step replaced, else it is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=16, choices=AnnotationMove)
    from_status = models.CharField(max_length=12, choices=AnnotationStatus)
    to_status = models.CharField(max_length=12, choices=AnnotationStatus)
    text = SealedTextField()
    was = SealedJSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["annotation", "at", "id"], name="step_of_annotation")]

    def __str__(self) -> str:
        return f"{self.annotation_id}: {self.move}"

    def sealing_key(self) -> DataKey:
        return self.annotation.note.case.data_key
