"""A referral decision: what was known, considered, consulted and done."""

import uuid
from typing import ClassVar

from django.db import models

from cases.decision_enums import (
    ConsentToShare,
    DifferencePresent,
    Ground,
    InitiatedBy,
    NotToldReason,
    ReferralDirection,
    ReferralOutcomeDecision,
    ReferralStatus,
    ValuesOutcome,
    WarmHandover,
)
from cases.models.decision import Decision
from supervision.models import DataKey, SealedTextField


class ReferralDecision(Decision):
    """See ``cases.decision_workflow.REFERRAL_TRANSITIONS`` for its states."""

    REFLECTIVE: ClassVar[frozenset[str]] = frozenset({"values_work"})

    initiated_by = models.CharField(
        max_length=12, choices=InitiatedBy, default=InitiatedBy.SUPERVISEE
    )
    direction = models.CharField(max_length=20, choices=ReferralDirection, blank=True)
    situation = SealedTextField()
    decided = models.CharField(max_length=24, choices=ReferralOutcomeDecision, blank=True)
    rationale = SealedTextField()
    # Values check: the reasoning path in front of every referral out
    difference_present = models.CharField(max_length=24, choices=DifferencePresent, blank=True)
    values_same_need = SealedTextField(help_text="Same need without the difference: refer?")
    values_work = SealedTextField(help_text="What the supervisee has done about it.")
    values_supervisor_view = SealedTextField()
    values_outcome = models.CharField(max_length=40, choices=ValuesOutcome, blank=True)
    # Client involvement
    client_informed_on = models.DateField(null=True, blank=True)
    client_informed_how = SealedTextField()
    client_preference = SealedTextField()
    client_disagreement = SealedTextField()
    consent_to_share = models.CharField(max_length=12, choices=ConsentToShare, blank=True)
    not_told_reason = models.CharField(max_length=12, choices=NotToldReason, blank=True)
    # Continuity of care
    interim_contact = SealedTextField()
    crisis_plan_given = models.BooleanField(null=True, blank=True)
    warm_handover = models.CharField(max_length=10, choices=WarmHandover, blank=True)
    # Receiver: a service, never a client
    receiving_service = SealedTextField()
    first_appointment_month = models.DateField(null=True, blank=True)
    outcome = SealedTextField()
    # Emergency: two fields now, the rest afterwards
    emergency_action = SealedTextField()

    class Meta:
        default_permissions = ()

    def get_status_display(self) -> str:
        return ReferralStatus(self.status).label


class ReferralGround(models.Model):
    """Why. Each asks for its evidence; one is primary."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        ReferralDecision, on_delete=models.CASCADE, related_name="grounds"
    )
    ground = models.CharField(max_length=32, choices=Ground)
    evidence = SealedTextField()
    primary = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["-primary", "ground"]
        indexes = [models.Index(fields=["ground", "referral"], name="ground_of_referral")]
        constraints = [
            models.UniqueConstraint(fields=["referral", "ground"], name="ground_once"),
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(primary=True),
                name="ground_primary_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_ground_display()

    def sealing_key(self) -> DataKey:
        return self.referral.case.data_key


class ReferralOption(models.Model):
    """A way that was considered; at least two, one may be to continue here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        ReferralDecision, on_delete=models.CASCADE, related_name="options"
    )
    position = models.PositiveSmallIntegerField(default=0)
    label = SealedTextField()
    pros = SealedTextField()
    cons = SealedTextField()
    client_view = SealedTextField()
    wait_and_cost = SealedTextField()
    cultural_fit = SealedTextField()
    continue_here = models.BooleanField(default=False)
    chosen = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(chosen=True),
                name="option_chosen_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Option {self.position}"

    def sealing_key(self) -> DataKey:
        return self.referral.case.data_key
