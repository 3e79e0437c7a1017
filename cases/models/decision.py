"""What referral and boundary decisions share: who, when, which state, who consulted."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.enums import ConsultedWith, DecisionKind
from cases.models.case import Case
from cases.models.note import NoteVersion
from supervision.models import Clinic, DataKey, SealedTextField, SupervisionRelationship


class Decision(models.Model):
    """The part of a decision that the audit lists. Its own text lies in the two kinds.

    ``shared_at`` is empty while the supervisee thinks alone: nobody else sees it then.
    ``status`` belongs to the kind's table in ``cases.decision_workflow``. What cannot wait
    (``emergency``) is shared also where no supervision is running: the clinic lead sees it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    reference = models.CharField(max_length=24, help_text="Case code, R or B, number.")
    supervisee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    relationship = models.ForeignKey(
        SupervisionRelationship,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    from_version = models.ForeignKey(
        NoteVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    from_start = models.PositiveIntegerField(
        null=True, blank=True, help_text="The passage it grew from, in code points."
    )
    from_end = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=24)
    held_from = models.CharField(max_length=24, blank=True, help_text="Status before a hold.")
    emergency = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    shared_at = models.DateTimeField(null=True, blank=True)
    review_due = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    follow_up_due = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    quarantined_at = models.DateTimeField(
        null=True, blank=True, help_text="Hidden: something in it may identify somebody."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["clinic", "-opened_at", "-id"], name="decision_of_clinic"),
            models.Index(fields=["supervisee", "-opened_at", "-id"], name="decision_of_person"),
            models.Index(fields=["relationship", "status"], name="decision_of_relationship"),
            models.Index(fields=["case", "-opened_at"], name="decision_of_case"),
            models.Index(
                fields=["clinic", "kind", "shared_at", "status"], name="decision_brought"
            ),
            models.Index(
                fields=["clinic", "review_due"],
                condition=models.Q(review_due__isnull=False),
                name="decision_awaited",
            ),
            models.Index(
                fields=["clinic", "follow_up_due"],
                condition=models.Q(follow_up_due__isnull=False),
                name="decision_to_follow_up",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "reference"], name="decision_ref_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=DecisionKind.values),
                name="decision_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(shared_at__isnull=True)
                | models.Q(relationship__isnull=False)
                | models.Q(emergency=True),
                name="decision_shared_with_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(from_start__isnull=True, from_end__isnull=True)
                | models.Q(
                    from_version__isnull=False,
                    from_start__isnull=False,
                    from_start__lt=models.F("from_end"),
                ),
                name="decision_passage_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def sealing_key(self) -> DataKey:
        return self.case.data_key


class DecisionStep(models.Model):
    """One move of a decision and the reasons given for it. Immutable history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=24)
    from_status = models.CharField(max_length=24)
    to_status = models.CharField(max_length=24)
    reasons = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(null=True, help_text="When this answer was due, if one was.")

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.move}"

    def sealing_key(self) -> DataKey:
        return self.decision.case.data_key


class Consultation(models.Model):
    """Whom somebody asked about a decision, what, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="consultations"
    )
    consulted = models.CharField(max_length=12, choices=ConsultedWith)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who it was, where it was somebody here: he does not audit it later.",
    )
    on = models.DateField()
    question = SealedTextField()
    advice = SealedTextField()
    followed = models.BooleanField(null=True, blank=True)
    why = SealedTextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_consulted_display()} on {self.on}"

    def sealing_key(self) -> DataKey:
        return self.decision.case.data_key
