"""Looking at a decision again: when, by whom, and what was found."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.decision import Decision
from cases.referral_enums import Finding
from supervision.models import DataKey, SealedTextField


class FollowUp(models.Model):
    """Open until it is done or called off; then it stays as it is.

    ``weeks`` says which of the planned ones it is, and is empty where somebody chose the day.
    ``reminded_at``: its owner has had mail about it, once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="follow_ups")
    due = models.DateField()
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    planned_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    finding = models.CharField(max_length=20, choices=Finding, blank=True)
    result = SealedTextField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    OPEN: ClassVar = models.Q(done_at__isnull=True, called_off_at__isnull=True)

    class Meta:
        default_permissions = ()
        ordering = ["due", "planned_at", "id"]
        indexes = [
            models.Index(
                fields=["due", "decision"],
                condition=models.Q(done_at__isnull=True, called_off_at__isnull=True),
                name="follow_up_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(called_off_at__isnull=True),
                name="follow_up_one_end",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by__isnull=True, finding="")
                | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="follow_up_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} on {self.due}"

    def sealing_key(self) -> DataKey:
        return self.decision.case.data_key

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.called_off_at is None
