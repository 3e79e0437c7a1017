"""Where an annotation or a flag lies, in code points of the text of a version."""

from typing import Any

from rest_framework import serializers

from api.fields import Number, Text
from api.serializers.base import Body, PersonSerializer
from cases.enums import AnchorHow

# --- What is sent ---


class SayPlace(Body):
    version = Number(source="expected_version", help_text="The one that was read.")
    number = Number(help_text="The version it is placed on: the current one.")
    start = Number(required=False, allow_null=True, help_text="Code points of the text.")
    end = Number(required=False, allow_null=True, help_text="Exclusive.")
    quote = Text(
        required=False,
        help_text="The words there. Alone they are enough where they stand there once.",
    )


class AnswerPlace(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


# --- What is shown ---


class PlaceSerializer(serializers.Serializer[Any]):
    """Where it lies in a version; without start and end it is about all of it, or gone."""

    number = serializers.IntegerField(source="version.number")
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    how = serializers.ChoiceField(AnchorHow.choices)


class HereSerializer(serializers.Serializer[Any]):
    """Where it is on the version shown, beside the passage it was put on at first."""

    how = serializers.ChoiceField(AnchorHow.choices)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    quote = serializers.CharField(allow_blank=True, help_text="The words there now.")
    first = serializers.IntegerField(help_text="The version it was put on.")
    was = serializers.CharField(
        allow_blank=True, help_text="The words there, where they are others or gone."
    )
    decided_by = PersonSerializer(allow_null=True, help_text="Who said where it belongs.")
