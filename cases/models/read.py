"""The access log: who read narrative text of a case. It holds no text and no title."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.case import Case
from cases.read_enums import ACTS, BREAK_GLASS, EXPORTS, ROLES, ReadWhat
from supervision.models import Clinic

APART = models.Q(what__in=[each.value for each in EXPORTS]) | models.Q(role=BREAK_GLASS)


class ReadRoot(models.Model):
    """The root of a Merkle tree over rows of the access log; its entry in the ledger says the
    same. Rows that have one never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    upto = models.DateTimeField(help_text="All windows before this are closed.")
    size = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.size} reads before {self.upto}"


class NarrativeRead(models.Model):
    """One row per person, thing, role and quarter of an hour; what is taken out, and what is
    read by emergency access, has a row each time.

    Shown to the author of the case. Once its hour is in the ledger, which ``root`` says, the
    database refuses to change it (``cases.apps``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reads")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=20, choices=ReadWhat)
    object_id = models.UUIDField()
    role = models.CharField(max_length=20)
    window = models.DateTimeField(help_text="Start of the quarter of an hour.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    root = models.ForeignKey(
        ReadRoot, on_delete=models.PROTECT, null=True, related_name="reads", editable=False
    )

    class Meta:
        default_permissions = ()
        ordering = ["-last_at", "id"]
        indexes = [
            models.Index(fields=["case", "-last_at", "-id"], name="read_of_case"),
            models.Index(fields=["object_id", "-last_at", "-id"], name="read_of_object"),
            models.Index(
                fields=["window"], name="read_without_root", condition=models.Q(root=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reader", "what", "object_id", "role", "window"],
                condition=~APART,
                name="read_once",
            ),
            models.CheckConstraint(
                condition=models.Q(what__in=ReadWhat.values), name="read_what_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.what} {self.object_id}"

    @property
    def is_apart(self) -> bool:
        """It has a row of its own, however soon it comes after another."""
        return self.what in EXPORTS or self.role == BREAK_GLASS

    @property
    def act(self) -> str:
        return ACTS[self.what]

    @property
    def in_role(self) -> str:
        return ROLES.get(self.role, self.role)
