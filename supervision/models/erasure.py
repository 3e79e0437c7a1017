"""Asking that one's account and what identifies one in it be erased."""

import uuid

from django.db import models
from django.utils import timezone

from supervision.models.people import User


class ErasureRequest(models.Model):
    """Open until it is taken back or answered. Somebody who looks after people answers it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="erasure_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    OPEN = models.Q(taken_back_at__isnull=True, done_at__isnull=True)

    class Meta:
        default_permissions = ()
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(taken_back_at__isnull=True, done_at__isnull=True),
                name="erasure_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True) | models.Q(done_at__isnull=True),
                name="erasure_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asked on {self.asked_at:%Y-%m-%d}"
