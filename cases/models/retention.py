"""How long a case is kept: the notice before it is erased, and what holds it up."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.case import Case
from supervision.models import DataKey, SealedTextField


class RetentionNotice(models.Model):
    """The clinic's leads were told that the time of keeping this case is over.

    It goes when the case is worked on again; erasing waits for a while after it.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="retention_notice"
    )
    due_on = models.DateField(help_text="Until then it is kept at least.")
    warned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.case_id} is due on {self.due_on}"


class LegalHold(models.Model):
    """A case that must not be erased, whatever the rules of keeping say.

    One person sets it, so that it is in time; it takes two to lift it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    reason = SealedTextField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    RUNNING = models.Q(lifted_at__isnull=True)

    class Meta:
        default_permissions = ()
        ordering = ["set_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(lifted_at__isnull=True),
                name="hold_once_per_case",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | models.Q(
                    lifted_at__isnull=False,
                    lifted_by__isnull=False,
                    lift_asked_by__isnull=False,
                ),
                name="hold_lifted_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(lifted_by=models.F("lift_asked_by")),
                name="hold_lifted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"hold on {self.case_id}"

    def sealing_key(self) -> DataKey:
        return self.case.data_key
