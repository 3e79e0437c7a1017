"""What a clinic keeps, as the API says it. Cases are named by their code."""

from typing import Any

from rest_framework import serializers

from api.fields import Text
from api.serializers.base import Body, PersonSerializer
from cases.models import LegalHold, RetentionNotice


class HoldSerializer(serializers.ModelSerializer[LegalHold]):
    case = serializers.CharField(source="case.code")
    reason = serializers.CharField()
    set_by = PersonSerializer()
    lift_asked_by = PersonSerializer(allow_null=True)

    class Meta:
        model = LegalHold
        fields = ("id", "case", "reason", "set_at", "set_by", "lift_asked_by", "lifted_at")
        read_only_fields = fields


class NoticeSerializer(serializers.ModelSerializer[RetentionNotice]):
    case = serializers.CharField(source="case.code")

    class Meta:
        model = RetentionNotice
        fields = ("case", "due_on", "warned_at")
        read_only_fields = fields


class ErasedSerializer(serializers.Serializer[Any]):
    case = serializers.CharField(source="case.code")
    erased_at = serializers.DateTimeField(source="erasure.at")
    complete_on = serializers.DateField(source="erasure.complete_on")
    is_complete = serializers.BooleanField(source="erasure.is_complete")


class RetentionSerializer(serializers.Serializer[Any]):
    holds = HoldSerializer(many=True)
    notices = NoticeSerializer(many=True)
    erased = ErasedSerializer(many=True)


class SetHold(Body):
    code = Text(help_text="Of the case, as people say it.")
    reason = Text(help_text="Why it has to be kept.")
