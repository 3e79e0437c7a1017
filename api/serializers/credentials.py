"""What somebody needs to be allowed to supervise."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Member, Number, Text
from api.serializers.base import Body, PersonSerializer
from supervision.credential_enums import CredentialKind, CredentialStatus


class EnterCredential(Body):
    clinic = Id(source="clinic_id")
    kind = Member(CredentialKind)
    issuer = Text()
    number = Text()
    issued_on = serializers.DateField(required=False, allow_null=True)
    expires_on = serializers.DateField(required=False, allow_null=True)


class CheckCredential(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


class LimitCredential(CheckCredential):
    status = Member(CredentialStatus)
    words = Text()


class CredentialRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    user = PersonSerializer()
    kind = serializers.ChoiceField(CredentialKind.choices)
    status = serializers.ChoiceField(CredentialStatus.choices, source="status_now")
    masked = serializers.CharField(help_text="The end of its number.")
    issued_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class CredentialSerializer(CredentialRow):
    issuer = serializers.CharField()
    number = serializers.CharField()
    restriction = serializers.CharField()
