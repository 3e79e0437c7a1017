"""Who else speaks in a referral: each client of several, and each receiver that was asked."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.decision_enums import ConsentToShare, NotToldReason
from cases.models.referral import ReferralDecision
from cases.referral_enums import ReceiverKind, Reply
from supervision.models import DataKey, SealedTextField


class ClientVoice(models.Model):
    """One of several clients: a partner, a child, a parent. Named by the role alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        ReferralDecision, on_delete=models.CASCADE, related_name="voices"
    )
    position = models.PositiveSmallIntegerField(default=0)
    who = SealedTextField(help_text="A role, never a name: partner A, mother.")
    informed_on = models.DateField(null=True, blank=True)
    informed_how = SealedTextField()
    preference = SealedTextField()
    disagreement = SealedTextField()
    consent_to_share = models.CharField(max_length=12, choices=ConsentToShare, blank=True)
    not_told_reason = models.CharField(max_length=12, choices=NotToldReason, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"Voice {self.position}"

    def sealing_key(self) -> DataKey:
        return self.referral.case.data_key


class ReceiverReply(models.Model):
    """A receiver that was asked, and one thing it said; each word after it is a row more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        ReferralDecision, on_delete=models.PROTECT, related_name="replies"
    )
    service = SealedTextField(help_text="A service, never client data.")
    kind = models.CharField(max_length=12, choices=ReceiverKind, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    reply = models.CharField(max_length=12, choices=Reply, default=Reply.PENDING)
    replied_on = models.DateField(null=True, blank=True)
    words = SealedTextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["asked_at", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reply=Reply.PENDING) | models.Q(replied_on__isnull=False),
                name="reply_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id}: {self.reply}"

    def sealing_key(self) -> DataKey:
        return self.referral.case.data_key
