"""What the identifier guard finds in a draft."""

from typing import Any

from rest_framework import serializers

from api.fields import Text
from api.serializers.base import Body
from cases.identifiers import Certainty, Kind


class FoundSerializer(serializers.Serializer[Any]):
    """A passage of one field, in code points of it, end exclusive."""

    field = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in Kind])
    certainty = serializers.ChoiceField([(each.value, each.value) for each in Certainty])


class IdentifiersSerializer(serializers.Serializer[Any]):
    warning = serializers.CharField(help_text="What this can say, and what it cannot.")
    reason = serializers.CharField(
        help_text="What was typed in the editor about what has to stay, and not submitted yet."
    )
    items = FoundSerializer(many=True)


class AllowPhrase(Body):
    phrase = Text(help_text="Words of the draft that identify nobody in this case.")
