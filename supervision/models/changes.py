"""That somebody else supervises from now on, and what the new one is told by the two before."""

import uuid

from django.db import models
from django.utils import timezone

from supervision.enums import EndedReason
from supervision.models.keys import DataKey
from supervision.models.people import User
from supervision.models.relationships import SupervisionRelationship
from supervision.models.sealed import SealedTextField

# Whoever goes for such a reason writes no word for whoever comes.
APART = (EndedReason.CONFLICT, EndedReason.CONCERN_UPHELD)


class SupervisorChange(models.Model):
    """``old`` ends where ``new`` begins. Changes only through ``supervision.actions.changes``.

    ``note`` is written by the old supervisor. The new one reads it, and the supervisee's own
    ``words``, once she has read it and handed it on (``given_at``); why the old one ended, once
    she says so (``reason_given_at``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    old = models.OneToOneField(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="change_after"
    )
    new = models.OneToOneField(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="change_before"
    )
    note = SealedTextField()
    note_at = models.DateTimeField(null=True, blank=True)
    words = SealedTextField()
    given_at = models.DateTimeField(null=True, blank=True)
    reason_given_at = models.DateTimeField(null=True, blank=True)
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-arranged_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")), name="change_to_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old.supervisor}, then {self.new.supervisor}"

    @property
    def without_note(self) -> bool:
        return self.old.ended_reason in APART

    def sealing_key(self) -> DataKey:
        return self.old.sealing_key()
