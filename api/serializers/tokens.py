"""Tokens, without what makes them work."""

from typing import Any

from rest_framework import serializers

from api.fields import Id
from api.serializers.base import Body


class IssueToken(Body):
    audit_of = Id(required=False, help_text="A clinic one leads: good for its audit alone.")


class TokenSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="token_key", help_text="How the token begins.")
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField()
    audit_of = serializers.UUIDField(
        source="audit.clinic_id",
        default=None,
        allow_null=True,
        help_text="The clinic whose audit it is for; null where it is for everything.",
    )


class IssuedSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="row.token_key")
    created = serializers.DateTimeField(source="row.created")
    expiry = serializers.DateTimeField(source="row.expiry")
    audit_of = serializers.UUIDField(
        source="row.audit.clinic_id", default=None, allow_null=True
    )
    token = serializers.CharField(help_text="Shown this once.")
