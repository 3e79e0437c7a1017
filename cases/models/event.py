"""The log of a room: what happened on a note, in order, without text."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.enums import EventKind
from cases.models.annotation import Annotation
from cases.models.flag import ReflectiveFlag
from cases.models.note import Note


class NoteEvent(models.Model):
    """``seq`` is gap-free per note (``Note.last_seq`` under its row lock)."""

    id = models.BigAutoField(primary_key=True)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=24, choices=EventKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    op_id = models.UUIDField(null=True, blank=True)
    annotation = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    flag = models.ForeignKey(
        ReflectiveFlag,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    number = models.PositiveIntegerField(help_text="The note's version at that moment.")
    detail = models.CharField(max_length=32, blank=True, help_text="A code: the move made.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["note", "seq"], name="event_seq_once"),
            models.UniqueConstraint(
                fields=["note", "actor", "op_id"],
                condition=models.Q(op_id__isnull=False),
                name="event_op_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} #{self.seq} {self.kind}"


class Operation(models.Model):
    """A write that was answered: a repeat of its ``op_id`` gets the same answer.

    ``fingerprint`` is a keyed hash of the request, because a plain hash of a short text
    can be guessed; the answer is sealed under the actor's clinic key by the api.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    op_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(
        default=0, help_text="Of the kept answer; 0 when none is kept."
    )
    answer = models.BinaryField(default=b"")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["at"],
                condition=models.Q(status__gt=0),
                name="operation_answer_kept",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["actor", "op_id"], name="operation_once")
        ]

    def __str__(self) -> str:
        return f"{self.op_id}"
