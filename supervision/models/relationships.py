"""Who supervises whom, from when to when: the root of access to clinical text."""

import uuid

from django.db import models
from django.utils import timezone

from supervision.enums import (
    CaseScope,
    EndedReason,
    RelationshipKind,
    RelationshipStatus,
)
from supervision.models.clinic import Clinic
from supervision.models.keys import DataKey
from supervision.models.people import User
from supervision.models.sealed import SealedTextField


class SupervisionRelationship(models.Model):
    """Changes only through ``supervision.actions.relationships``; never deleted.

    It gives access while ``status`` is active or ending and now lies in
    ``[valid_from, valid_to)``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="relationships")
    supervisee = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="relationships_as_supervisee"
    )
    supervisor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="relationships_as_supervisor"
    )
    kind = models.CharField(max_length=20, choices=RelationshipKind)
    status = models.CharField(
        max_length=12, choices=RelationshipStatus, default=RelationshipStatus.PROPOSED
    )
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)
    case_scope = models.CharField(max_length=8, choices=CaseScope, default=CaseScope.ALL)
    conflict_declaration = SealedTextField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_reason = models.CharField(max_length=20, choices=EndedReason, blank=True)
    ended_note = SealedTextField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-valid_from", "id"]
        indexes = [
            models.Index(fields=["supervisor", "status", "valid_to"], name="rel_supervisor"),
            models.Index(fields=["supervisee", "status", "valid_to"], name="rel_supervisee"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("supervisee")),
                name="nobody_supervises_himself",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="relationship_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=RelationshipKind.values),
                name="rel_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=RelationshipStatus.values),
                name="rel_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor} with {self.supervisee} ({self.get_kind_display()})"

    @property
    def status_now(self) -> RelationshipStatus:
        """Notice runs out by the clock: no row changes when its day comes."""
        status = RelationshipStatus(self.status)
        dated = self.kind == RelationshipKind.COVER and status is RelationshipStatus.ACTIVE
        if self.has_run_out and (dated or status is RelationshipStatus.ENDING):
            return RelationshipStatus.ENDED
        return status

    @property
    def has_run_out(self) -> bool:
        return self.valid_to is not None and self.valid_to <= timezone.now()

    @property
    def is_over(self) -> bool:
        """It ended, or its day has come."""
        return self.status == RelationshipStatus.ENDED or self.has_run_out

    @property
    def begins_later(self) -> bool:
        return self.valid_from > timezone.now()

    def sealing_key(self) -> DataKey:
        return self.clinic.sealing_key()


class RelationshipChange(models.Model):
    """One step in a relationship's life. Immutable: this is its history."""

    relationship = models.ForeignKey(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="changes"
    )
    from_status = models.CharField(max_length=12, choices=RelationshipStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=RelationshipStatus)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.relationship_id}: {self.from_status} to {self.to_status}"
