"""Licences, registrations, approvals: what a clinic may require of whoever supervises."""

import uuid

from django.db import models
from django.utils import timezone

from supervision.credential_enums import EXPIRES_SOON, NUMBERS, CredentialKind, CredentialStatus
from supervision.models.clinic import Clinic
from supervision.models.keys import DataKey
from supervision.models.people import User
from supervision.models.sealed import SealedTextField

STORED = (
    CredentialStatus.CLAIMED,
    CredentialStatus.VERIFIED,
    CredentialStatus.RESTRICTED,
    CredentialStatus.SUSPENDED,
    CredentialStatus.REVOKED,
)


class Credential(models.Model):
    """Entered by the person, checked by a lead. Renewal is a new one; none is ever deleted.

    ``valid_until`` is the moment at which ``expires_on`` is over where the clinic is: it runs
    out by the clock. ``kind_number`` is the kind as the clinic's rule names it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="credentials")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=20, choices=CredentialKind)
    kind_number = models.PositiveSmallIntegerField(editable=False)
    issuer = SealedTextField()
    number = SealedTextField()
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(
        max_length=12, choices=CredentialStatus, default=CredentialStatus.CLAIMED
    )
    restriction = SealedTextField()
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    lapse_told_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-entered_at", "id"]
        indexes = [
            models.Index(
                fields=["user", "clinic", "kind_number", "status"], name="credential_of_person"
            ),
            models.Index(fields=["clinic", "valid_until"], name="credential_runs_out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=STORED), name="credential_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=CredentialKind.values),
                name="credential_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True, valid_until__isnull=True)
                | models.Q(expires_on__isnull=False, valid_until__isnull=False),
                name="credential_day_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(status=CredentialStatus.CLAIMED)
                | models.Q(checked_by__isnull=False, checked_at__isnull=False)
                & ~models.Q(checked_by=models.F("user")),
                name="credential_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, *args: object, **kwargs: object) -> None:
        self.kind_number = NUMBERS[CredentialKind(self.kind)]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def status_now(self) -> CredentialStatus:
        status = CredentialStatus(self.status)
        if status is not CredentialStatus.VERIFIED or self.valid_until is None:
            return status
        left = self.valid_until - timezone.now()
        if left.total_seconds() <= 0:
            return CredentialStatus.EXPIRED
        return CredentialStatus.EXPIRING if left <= EXPIRES_SOON else status

    @property
    def masked(self) -> str:
        """The last three signs, for those who do not check it."""
        return f"…{self.number[-3:]}" if len(self.number) > 3 else "…"  # noqa: PLR2004

    def sealing_key(self) -> DataKey:
        return self.clinic.sealing_key()
