"""What goes along when the supervisor changes: asked for, and taken over or not."""

import uuid

from django.db import models
from django.utils import timezone

from cases.enums import CarryOverStatus
from cases.models.decision import Decision
from cases.models.note import Note
from supervision.models import SupervisorChange


class CarryOver(models.Model):
    """A note with the directives on it that have no end, or an open decision.

    Accepted, it lies with the new supervision; until then its words are none of hers. For whom
    it lay with before, ``answered_at`` is where her time with it ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    change = models.ForeignKey(
        SupervisorChange, on_delete=models.PROTECT, related_name="carry_overs"
    )
    note = models.ForeignKey(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="carry_overs"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="carry_overs"
    )
    status = models.CharField(
        max_length=8, choices=CarryOverStatus, default=CarryOverStatus.ASKED
    )
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "note"], name="carry_note_once"),
            models.UniqueConstraint(fields=["change", "decision"], name="carry_decision_once"),
            models.CheckConstraint(
                condition=models.Q(note__isnull=True, decision__isnull=False)
                | models.Q(note__isnull=False, decision__isnull=True),
                name="carry_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(status=CarryOverStatus.ASKED, answered_at__isnull=True)
                | models.Q(
                    status__in=[CarryOverStatus.ACCEPTED, CarryOverStatus.DECLINED],
                    answered_at__isnull=False,
                ),
                name="carry_answered_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note_id or self.decision_id}: {self.status}"
