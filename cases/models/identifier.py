"""What the people of a case have said about passages the identifier guard found."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.case import Case
from cases.models.note import NoteDraft, NoteVersion
from supervision.models import DataKey, SealedTextField


class AllowedPhrase(models.Model):
    """Words that identify nobody in this case: never reported in it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allowed_phrases")
    phrase = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Allowed in {self.case_id}"

    def sealing_key(self) -> DataKey:
        return self.case.data_key


class KeptAbout(models.TextChoices):
    """Where a reason counts: what is written about a finding is not yet its author's to see."""

    CASE = "case", "Annotations and decisions"
    FINDING = "finding", "Findings"


class KeptPhrase(models.Model):
    """What certainly identifies somebody and yet stays in remarks and decisions of a case.

    Once the reason is withdrawn, whoever writes these words next is asked anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="kept_phrases")
    phrase = SealedTextField()
    reason = SealedTextField()
    about = models.CharField(max_length=8, choices=KeptAbout, default=KeptAbout.CASE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(about__in=KeptAbout.values), name="kept_about_known"
            )
        ]

    def __str__(self) -> str:
        return f"Kept in {self.case_id}"

    def sealing_key(self) -> DataKey:
        return self.case.data_key


class TypedReason(models.Model):
    """A reason that waits beside a draft until it is submitted, so that it is not lost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.OneToOneField(
        NoteDraft, on_delete=models.CASCADE, related_name="typed_reason"
    )
    reason = SealedTextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Typed on {self.draft_id}"

    def sealing_key(self) -> DataKey:
        return self.draft.note.case.data_key


class KeptIdentifiers(models.Model):
    """Why a version was submitted although something in it certainly identifies somebody.

    ``found`` says what and where: ``[{"field", "start", "end", "kind"}]``, in code points of
    each field as it was submitted, end exclusive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(
        NoteVersion, on_delete=models.PROTECT, related_name="kept_identifiers"
    )
    reason = SealedTextField()
    found = models.JSONField(default=list, help_text="Codes and numbers, no words.")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Its author says that it should not have stayed."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Kept in {self.version_id}"

    def sealing_key(self) -> DataKey:
        return self.version.note.case.data_key
