"""How far a clinic's ledger reaches."""

from typing import Any

from rest_framework import serializers

from api.serializers.me import ClinicOfRole


class LedgerSerializer(serializers.Serializer[Any]):
    clinic = ClinicOfRole()
    size = serializers.IntegerField(help_text="Entries that have their position.")
    root = serializers.CharField(  # type: ignore[assignment]  # a key of ours, not DRF's root
        help_text="Root of the tree of that size, in hex."
    )
    pending = serializers.IntegerField(help_text="Entries that wait for one.")
