"""How far a clinic's ledger reaches."""

from typing import Any

from rest_framework import serializers

from api.fields import Number, Text
from api.serializers.base import Body, PersonSerializer
from api.serializers.me import ClinicOfRole


class AnchoredSerializer(serializers.Serializer[Any]):
    size = serializers.IntegerField(help_text="How many entries were signed.")
    root = serializers.CharField(  # type: ignore[assignment]  # a key of ours, not DRF's root
        help_text="Root of the tree that was signed, in hex."
    )
    at = serializers.DateTimeField(help_text="When the checkpoint was put into its folder.")
    note = serializers.CharField(help_text="The checkpoint itself, a C2SP signed note.")


class LedgerSerializer(serializers.Serializer[Any]):
    clinic = ClinicOfRole()
    size = serializers.IntegerField(help_text="Entries that have their position.")
    root = serializers.CharField(  # type: ignore[assignment]  # a key of ours, not DRF's root
        help_text="Root of the tree of that size, in hex."
    )
    pending = serializers.IntegerField(help_text="Entries that wait for one.")
    anchored = AnchoredSerializer(
        allow_null=True, help_text="The newest signed checkpoint; null where none is known."
    )
    since = serializers.IntegerField(help_text="Entries that no checkpoint covers yet.")
    lost = serializers.IntegerField(
        help_text="Entries that a checkpoint covers and the ledger does not hold."
    )


class ProposeRestoration(Body):
    checkpoint = Text(help_text="The signed note that the ledger no longer reaches, whole.")
    kept = Number(help_text="How many entries the restored backup held.")


class ConfirmRestoration(Body):
    proposal = Number(
        source="proposal_id", max_value=2**63 - 1, help_text="The id of what one person said."
    )


class RestorationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="The first entry that was lost.")
    lost = serializers.IntegerField(help_text="How many entries had been signed.")
    root = serializers.CharField(  # type: ignore[assignment]  # a key of ours, not DRF's root
        help_text="Root of the tree that was signed, in hex."
    )
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField(source="entry.occurred_at")
    confirmed = serializers.BooleanField(help_text="Whether a second person said so, too.")
