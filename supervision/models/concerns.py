"""Concerns about supervision: what somebody brought, who hears it, what came of it.

The person concerned is in no query path before a formal inquiry. No row here is named in the
clinic's ledger; what happened is chained in ``ConcernRecord`` instead (docs/adr/0032).
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from supervision.concern_enums import (
    ConcernAbout,
    ConcernCategory,
    ConcernEntryKind,
    ConcernMeasureKind,
    ConcernMove,
    ConcernStatus,
    ConcernWish,
)
from supervision.models.clinic import Clinic
from supervision.models.keys import DataKey
from supervision.models.relationships import SupervisionRelationship
from supervision.models.sealed import SealedTextField


def _person(**options: object) -> "models.ForeignKey[object, object]":
    settled = {"on_delete": models.PROTECT, "related_name": "+"} | options
    return models.ForeignKey(settings.AUTH_USER_MODEL, **settled)  # type: ignore[arg-type]


_NOBODY_ELSES = models.Q(status__in=[ConcernStatus.DRAFT, ConcernStatus.KEPT])


class Concern(models.Model):
    """See ``concern_workflow.CONCERN_TRANSITIONS`` for its states. It has a key of its own, so
    that deleting it takes everything along that was said in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    reporter = _person()
    about = models.CharField(max_length=12, choices=ConcernAbout)
    person = _person(null=True, blank=True)
    category = models.CharField(max_length=24, choices=ConcernCategory)
    what_happened = SealedTextField()
    wish = models.CharField(max_length=24, choices=ConcernWish)
    handler = _person(null=True, blank=True)
    status = models.CharField(max_length=16, choices=ConcernStatus, default=ConcernStatus.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    filed_at = models.DateTimeField(null=True, blank=True)
    acknowledge_due = models.DateTimeField(null=True, blank=True)
    inquiry_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal_hearer = _person(null=True, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    deletion_asked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["reporter", "status"], name="concern_of_reporter"),
            models.Index(fields=["handler", "status"], name="concern_of_handler"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ConcernStatus.values),
                name="concern_status_known",
            ),
            models.CheckConstraint(
                condition=(_NOBODY_ELSES & models.Q(handler__isnull=True))
                | (~_NOBODY_ELSES & models.Q(handler__isnull=False)),
                name="concern_has_a_handler",
            ),
            models.CheckConstraint(
                condition=models.Q(handler__isnull=True)
                | ~models.Q(handler=models.F("reporter")),
                name="concern_not_by_reporter",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True)
                | (
                    ~models.Q(person=models.F("reporter"))
                    & (models.Q(handler__isnull=True) | ~models.Q(handler=models.F("person")))
                ),
                name="concern_not_by_person",
            ),
            models.CheckConstraint(
                condition=models.Q(appeal_hearer__isnull=True)
                | (
                    ~models.Q(appeal_hearer=models.F("handler"))
                    & ~models.Q(appeal_hearer=models.F("reporter"))
                    & (
                        models.Q(person__isnull=True)
                        | ~models.Q(appeal_hearer=models.F("person"))
                    )
                ),
                name="concern_appeal_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ConcernStatus.APPEAL)
                | models.Q(appeal_hearer__isnull=False),
                name="concern_appeal_is_heard",
            ),
        ]

    def __str__(self) -> str:
        return f"Request of {self.created_at:%Y-%m-%d}"

    def sealing_key(self) -> DataKey:
        return self.data_key


class ConcernRecord(models.Model):
    """One link of the clinic's chain of concerns; append-only, and it names nobody.

    ``digest`` commits to an entry without telling anything of it, ``chained`` to all before.
    """

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField()
    number = models.BigIntegerField(help_text="From 0, without gaps.")
    digest = models.BinaryField(max_length=32)
    chained = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["clinic_id", "number"], name="concern_record_once"),
        ]

    def __str__(self) -> str:
        return f"link {self.number}"


class ConcernEntry(models.Model):
    """A step, a message, a note: what happened in a concern, in order. Immutable.

    ``opening`` is what its record commits to, under the concern's seal; who reads an entry
    follows from its kind (``concern_workflow.READERS``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=ConcernEntryKind)
    move = models.CharField(max_length=16, choices=ConcernMove, blank=True)
    from_status = models.CharField(max_length=16, choices=ConcernStatus)
    to_status = models.CharField(max_length=16, choices=ConcernStatus)
    words = SealedTextField()
    by = _person()
    at = models.DateTimeField(default=timezone.now)
    record = models.OneToOneField(ConcernRecord, on_delete=models.PROTECT, related_name="entry")
    opening = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["at", "record_id"]
        indexes = [models.Index(fields=["concern", "at"], name="entry_of_concern")]

    def __str__(self) -> str:
        return f"{self.concern_id}: {self.kind}"

    def sealing_key(self) -> DataKey:
        return self.concern.data_key


class ConcernMeasure(models.Model):
    """What holds meanwhile. A change of supervisor is granted here and made by the reporter:
    to everybody else it is one more supervisee who asked for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=20, choices=ConcernMeasureKind)
    relationship = models.ForeignKey(
        SupervisionRelationship, on_delete=models.PROTECT, null=True, related_name="+"
    )
    supervisor = _person(null=True, blank=True)
    granted_by = _person()
    granted_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["granted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ConcernMeasureKind.values),
                name="concern_measure_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind=ConcernMeasureKind.PAUSE_EVALUATION,
                    relationship__isnull=True,
                    supervisor__isnull=True,
                )
                | models.Q(
                    kind=ConcernMeasureKind.RESTRICT_ACCESS,
                    relationship__isnull=False,
                    supervisor__isnull=True,
                )
                | models.Q(
                    kind=ConcernMeasureKind.CHANGE_SUPERVISOR,
                    relationship__isnull=False,
                    supervisor__isnull=False,
                ),
                name="concern_measure_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
