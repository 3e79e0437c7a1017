"""What the two of a supervision have agreed: written together, offered, signed by both.

While it is written it is a draft. What is put forward is a row that never changes, and a
signature is on that row: on those bytes and no others.
"""

import json
import uuid
from hashlib import sha256
from typing import Any

from django.db import models
from django.utils import timezone

from supervision.agreement_enums import (
    REVIEW_SOON,
    AgreementMove,
    AgreementStatus,
    ReviewReminder,
    SignatureMethod,
)
from supervision.models.keys import DataKey
from supervision.models.people import User
from supervision.models.relationships import SupervisionRelationship
from supervision.models.sealed import SealedJSONField, SealedTextField

STORED = (
    AgreementStatus.DRAFT,
    AgreementStatus.OFFERED,
    AgreementStatus.SIGNED,
    AgreementStatus.SUPERSEDED,
)
_IN_THE_MAKING = models.Q(status__in=[AgreementStatus.DRAFT, AgreementStatus.OFFERED])


class SupervisionAgreement(models.Model):
    """One version; the next one begins with its words. See ``supervision.actions.agreements``.

    ``sections`` is the draft: once it is offered, what counts is the latest offer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    relationship = models.ForeignKey(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.PositiveIntegerField(help_text="Of this supervision, from 1.")
    status = models.CharField(
        max_length=12, choices=AgreementStatus, default=AgreementStatus.DRAFT
    )
    sections = SealedJSONField()
    review_due = models.DateField(null=True, blank=True)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    signed_at = models.DateTimeField(
        null=True, blank=True, help_text="By the second of the two: it holds from then on."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-number", "id"]
        indexes = [models.Index(fields=["status", "review_due"], name="agreement_review")]
        constraints = [
            models.UniqueConstraint(fields=["relationship", "number"], name="agreement_once"),
            models.UniqueConstraint(
                fields=["relationship"],
                condition=_IN_THE_MAKING,
                name="agreement_one_in_the_making",
            ),
            models.UniqueConstraint(
                fields=["relationship"],
                condition=models.Q(status=AgreementStatus.SIGNED),
                name="agreement_one_holds",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=STORED), name="agreement_status_known"
            ),
            models.CheckConstraint(
                condition=_IN_THE_MAKING & models.Q(signed_at__isnull=True)
                | ~_IN_THE_MAKING & models.Q(signed_at__isnull=False, review_due__isnull=False),
                name="agreement_signed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.number}"

    @property
    def status_now(self) -> AgreementStatus:
        """It ends with its supervision: no row changes for that."""
        status = AgreementStatus(self.status)
        if status is not AgreementStatus.SUPERSEDED and self.relationship.is_over:
            return AgreementStatus.TERMINATED
        return status

    @property
    def holds(self) -> bool:
        return self.status_now is AgreementStatus.SIGNED

    @property
    def review_is_near(self) -> bool:
        if not self.holds or self.review_due is None:
            return False
        return self.review_due <= timezone.localdate() + REVIEW_SOON

    @property
    def review_is_over(self) -> bool:
        return self.review_is_near and bool(
            self.review_due and self.review_due <= timezone.localdate()
        )

    def sealing_key(self) -> DataKey:
        return self.relationship.sealing_key()


class AgreementOffer(models.Model):
    """What was put forward, to the letter. Immutable, by a trigger too.

    ``document`` is the RFC 8785 form of who, what, until when, and a salt: ``digest`` is its
    SHA-256, and without the salt nobody can try a guess at it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(
        SupervisionAgreement, on_delete=models.PROTECT, related_name="offers"
    )
    revision = models.PositiveIntegerField()
    document = SealedTextField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "revision"], name="offer_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.revision}"

    @property
    def content(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.document)
        return read

    @property
    def is_what_was_offered(self) -> bool:
        return sha256(self.document.encode()).hexdigest() == self.digest

    def sealing_key(self) -> DataKey:
        return self.agreement.sealing_key()


class AgreementSignature(models.Model):
    """Somebody signed that offer. Immutable, by a trigger too.

    ``statement_hash`` is the digest of the document as it was computed at that moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(
        AgreementOffer, on_delete=models.PROTECT, related_name="signatures"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    method = models.CharField(max_length=12, choices=SignatureMethod)
    statement_hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "user"], name="signed_once"),
            models.CheckConstraint(
                condition=models.Q(method__in=SignatureMethod.values),
                name="signature_method_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} by {self.user_id}"


class AgreementStep(models.Model):
    """One step in the life of an agreement, with what was said to it. Immutable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(
        SupervisionAgreement, on_delete=models.PROTECT, related_name="steps"
    )
    number = models.PositiveIntegerField(help_text="The agreement's version by then.")
    move = models.CharField(max_length=12, choices=AgreementMove)
    words = SealedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.move}"

    def sealing_key(self) -> DataKey:
        return self.agreement.sealing_key()


class AgreementReminder(models.Model):
    """That somebody was told of a review: once before, once when its day had come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(
        SupervisionAgreement, on_delete=models.PROTECT, related_name="reminders"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ReviewReminder)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "user", "kind"], name="agreement_reminded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.kind}"
