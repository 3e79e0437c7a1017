"""What a review leads to: the statements it ends with, the take-away, the balance of acts."""

from typing import Any

from rest_framework import serializers

from api.fields import Flag, Month, Number, Text
from api.serializers.annotations import AnnotationSerializer
from api.serializers.base import Body
from cases.enums import Attestation

# --- What is sent ---


class WriteTakeAway(Body):
    version = Number(source="expected_version", help_text="The one that was read; 0 for none.")
    lines = Text(required=False, help_text="What one takes away, in about three lines.")
    next_action = Text(required=False)
    next_month = Month(required=False, allow_null=True)
    shared = Flag(required=False, default=False, help_text="With whoever reads this version.")


# --- What is shown ---


class StatementSerializer(serializers.Serializer[Any]):
    attestation = serializers.ChoiceField(Attestation.choices)
    title = serializers.CharField()
    text = serializers.CharField()


class StatementsSerializer(serializers.Serializer[Any]):
    """With what a review can be completed, in the words that are attested."""

    wording = serializers.IntegerField(help_text="Send it back with the choice.")
    meaning = serializers.CharField()
    statements = StatementSerializer(many=True)


class TakeAwaySerializer(serializers.Serializer[Any]):
    note = serializers.UUIDField(source="of.note_id")
    number = serializers.IntegerField(source="of.number", help_text="Of the version.")
    lines = serializers.CharField(allow_blank=True)
    next_action = serializers.CharField(allow_blank=True)
    next_month = Month(allow_null=True)
    shared = serializers.BooleanField()
    written_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Rises with every change; send it back.")


class RunningSerializer(serializers.Serializer[Any]):
    """By their days. What has been reported waits to be seen by whoever gave it."""

    to_do = AnnotationSerializer(many=True, help_text="Asked of oneself, not reported yet.")
    given = AnnotationSerializer(many=True, help_text="By oneself, without an end yet.")


class BalanceSerializer(serializers.Serializer[Any]):
    """One's own acts on a note, to think about. It is no measure of anything."""

    questions = serializers.IntegerField()
    affirmations = serializers.IntegerField()
    corrections = serializers.IntegerField(help_text="Correction requests and directives.")
