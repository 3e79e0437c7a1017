"""Who is away from when to when, and who stands in for a supervisor meanwhile."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from supervision.cover_enums import CoverReason, CoverScope, CoverStatus
from supervision.models.clinic import Clinic
from supervision.models.keys import DataKey
from supervision.models.people import User
from supervision.models.relationships import SupervisionRelationship
from supervision.models.sealed import SealedTextField

STORED = (CoverStatus.PLANNED, CoverStatus.ACCEPTED, CoverStatus.DECLINED)


class Absence(models.Model):
    """A supervisor reads nothing from ``starts_at`` to before ``ends_at``.

    Why is nobody's business. Called off, it ends at the moment of calling it off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["person", "ends_at"], name="absence_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                name="absence_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} is away"


class CoverAssignment(models.Model):
    """Somebody stands in for the supervisor of ``covered``.

    Accepted, it has a ``relationship`` of its own, of the kind cover and with an end: that one
    gives access, and it alone says whether the cover runs. What was submitted in its time stays
    in it. Changes only through ``supervision.actions.covers``; never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    covered = models.ForeignKey(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="covers"
    )
    cover = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers_for")
    relationship = models.OneToOneField(
        SupervisionRelationship,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cover_assignment",
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=CoverReason)
    scope = models.CharField(max_length=12, choices=CoverScope, default=CoverScope.ALL)
    status = models.CharField(max_length=12, choices=CoverStatus, default=CoverStatus.PLANNED)
    sudden = models.BooleanField(default=False, help_text="Begun without the supervisor.")
    why = SealedTextField()
    handover_note = SealedTextField()
    handback_note = SealedTextField()
    handed_back_at = models.DateTimeField(null=True, blank=True)
    handback_read_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-starts_at", "id"]
        indexes = [
            models.Index(fields=["covered", "status", "ends_at"], name="cover_of_supervision"),
            models.Index(fields=["cover", "status", "ends_at"], name="cover_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="cover_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=STORED), name="cover_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=CoverScope.values), name="cover_scope_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=CoverReason.values), name="cover_reason_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status=CoverStatus.ACCEPTED, relationship__isnull=False)
                | ~models.Q(status=CoverStatus.ACCEPTED) & models.Q(relationship__isnull=True),
                name="cover_accepted_has_relationship",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cover} for {self.covered.supervisor}"

    @property
    def status_now(self) -> CoverStatus:
        """Begins and ends by the clock: no row changes when its hour comes."""
        if self.relationship is not None:
            if self.relationship.is_over:
                return CoverStatus.CLOSED
            later = self.relationship.begins_later
            return CoverStatus.ACCEPTED if later else CoverStatus.ACTIVE
        status = CoverStatus(self.status)
        run_out = status is CoverStatus.PLANNED and self.ends_at <= timezone.now()
        return CoverStatus.CLOSED if run_out else status

    @property
    def is_active(self) -> bool:
        return self.status_now is CoverStatus.ACTIVE

    @property
    def until(self) -> datetime:
        """When it is or was over: earlier than planned where it was ended."""
        ended = self.relationship.valid_to if self.relationship else None
        return ended or self.ends_at

    def sealing_key(self) -> DataKey:
        return self.covered.sealing_key()
