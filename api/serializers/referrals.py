"""Referral decisions with their grounds and options."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Flag, Id, Number, Text
from api.serializers.base import Body, Part
from api.serializers.decisions import (
    ContentBody,
    DecisionSerializer,
    MoveBody,
    PassagePart,
    VersionBody,
)
from cases.actions.referrals import GroundInput, OptionInput
from cases.decision_enums import Ground, ReferralMove
from cases.enums import DecisionKind


class GroundPart(Part):
    ground = Choice(Ground.choices)
    evidence = Text(required=False)
    primary = Flag(required=False)

    def validate(self, attrs: dict[str, Any]) -> Any:
        return GroundInput(**attrs)


class OptionFields(Part):
    id = Id(required=False, help_text="Without one it is a new option.")
    label = Text(allow_blank=True)  # type: ignore[assignment]  # a key of ours, not DRF's property
    pros = Text(required=False)
    cons = Text(required=False)
    client_view = Text(required=False)
    wait_and_cost = Text(required=False)
    cultural_fit = Text(required=False)
    continue_here = Flag(required=False)
    chosen = Flag(required=False)


class OptionPart(OptionFields):
    def validate(self, attrs: dict[str, Any]) -> Any:
        return OptionInput(**attrs)


class StartReferral(ContentBody):
    kind = DecisionKind.REFERRAL

    case = Id(source="case_id")
    from_version = Id(source="from_version_id", required=False)
    passage = PassagePart(required=False)
    grounds = GroundPart(many=True, required=False)
    options = OptionPart(many=True, required=False)


class RecordEmergency(Body):
    case = Id(source="case_id")
    from_version = Id(source="from_version_id", required=False)
    relationship = Id(source="relationship_id", required=False)
    emergency_action = Text(source="action", allow_blank=True)
    receiving_service = Text(source="service", allow_blank=True)


class ChangeReferral(ContentBody):
    kind = DecisionKind.REFERRAL

    version = Number(help_text="The one that was read.")
    grounds = GroundPart(many=True, required=False, help_text="Replaces the whole list.")
    options = OptionPart(many=True, required=False, help_text="Replaces the whole list.")


class MoveReferral(MoveBody):
    move = Choice(ReferralMove.choices)


class PutGround(VersionBody):
    ground = Choice(Ground.choices)
    evidence = Text(required=False)
    primary = Flag(required=False)


class PutOption(VersionBody, OptionFields):
    """With the id of an option it is written anew."""


class GroundSerializer(serializers.Serializer[Any]):
    ground = serializers.ChoiceField(Ground.choices)
    evidence = serializers.CharField()
    primary = serializers.BooleanField()


class OptionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # a key of ours, not DRF's property
    pros = serializers.CharField()
    cons = serializers.CharField()
    client_view = serializers.CharField()
    wait_and_cost = serializers.CharField()
    cultural_fit = serializers.CharField()
    continue_here = serializers.BooleanField()
    chosen = serializers.BooleanField()


class ReferralSerializer(DecisionSerializer):
    kind = DecisionKind.REFERRAL

    grounds = GroundSerializer(many=True)
    options = OptionSerializer(many=True)
