"""Emergency access to one case, for an hour, and the review that has to follow."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.break_glass_enums import BreakGlassEnd, BreakGlassOutcome, BreakGlassPurpose
from cases.models.case import Case
from supervision.enums import Role
from supervision.models import DataKey, SealedTextField


class BreakGlass(models.Model):
    """``outcome`` “not justified” is an incident. Changes only in
    ``cases.actions.break_glass``; without ``ended_at`` it holds until ``expires_at``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="break_glasses")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="break_glasses"
    )
    role = models.CharField(max_length=20, choices=Role)
    purpose = models.CharField(max_length=20, choices=BreakGlassPurpose)
    reason = SealedTextField()
    started_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=10, blank=True, choices=BreakGlassEnd)
    review_due = models.DateTimeField()
    review_reminded_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=15, blank=True, choices=BreakGlassOutcome)
    review_note = SealedTextField()

    class Meta:
        default_permissions = ()
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(
                fields=["by", "expires_at"],
                name="break_glass_running",
                condition=Q(ended_at=None),
            ),
            models.Index(fields=["case", "-started_at"], name="break_glass_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "by"], condition=Q(ended_at=None), name="break_glass_once"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=BreakGlassPurpose.values), name="break_glass_purpose"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("started_at")), name="break_glass_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="")
                | Q(
                    ended_at__isnull=False,
                    ended_at__gte=F("started_at"),
                    ended_how__in=BreakGlassEnd.values,
                ),
                name="break_glass_ends_somehow",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", reviewed_by=None, reviewed_at=None)
                | Q(
                    outcome__in=BreakGlassOutcome.values,
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                    ended_at__isnull=False,
                ),
                name="break_glass_review_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("by")),
                name="break_glass_review_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.case_id} from {self.started_at}"

    def sealing_key(self) -> DataKey:
        return self.case.data_key

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()

    @property
    def left(self) -> timedelta:
        """Until it ends by itself."""
        return self.expires_at - timezone.now()

    @property
    def is_overdue(self) -> bool:
        return not self.outcome and self.review_due < timezone.now()


def unsettled() -> Q:
    """What nobody has reviewed, and incidents that are not closed."""
    return Q(outcome="") | Q(incident__isnull=False, incident__closed_at=None)
