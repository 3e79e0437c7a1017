"""Clinics, people, roles and invitations."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Member, Text
from api.serializers.base import Body, PersonSerializer
from supervision.enums import Role, TrainingLevel


class ClinicSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    timezone = serializers.CharField()
    urgent_route = serializers.CharField(help_text="Whom to call; shown with urgent notes.")


class PersonRow(PersonSerializer):
    """A colleague."""

    email = serializers.EmailField()
    is_active = serializers.BooleanField()


class RoleAssignmentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    person = PersonSerializer(source="user")
    clinic = serializers.UUIDField(source="clinic_id")
    role = serializers.ChoiceField(Role.choices)
    training_level = serializers.ChoiceField(
        TrainingLevel.choices, allow_blank=True, help_text="Of a supervisee; empty if not said."
    )
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)
    assigned_by = PersonSerializer(allow_null=True)


class AssignRole(Body):
    person = Id(source="user_id")
    clinic = Id(source="clinic_id")
    role = Member(Role)


class SetTrainingLevel(Body):
    level = Member(TrainingLevel, allow_null=True, help_text="Null: not said any more.")


class InvitationSerializer(serializers.Serializer[Any]):
    """The link itself is in the mail alone."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    invited_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    is_open = serializers.BooleanField()


class Invite(Body):
    clinic = Id(source="clinic_id")
    email = Text()
    role = Member(Role)


class AcceptInvitation(Body):
    token = Text(help_text="The last part of the link in the mail.")


class Nothing(Body):
    """A step that needs no words."""
