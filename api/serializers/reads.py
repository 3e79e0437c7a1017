"""Who opened something, as its author is told."""

from typing import Any

from rest_framework import serializers

from api.serializers.base import PersonSerializer
from cases.read_enums import ReadWhat


class ReadSerializer(serializers.Serializer[Any]):
    reader = PersonSerializer()
    role = serializers.CharField()
    what = serializers.ChoiceField(ReadWhat.choices)
    object = serializers.UUIDField(
        source="object_id", help_text="Of the note, the decision or the case."
    )
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    times = serializers.IntegerField(help_text="Within a quarter of an hour.")
