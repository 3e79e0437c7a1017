"""Tokens, without what makes them work."""

from typing import Any

from rest_framework import serializers


class TokenSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="token_key", help_text="How the token begins.")
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField()


class IssuedSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="row.token_key")
    created = serializers.DateTimeField(source="row.created")
    expiry = serializers.DateTimeField(source="row.expiry")
    token = serializers.CharField(help_text="Shown this once.")
