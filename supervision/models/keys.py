"""Data keys: what seals the text, itself stored only wrapped."""

import uuid

from django.db import models


class DataKey(models.Model):
    """The key of one case, or of a clinic's text that belongs to no case.

    ``wrapped`` opens only with the key of its ``epoch`` from the key ring, and only as the key
    with this id of this clinic: see supervision.vault.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(
        "supervision.Clinic", on_delete=models.PROTECT, related_name="data_keys"
    )
    epoch = models.CharField(max_length=7)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(
        null=True, blank=True, help_text="With it went everything it sealed."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"data key {self.pk} of {self.epoch}"


class KeyEpoch(models.Model):
    """What became of a month's key. The key itself is a file in the key ring, never here."""

    epoch = models.CharField(max_length=7, primary_key=True)
    left_at = models.DateTimeField(
        null=True, help_text="Since when it wraps no data key that is alive."
    )
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(left_at__isnull=False),
                name="epoch_left_before_destroyed",
            ),
        ]

    def __str__(self) -> str:
        return self.epoch
