"""Cases and the consents on record."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Flag, Id, Month, Number, Text
from api.serializers.base import Body, PersonSerializer
from cases.enums import AgeBand, CaseStatus, ConsentForm, ConsentStatus, Modality

GIVEN_BY = [("client", "Client"), ("guardian", "Guardian")]


class OpenCase(Body):
    clinic = Id(source="clinic_id")
    pseudonym = Text()
    age_band = Choice(AgeBand.choices)
    modality = Choice(Modality.choices)
    treatment_approach = Text(required=False)
    presenting_theme = Text(required=False)
    opened_month = Month(required=False, help_text="This month, unless said.")
    minor = Flag(required=False)
    mandated = Flag(required=False)
    interpreter = Flag(required=False)
    sud_part2 = Flag(required=False)


class ChangeCase(Body):
    version = Number(source="expected_version", help_text="The one that was read.")
    pseudonym = Text(required=False)
    age_band = Choice(AgeBand.choices, required=False)
    modality = Choice(Modality.choices, required=False)
    treatment_approach = Text(required=False)
    presenting_theme = Text(required=False)
    opened_month = Month(required=False)
    minor = Flag(required=False)
    mandated = Flag(required=False)
    interpreter = Flag(required=False)
    sud_part2 = Flag(required=False)
    status = Choice(CaseStatus.choices, required=False)


class RecordConsent(Body):
    form = Choice(ConsentForm.choices)
    status = Choice(ConsentStatus.choices)
    obtained_month = Month(required=False, allow_null=True)
    given_by = Choice(GIVEN_BY, required=False, allow_blank=True)


class ConsentSerializer(serializers.Serializer[Any]):
    form = serializers.ChoiceField(ConsentForm.choices)
    status = serializers.ChoiceField(ConsentStatus.choices)
    obtained_month = Month(allow_null=True)
    given_by = serializers.ChoiceField(GIVEN_BY, allow_blank=True)
    recorded_at = serializers.DateTimeField()


class CaseRow(serializers.Serializer[Any]):
    """What a list of cases shows."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    code = serializers.CharField()
    pseudonym = serializers.CharField()
    supervisee = PersonSerializer()
    age_band = serializers.ChoiceField(AgeBand.choices)
    modality = serializers.ChoiceField(Modality.choices)
    status = serializers.ChoiceField(CaseStatus.choices)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class CaseSerializer(CaseRow):
    treatment_approach = serializers.CharField()
    presenting_theme = serializers.CharField()
    opened_month = Month()
    minor = serializers.BooleanField()
    mandated = serializers.BooleanField()
    interpreter = serializers.BooleanField()
    sud_part2 = serializers.BooleanField()
    consents = ConsentSerializer(many=True)
    created_at = serializers.DateTimeField()
