"""Somebody saw an identifier: what was hidden for it, what became of it, how it was judged."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.incident_enums import FoundIn, IdentifierKind, IncidentStatus
from cases.models.annotation import Annotation
from cases.models.assessment import Assessment
from cases.models.case import Case
from cases.models.decision import Decision
from cases.models.flag import ReflectiveFlag
from cases.models.note import Note
from supervision.models import Clinic, DataKey, SealedJSONField, SealedTextField, User

OPEN = (IncidentStatus.QUARANTINED, IncidentStatus.REDACTED, IncidentStatus.ASSESSED)
_DONE = (IncidentStatus.CLOSED, IncidentStatus.LIFTED)


def _person(help_text: str = "") -> "models.ForeignKey[User | None, User | None]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=help_text,
    )


class IdentifierIncident(Assessment):
    """About one note, remark, flag or decision.

    From the report on its words lie under ``key`` alone (``IncidentOriginal``), and black
    stands in their place. Once two people have destroyed that key, nobody reads them again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="incidents")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incidents")
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    found_in = models.CharField(max_length=12, choices=FoundIn)
    note = models.ForeignKey(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    annotation = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    flag = models.ForeignKey(
        ReflectiveFlag,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incidents"
    )
    kind = models.CharField(max_length=12, choices=IdentifierKind, blank=True)
    misdirected = models.BooleanField(default=False, help_text="Sent to the wrong place.")
    refiled_as = models.ForeignKey(
        Note, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    found_words = SealedTextField()
    contained_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(
        max_length=12, choices=IncidentStatus, default=IncidentStatus.QUARANTINED
    )
    redacted_by = _person()
    redacted_at = models.DateTimeField(null=True, blank=True)
    redacted_as = models.PositiveIntegerField(
        null=True, blank=True, help_text="Number of the version without the words."
    )
    destroy_asked_by = _person("The first of the two.")
    destroyed_by = _person("The second.")
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroy_reason = SealedTextField()
    erased_at = models.DateTimeField(null=True, blank=True, help_text="With its case.")
    digest = models.CharField(
        max_length=64, blank=True, help_text="Keyed, of the words that were destroyed."
    )
    ended_by = _person("Who closed it, or lifted it.")
    ended_at = models.DateTimeField(null=True, blank=True)
    lift_reason = SealedTextField()

    class Meta:
        default_permissions = ()
        ordering = ["-contained_at", "-id"]
        indexes = [
            models.Index(fields=["clinic", "-contained_at", "-id"], name="incident_of_clinic")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=IncidentStatus.values),
                name="incident_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(found_in=FoundIn.NOTE, note__isnull=False)
                | models.Q(found_in=FoundIn.ANNOTATION, annotation__isnull=False)
                | models.Q(found_in=FoundIn.FLAG, flag__isnull=False)
                | models.Q(found_in=FoundIn.DECISION, decision__isnull=False),
                name="incident_about_something",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, destroyed_by__isnull=True)
                | models.Q(
                    destroyed_at__isnull=False,
                    destroyed_by__isnull=False,
                    destroy_asked_by__isnull=False,
                )
                & ~models.Q(destroyed_by=models.F("destroy_asked_by")),
                name="incident_destroyed_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=IncidentStatus.CLOSED)
                | models.Q(assessed_at__isnull=False, destroyed_at__isnull=False)
                | models.Q(assessed_at__isnull=False, erased_at__isnull=False),
                name="incident_closed_when_done",
            ),
            *(
                models.UniqueConstraint(
                    fields=[each],
                    condition=models.Q(status__in=OPEN),
                    name=f"incident_{each}_once",
                )
                for each in FoundIn.values
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.id}"

    def sealing_key(self) -> DataKey:
        """The clinic's: how it was judged stays when the case is erased."""
        return self.clinic.sealing_key()

    @property
    def is_open(self) -> bool:
        return self.status not in _DONE

    @property
    def is_kept(self) -> bool:
        """Whether there still is an original that could be read or destroyed."""
        return self.destroyed_at is None and self.erased_at is None

    @property
    def within(self) -> uuid.UUID:
        """Of the note in whose room it lies, or the decision: what the access log names."""
        part = self.annotation or self.flag
        found = part.note_id if part is not None else self.note_id or self.decision_id
        assert found is not None  # noqa: S101 - the database says so
        return found


class IncidentOriginal(models.Model):
    """What a row said before it was blacked out, under the key of its incident."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(
        IdentifierIncident, on_delete=models.PROTECT, related_name="originals"
    )
    label = models.CharField(max_length=40, help_text="Of the model: cases.noteversion.")
    object_id = models.UUIDField()
    fields = SealedJSONField(help_text="{column: what was in it}")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "label", "object_id"], name="original_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.object_id}"

    def sealing_key(self) -> DataKey:
        return self.incident.key
