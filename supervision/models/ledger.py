"""The ledger's rows: what happened, at which position, and how far the tree reaches.

Entries and positions are append-only, which triggers in the database enforce
(supervision.ledger.triggers). None of them points at a person, a case or a clinic by a foreign
key: nothing may erase an entry, and no entry may hold up an erasure elsewhere.
"""

import uuid

from django.db import models


class LedgerEntry(models.Model):
    """One act, written in the transaction that did it.

    ``body`` holds the exact canonical bytes and ``leaf`` their hash; the other columns repeat
    parts of the body so that the database can search, and verification compares them with it.
    """

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField()
    kind = models.CharField(max_length=64)
    occurred_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    body = models.TextField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["clinic_id", "occurred_at"], name="ledger_entry_by_time"),
            models.Index(fields=["subject_type", "subject_id"], name="ledger_entry_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.occurred_at:%Y-%m-%d %H:%M:%S}"


class LedgerPosition(models.Model):
    """Where an entry stands in its clinic's tree: from 0, without gaps."""

    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, primary_key=True, related_name="placed"
    )
    clinic_id = models.UUIDField()
    position = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["clinic_id", "position"], name="ledger_position_once"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=0), name="ledger_position_from_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"position {self.position}"


class LedgerPending(models.Model):
    """An entry that waits for its position. A queue, no evidence: nothing is proved by it."""

    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, primary_key=True, related_name="queued"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"entry {self.entry_id} waits"


class LedgerHead(models.Model):
    """How far a clinic's tree reaches: its size, its root, and what is needed to extend it."""

    clinic_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    root = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.size} entries"


class LedgerNode(models.Model):
    """The root of a whole subtree of ``256 ** level`` entries, so that proofs read few hashes.

    It follows from the leaves; verification computes each one again.
    """

    id = models.BigAutoField(primary_key=True)
    clinic_id = models.UUIDField()
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField(help_text="From 0: how many such subtrees lie before it.")
    root = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["clinic_id", "level", "number"], name="ledger_node_once"
            ),
        ]

    def __str__(self) -> str:
        return f"subtree {self.number} of level {self.level}"


class LedgerOpening(models.Model):
    """What an entry's commitment was made from: a nonce and the content, sealed.

    Under the key of the case, so that erasing the case takes it along and leaves the entry.
    """

    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, primary_key=True, related_name="opening"
    )
    data_key = models.ForeignKey(
        "supervision.DataKey", on_delete=models.PROTECT, related_name="+"
    )
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"what entry {self.entry_id} commits to"
