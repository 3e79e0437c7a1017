"""Who else may read a case, and until when."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Moment, Text
from api.serializers.base import Body, PersonSerializer


class GiveGrant(Body):
    reader = Id(source="reader_id", help_text="A supervisor of the clinic.")
    reason = Text()
    expires_at = Moment(help_text="Within the next year.")


class GrantSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reader = PersonSerializer(source="user")
    reason = serializers.CharField()
    granted_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
