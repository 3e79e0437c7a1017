"""A note: private while a draft, an immutable version once submitted."""

import uuid
from datetime import UTC

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from cases.enums import (
    Attestation,
    Format,
    HelpWanted,
    NoteKind,
    NoteMove,
    NoteStatus,
    RiskLine,
    Urgency,
)
from cases.formats import QUESTION_KEY
from cases.models.case import Case
from supervision.models import (
    DataKey,
    SealedJSONField,
    SealedTextField,
    SupervisionRelationship,
)


class Note(models.Model):
    """A consultation note on a case, by its supervisee.

    ``status`` follows ``cases.workflow.NOTE_TRANSITIONS``; ``last_seq`` numbers the events
    of its room without a gap, under this row's lock. What a supervisor may see of a note
    is as it was submitted: help wanted, risk and urgency follow the current version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes"
    )
    kind = models.CharField(max_length=30, choices=NoteKind)
    format = models.CharField(max_length=20, choices=Format)
    relationship = models.ForeignKey(
        SupervisionRelationship,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
        help_text="Whom the current version was submitted to.",
    )
    session_month = models.DateField(null=True, blank=True)
    help_wanted = models.CharField(max_length=16, choices=HelpWanted, blank=True)
    risk = models.CharField(max_length=12, choices=RiskLine, blank=True)
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.ROUTINE)
    status = models.CharField(max_length=16, choices=NoteStatus, default=NoteStatus.DRAFT)
    current_number = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_due = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True, help_text="To somebody else, last.")
    quarantined_at = models.DateTimeField(
        null=True, blank=True, help_text="Hidden: something in it may identify somebody."
    )
    last_seq = models.PositiveBigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["case", "-updated_at", "-id"], name="note_of_case"),
            models.Index(fields=["relationship", "status", "review_due"], name="note_queue"),
            models.Index(fields=["author", "-updated_at", "-id"], name="note_of_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=NoteStatus.values),
                name="note_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status=NoteStatus.DRAFT)
                | models.Q(current_number__gt=0, relationship__isnull=False),
                name="note_shared_has_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_format_display()} {self.id}"

    def sealing_key(self) -> DataKey:
        return self.case.data_key


class NoteDraft(models.Model):
    """What the author is writing. Nobody else can list, count or read it.

    ``revision`` rises with every save, so that a second tab is noticed. ``window`` and
    ``tick`` say which tab saved last and how far it was, so that its own messages may be
    lost or overtake each other without looking like somebody else's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.OneToOneField(Note, on_delete=models.CASCADE, related_name="draft")
    sections = SealedJSONField()
    supervision_question = SealedTextField()
    help_wanted = models.CharField(max_length=16, choices=HelpWanted, blank=True)
    risk = models.CharField(max_length=12, choices=RiskLine, blank=True)
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.ROUTINE)
    revision = models.PositiveIntegerField(default=0)
    window = models.UUIDField(null=True, blank=True)
    tick = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Draft of {self.note_id}"

    def sealing_key(self) -> DataKey:
        return self.note.case.data_key

    def sealing_state(self) -> tuple[object, ...]:
        """An earlier text of this draft does not open as the one saved last."""
        return (self.revision,)


class DraftCopy(models.Model):
    """The text of another tab, kept beside the draft until the author has chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(NoteDraft, on_delete=models.CASCADE, related_name="copies")
    sections = SealedJSONField()
    supervision_question = SealedTextField()
    based_on = models.PositiveIntegerField()
    window = models.UUIDField(null=True, blank=True)
    tick = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["saved_at", "id"]

    def __str__(self) -> str:
        return f"Copy of {self.draft_id}"

    def sealing_key(self) -> DataKey:
        return self.draft.note.case.data_key


class NoteVersion(models.Model):
    """What was submitted, to whom. Never edited: correction is a new version. Only words that
    identify somebody are blacked out in it (``cases.actions.quarantine``).

    ``text`` is the whole note as one string, ``sections`` where each part lies in it:
    ``[{"key", "title", "start", "end"}]`` in code points of ``text``, end exclusive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    relationship = models.ForeignKey(
        SupervisionRelationship, on_delete=models.PROTECT, related_name="note_versions"
    )
    text = SealedTextField()
    sections = SealedJSONField()
    length = models.PositiveIntegerField(help_text="Code points of the text.")
    help_wanted = models.CharField(max_length=16, choices=HelpWanted)
    risk = models.CharField(max_length=12, choices=RiskLine)
    urgency = models.CharField(max_length=20, choices=Urgency)
    change_note = SealedTextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recalled_at = models.DateTimeField(null=True, blank=True)
    blacked_at = models.DateTimeField(
        null=True, blank=True, help_text="When its words were last blacked out or brought back."
    )

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.note_id}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Refuse every change but the mark that the author took the version back."""
        if not self._state.adding and kwargs.get("update_fields") != ["recalled_at"]:
            msg = "A submitted version is never edited."
            raise ValidationError(msg)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def question(self) -> str:
        """What a supervisor sees of a version before she opens it."""
        for section in self.sections:
            if section["key"] == QUESTION_KEY:
                return self.text[section["start"] : section["end"]]
        return ""

    def sealing_key(self) -> DataKey:
        return self.note.case.data_key

    def sealing_state(self) -> tuple[object, ...]:
        """An earlier version does not open as a later one, nor as one of another note; and
        what it said before it was blacked out does not open any more."""
        state = (self.note_id, self.number)
        if self.blacked_at is None:
            return state
        return (*state, self.blacked_at.astimezone(UTC).isoformat())


class NoteStep(models.Model):
    """One move of a note, with the words that went with it. Immutable history.

    ``text`` holds the reply of a return, the summary of a review or the like.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField(help_text="The version it was about.")
    move = models.CharField(max_length=10, choices=NoteMove)
    from_status = models.CharField(max_length=16, choices=NoteStatus)
    to_status = models.CharField(max_length=16, choices=NoteStatus)
    attestation = models.CharField(max_length=24, choices=Attestation, blank=True)
    wording = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Number of the words attested, in cases.attestations."
    )
    reason = models.CharField(max_length=32, blank=True, help_text="AmendKind or RetractReason")
    text = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.move}"

    def sealing_key(self) -> DataKey:
        return self.note.case.data_key
