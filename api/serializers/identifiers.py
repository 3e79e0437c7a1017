"""What the identifier guard finds in a draft."""

from typing import Any

from rest_framework import serializers

from api.fields import Text
from api.serializers.base import Body, PersonSerializer
from cases.identifiers import Certainty, Kind

REASON_HELP = (
    "Why something stays in that certainly identifies somebody. Without it that is refused as "
    "identifiers_found."
)


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


class KeepPhrase(Body):
    phrase = Text(help_text="Words that certainly identify somebody, as they stand.")
    reason = Text(help_text="Why they have to stay in remarks and decisions of this case.")


class KeptIdentifierSerializer(serializers.Serializer[Any]):
    """Why something stays in remarks and decisions."""

    id = serializers.UUIDField()
    phrase = serializers.CharField()
    reason = serializers.CharField()
    by = PersonSerializer()
    at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class KeptInVersionSerializer(serializers.Serializer[Any]):
    """Why something stayed in a version that was submitted."""

    id = serializers.UUIDField()
    note = serializers.UUIDField(source="version.note_id")
    number = serializers.IntegerField(source="version.number")
    reason = serializers.CharField()
    at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class AllowedSerializer(serializers.Serializer[Any]):
    """Words that were said to identify nobody."""

    id = serializers.UUIDField()
    phrase = serializers.CharField()
    by = PersonSerializer()
    at = serializers.DateTimeField()


class RememberedSerializer(serializers.Serializer[Any]):
    warning = serializers.CharField(help_text="What this can say, and what it cannot.")
    phrases = KeptIdentifierSerializer(many=True)
    versions = KeptInVersionSerializer(many=True)
    allowed = AllowedSerializer(many=True)
