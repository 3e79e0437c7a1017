"""The person who asks."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Text
from api.serializers.base import Body
from supervision.enums import Role, Theme


class ChangeMe(Body):
    display_name = Text(required=False)
    timezone = Text(required=False)
    theme = Choice(Theme.choices, required=False)


class ClinicOfRole(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class RoleSerializer(serializers.Serializer[Any]):
    clinic = ClinicOfRole()
    role = serializers.ChoiceField(Role.choices)


class MeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="user.id")
    email = serializers.EmailField(source="user.email")
    display_name = serializers.CharField(source="user.display_name")
    timezone = serializers.CharField(source="user.timezone")
    theme = serializers.ChoiceField(Theme.choices, source="user.theme")
    roles = RoleSerializer(many=True, help_text="Those held now.")
