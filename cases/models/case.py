"""A case: a pseudonymous reference to a client. No field can hold who the client is."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from cases.enums import AgeBand, CaseStatus, ConsentForm, ConsentStatus, Modality
from supervision.models import Clinic, DataKey, SealedTextField, SupervisionRelationship


class Case(models.Model):
    """Changes only in ``cases.actions.cases``; ``version`` rises with every change.

    ``code`` is made by the system from a counter of the clinic, never from the client.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="cases")
    supervisee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    pseudonym = SealedTextField()
    age_band = models.CharField(max_length=5, choices=AgeBand)
    modality = models.CharField(max_length=10, choices=Modality)
    treatment_approach = SealedTextField()
    presenting_theme = SealedTextField()
    opened_month = models.DateField(help_text="First day of the month; the day means nothing.")
    minor = models.BooleanField(default=False)
    mandated = models.BooleanField(default=False)
    interpreter = models.BooleanField(default=False)
    sud_part2 = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=CaseStatus, default=CaseStatus.OPEN)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        permissions = [("read_case", "May read this case")]
        indexes = [
            models.Index(
                fields=["supervisee", "-updated_at", "-id"], name="case_of_supervisee"
            ),
            models.Index(fields=["-updated_at", "-id"], name="case_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "code"], name="case_code_once"),
            models.CheckConstraint(
                condition=models.Q(opened_month__day=1), name="case_month_only"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=CaseStatus.values),
                name="case_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def sealing_key(self) -> DataKey:
        return self.data_key


class CaseAddressee(models.Model):
    """The case has reached this relationship: something was submitted to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="addressees")
    relationship = models.ForeignKey(
        SupervisionRelationship,
        on_delete=models.PROTECT,
        related_name="addressed_cases",
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "relationship"], name="case_reaches_relationship_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} to {self.relationship_id}"


class CaseGrant(UserObjectPermissionBase):
    """An explicit, dated right to read a case, for what relationships do not say.

    A direct foreign key: one join, and the grant goes where its case goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = SealedTextField()
    granted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        default_permissions = ()
        indexes = [
            models.Index(fields=["user", "expires_at", "content_object"], name="grant_of_user")
        ]

    def sealing_key(self) -> DataKey:
        return self.content_object.data_key


class SupervisionConsent(models.Model):
    """What the client agreed to, per form. The latest word; the ledger has the history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    form = models.CharField(max_length=32, choices=ConsentForm)
    status = models.CharField(
        max_length=12, choices=ConsentStatus, default=ConsentStatus.NOT_ASKED
    )
    obtained_month = models.DateField(null=True, blank=True)
    given_by = models.CharField(
        max_length=10,
        blank=True,
        choices=[("client", "Client"), ("guardian", "Guardian")],
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["form"]
        constraints = [
            models.UniqueConstraint(fields=["case", "form"], name="consent_form_once"),
            models.CheckConstraint(
                condition=models.Q(obtained_month__isnull=True)
                | models.Q(obtained_month__day=1),
                name="consent_month_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.form} {self.status}"
