"""What a supervisor and a supervisee agree about their supervision."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Number, Text, Texts
from api.serializers.base import Body, PersonSerializer
from supervision.agreement_enums import AgreementMove, AgreementStatus, SignatureMethod


class BeginAgreement(Body):
    relationship = Id(source="relationship_id")


class MoveAgreement(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


class WriteAgreement(MoveAgreement):
    sections = Texts(required=False, help_text="By their keys; what is not named stays.")
    review_due = serializers.DateField(required=False, allow_null=True)


class ReopenAgreement(MoveAgreement):
    words = Text(required=False, default="", help_text="What should be different.")


class SignAgreement(MoveAgreement):
    name = Text(help_text="One's own, as it is known here: that is the signature.")


class AgreementRow(serializers.Serializer[Any]):
    """That there is one, and how far it is: what a lead sees."""

    id = serializers.UUIDField()
    relationship = serializers.UUIDField(source="relationship_id")
    number = serializers.IntegerField()
    status = serializers.ChoiceField(AgreementStatus.choices, source="status_now")
    effective_from = serializers.DateTimeField(source="signed_at", allow_null=True)
    review_due = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class AgreedSectionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()


class SignatureSerializer(serializers.Serializer[Any]):
    user = PersonSerializer()
    signed_at = serializers.DateTimeField()
    method = serializers.ChoiceField(SignatureMethod.choices)
    statement_hash = serializers.CharField(
        help_text="SHA-256 of the document that was signed; it stands in the ledger as well."
    )


class AgreementStepSerializer(serializers.Serializer[Any]):
    move = serializers.ChoiceField(AgreementMove.choices)
    words = serializers.CharField()
    by = PersonSerializer()
    at = serializers.DateTimeField()


class AgreementText(serializers.Serializer[Any]):
    sections = AgreedSectionSerializer(many=True, required=False)
    document = serializers.CharField(
        required=False, allow_null=True, help_text="To the letter, as it is signed."
    )
    signatures = SignatureSerializer(many=True, required=False)
    steps = AgreementStepSerializer(many=True, required=False)


class AgreementSerializer(AgreementText, AgreementRow):
    """For the two alone; a lead is shown the row."""
