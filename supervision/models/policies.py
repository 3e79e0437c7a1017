"""What a clinic set for itself, from when on, and who agreed: versions, never overwritten."""

import uuid

from django.db import models
from django.utils import timezone

from supervision.enums import PolicyChangeStatus
from supervision.models.clinic import Clinic
from supervision.models.people import User


class PolicyChange(models.Model):
    """One version of a clinic's policy profile: what it changes, from when on.

    ``changes`` is ``{code: {"from": value, "to": value}}`` with codes of
    ``supervision.policy_settings``. It counts once it is approved and its time has come. What
    loosens is approved by somebody else than its proposer, which the database keeps as well.
    ``proposed_by`` is empty where a clinic brought its rules along from before there were
    versions.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="policy_changes")
    number = models.PositiveIntegerField()
    changes = models.JSONField()
    basis = models.CharField(max_length=200, blank=True)
    loosens = models.BooleanField()
    status = models.CharField(max_length=10, choices=PolicyChangeStatus)
    effective_from = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["clinic", "status", "effective_from"], name="policy_in_force")
        ]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="policy_number_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=PolicyChangeStatus.values),
                name="policy_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status=PolicyChangeStatus.PROPOSED, decided_at__isnull=True)
                | ~models.Q(status=PolicyChangeStatus.PROPOSED)
                & models.Q(decided_at__isnull=False),
                name="policy_decided_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=PolicyChangeStatus.APPROVED, loosens=True)
                | models.Q(decided_by__isnull=False, proposed_by__isnull=False)
                & ~models.Q(decided_by=models.F("proposed_by")),
                name="policy_loosened_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
