"""The lead's audit: what was drawn, who reviews it, what was found, what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.audit_enums import ChosenAs, FindingOutcome, FindingStatus
from cases.models.decision import Decision
from supervision.models import Clinic, DataKey, SealedJSONField, SealedTextField


def _person(**options: object) -> "models.ForeignKey[object, object]":
    settled = {"on_delete": models.PROTECT, "related_name": "+"} | options
    return models.ForeignKey(settings.AUTH_USER_MODEL, **settled)  # type: ignore[arg-type]


class AuditSample(models.Model):
    """One draw. ``frame`` is all it was drawn from, ``{decision id: [risks]}``, as it was then.

    With ``seed`` and ``share`` the draw can be made again: see ``cases.audit_drawing``. Where
    ``named_as`` says so, one decision was named instead; the seed draws its reviewer alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="audit_samples")
    drawn_by = _person()
    drawn_at = models.DateTimeField(default=timezone.now, editable=False)
    shared_from = models.DateField()
    shared_to = models.DateField()
    seed = models.CharField(max_length=64)
    share = models.PositiveSmallIntegerField(help_text="Percent of what is not high risk.")
    frame = models.JSONField(default=dict)
    named_as = models.CharField(max_length=10, choices=ChosenAs, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-drawn_at", "-id"]
        indexes = [models.Index(fields=["clinic", "-drawn_at", "-id"], name="sample_of_clinic")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__lte=100), name="sample_share_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"Sample of {self.drawn_at:%Y-%m-%d}"


class Finding(models.Model):
    """The review of one decision. Without a reviewer it says “not independently reviewed”.

    See ``cases.audit_workflow.FINDING_TRANSITIONS`` for its states. ``hindsight`` is what
    became known after the decision; it is kept apart from what is judged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="findings")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="finding")
    sample = models.ForeignKey(AuditSample, on_delete=models.PROTECT, related_name="findings")
    chosen_as = models.CharField(max_length=10, choices=ChosenAs)
    reason = SealedTextField(help_text="Why it was named; empty where it was drawn.")
    reviewer = _person(null=True, blank=True, related_name="findings_written")
    status = models.CharField(
        max_length=20, choices=FindingStatus, default=FindingStatus.UNASSIGNED
    )
    held_from = models.CharField(max_length=20, blank=True, help_text="Status before appeal.")
    checklist_version = models.CharField(max_length=8)
    answers = SealedJSONField(help_text="{question: {met, comment}}")
    summary = SealedTextField()
    hindsight = SealedTextField()
    outcome = models.CharField(max_length=24, choices=FindingOutcome, blank=True)
    safety = models.BooleanField(
        default=False, help_text="Client safety: an appeal does not suspend its effect."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    appeal_hearer = _person(null=True, blank=True, related_name="appeals_heard")
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["reviewer", "status"], name="finding_of_reviewer"),
            models.Index(fields=["clinic", "-created_at", "-id"], name="finding_of_clinic"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=FindingStatus.values),
                name="finding_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status=FindingStatus.UNASSIGNED, reviewer__isnull=True)
                | models.Q(reviewer__isnull=False) & ~models.Q(status=FindingStatus.UNASSIGNED),
                name="finding_has_a_reviewer",
            ),
            models.CheckConstraint(
                condition=models.Q(appeal_hearer__isnull=True)
                | ~models.Q(appeal_hearer=models.F("reviewer")),
                name="appeal_heard_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"Finding on {self.decision_id}"

    def sealing_key(self) -> DataKey:
        return self.decision.case.data_key


class FindingStep(models.Model):
    """One move of a finding with the words given: history, replies, appeal. Immutable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20)
    to_status = models.CharField(max_length=20)
    words = SealedTextField()
    by = _person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.move}"

    def sealing_key(self) -> DataKey:
        return self.finding.sealing_key()


class AuditConflict(models.Model):
    """Declared by hand: this person does not review this decision, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="audit_conflicts"
    )
    person = _person()
    reason = SealedTextField()
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["decision", "person"], name="audit_conflict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} and {self.decision_id}"

    def sealing_key(self) -> DataKey:
        return self.decision.case.data_key


class CorrectiveAction(models.Model):
    """What has to be done, by whom, until when; done by its owner, verified by the reviewer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="actions")
    owner = _person()
    what = SealedTextField()
    due = models.DateField()
    set_at = models.DateTimeField(default=timezone.now)
    evidence = SealedTextField()
    done_at = models.DateTimeField(null=True, blank=True)
    verified_by = _person(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_at__isnull=True)
                | models.Q(done_at__isnull=False, verified_by__isnull=False),
                name="action_verified_when_done",
            ),
        ]

    def __str__(self) -> str:
        return f"Due {self.due}"

    def sealing_key(self) -> DataKey:
        return self.finding.sealing_key()


class LearningPoint(models.Model):
    """What everybody here could learn from a finding, in words that name nobody.

    Sealed under the clinic's key: it stays when a case is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="learning_points")
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="learning")
    text = SealedTextField()
    proposed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return f"Learning point of {self.finding_id}"

    def sealing_key(self) -> DataKey:
        return self.clinic.sealing_key()


class LearningAgreement(models.Model):
    """One author agrees to these very words: ``version`` is the one that was read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(
        LearningPoint, on_delete=models.CASCADE, related_name="agreements"
    )
    author = _person()
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["point", "author", "version"], name="learning_agreed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} agrees"
