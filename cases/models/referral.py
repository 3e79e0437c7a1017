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
from cases.enums import RiskLine
from cases.models.boundary import BoundaryDecision
from cases.models.decision import Decision
from cases.models.flag import ReflectiveFlag
from cases.referral_enums import (
    Known,
    ReceiverKind,
    RecordsTransfer,
    ReferralUrgency,
    ValuesMissing,
    WhoDecides,
)
from supervision.models import DataKey, SealedTextField


class ReferralDecision(Decision):
    """See ``cases.decision_workflow.REFERRAL_TRANSITIONS`` for its states."""

    REFLECTIVE: ClassVar[frozenset[str]] = frozenset({"values_work", "values_missing"})

    initiated_by = models.CharField(
        max_length=12, choices=InitiatedBy, default=InitiatedBy.SUPERVISEE
    )
    direction = models.CharField(max_length=20, choices=ReferralDirection, blank=True)
    urgency = models.CharField(max_length=12, choices=ReferralUrgency, blank=True)
    situation = SealedTextField()
    risk = models.CharField(max_length=16, choices=RiskLine, blank=True)
    risk_assessment = SealedTextField()
    decided = models.CharField(max_length=24, choices=ReferralOutcomeDecision, blank=True)
    rationale = SealedTextField()
    # Values check: the reasoning path in front of every referral out
    difference_present = models.CharField(max_length=24, choices=DifferencePresent, blank=True)
    values_same_need = SealedTextField(help_text="Same need without the difference: refer?")
    values_work = SealedTextField(help_text="What the supervisee has done about it.")
    values_missing = models.CharField(max_length=12, choices=ValuesMissing, blank=True)
    values_steps = models.JSONField(
        default=list, blank=True, help_text="Codes of what was done."
    )
    values_plan = SealedTextField()
    values_supervisor_view = SealedTextField()
    values_outcome = models.CharField(max_length=40, choices=ValuesOutcome, blank=True)
    # Client involvement
    client_informed_on = models.DateField(null=True, blank=True)
    client_informed_how = SealedTextField()
    client_preference = SealedTextField()
    client_disagreement = SealedTextField()
    consent_to_share = models.CharField(max_length=12, choices=ConsentToShare, blank=True)
    consent_scope = SealedTextField()
    not_told_reason = models.CharField(max_length=12, choices=NotToldReason, blank=True)
    who_decides = models.CharField(max_length=12, choices=WhoDecides, blank=True)
    guardian_part = SealedTextField()
    outreach = SealedTextField()
    pre_termination = models.BooleanField(null=True, blank=True)
    pre_termination_sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    # Continuity of care
    interim_contact = SealedTextField()
    sessions_until = models.DateField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    crisis_plan_given = models.BooleanField(null=True, blank=True)
    warm_handover = models.CharField(max_length=10, choices=WarmHandover, blank=True)
    records_transfer = models.CharField(max_length=12, choices=RecordsTransfer, blank=True)
    abandonment_check = models.JSONField(
        default=list, blank=True, help_text="Codes of what is true by now."
    )
    abandonment_gap = SealedTextField()
    # Receiver: a service, never a client
    receiver_kind = models.CharField(max_length=12, choices=ReceiverKind, blank=True)
    receiving_service = SealedTextField()
    first_appointment_month = models.DateField(null=True, blank=True)
    attended = models.CharField(max_length=8, choices=Known, blank=True)
    engaged = models.CharField(max_length=8, choices=Known, blank=True)
    returned = models.CharField(max_length=8, choices=Known, blank=True)
    outcome = SealedTextField()
    outcome_reason = SealedTextField()
    outcome_learned = SealedTextField()
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
    # What it grew from; whoever reads the referral reads these only where they may anyway.
    flag = models.ForeignKey(
        ReflectiveFlag, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    boundary = models.ForeignKey(
        BoundaryDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

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
    available = models.BooleanField(null=True, blank=True)
    wait_time = SealedTextField()
    cost = SealedTextField()
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
