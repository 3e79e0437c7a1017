"""Referral decisions with their grounds and options."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Flag, Id, Number, Text
from api.serializers.base import Body, Part, PersonSerializer
from api.serializers.decisions import (
    ContentBody,
    Day,
    DecisionSerializer,
    MoveBody,
    PassagePart,
    VersionBody,
)
from cases.actions.referral_rows import GroundInput, OptionInput, VoiceInput
from cases.decision_enums import ConsentToShare, Ground, NotToldReason, ReferralMove
from cases.enums import DecisionKind
from cases.referral_enums import ReceiverKind, Reply


class GroundFields(Part):
    ground = Choice(Ground.choices)
    evidence = Text(required=False)
    primary = Flag(required=False)
    flag = Id(
        source="flag_id",
        required=False,
        allow_null=True,
        help_text="A flag of one's own that the supervisor sees.",
    )
    boundary = Id(
        source="boundary_id",
        required=False,
        allow_null=True,
        help_text="A boundary decision of one's own on the case.",
    )


class GroundPart(GroundFields):
    def validate(self, attrs: dict[str, Any]) -> Any:
        return GroundInput(**attrs)


class OptionFields(Part):
    id = Id(required=False, help_text="Without one it is a new option.")
    label = Text(allow_blank=True)  # type: ignore[assignment]  # a key of ours, not DRF's property
    pros = Text(required=False)
    cons = Text(required=False)
    client_view = Text(required=False)
    available = Flag(required=False, allow_null=True)
    wait_time = Text(required=False)
    cost = Text(required=False)
    cultural_fit = Text(required=False)
    continue_here = Flag(required=False)
    chosen = Flag(required=False)


class OptionPart(OptionFields):
    def validate(self, attrs: dict[str, Any]) -> Any:
        return OptionInput(**attrs)


class VoiceFields(Part):
    id = Id(required=False, help_text="Without one it is a new voice.")
    who = Text(allow_blank=True, help_text="By the role, never a name.")
    informed_on = Day(required=False, allow_null=True)
    informed_how = Text(required=False)
    preference = Text(required=False)
    disagreement = Text(required=False)
    consent_to_share = Choice(ConsentToShare.choices, required=False, allow_blank=True)
    not_told_reason = Choice(NotToldReason.choices, required=False, allow_blank=True)


class VoicePart(VoiceFields):
    def validate(self, attrs: dict[str, Any]) -> Any:
        return VoiceInput(**attrs)


class StartReferral(ContentBody):
    kind = DecisionKind.REFERRAL

    case = Id(source="case_id")
    from_version = Id(source="from_version_id", required=False)
    passage = PassagePart(required=False)
    grounds = GroundPart(many=True, required=False)
    options = OptionPart(many=True, required=False)
    voices = VoicePart(many=True, required=False)


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
    voices = VoicePart(many=True, required=False, help_text="Replaces the whole list.")


class MoveReferral(MoveBody):
    move = Choice(ReferralMove.choices)


class PutGround(VersionBody, GroundFields):
    """A ground is written anew where it is there already."""


class PutOption(VersionBody, OptionFields):
    """With the id of an option it is written anew."""


class PutVoice(VersionBody, VoiceFields):
    """With the id of a voice it is written anew."""


class RecordReply(VersionBody):
    reply = Choice([row for row in Reply.choices if row[0] in (Reply.WAIT_LIST, Reply.PENDING)])
    on = Day()
    words = Text(required=False)


class GroundSerializer(serializers.Serializer[Any]):
    ground = serializers.ChoiceField(Ground.choices)
    evidence = serializers.CharField()
    primary = serializers.BooleanField()
    flag = serializers.UUIDField(source="flag_id", allow_null=True)
    boundary = serializers.UUIDField(source="boundary_id", allow_null=True)


class OptionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # a key of ours, not DRF's property
    pros = serializers.CharField()
    cons = serializers.CharField()
    client_view = serializers.CharField()
    available = serializers.BooleanField(allow_null=True)
    wait_time = serializers.CharField()
    cost = serializers.CharField()
    cultural_fit = serializers.CharField()
    continue_here = serializers.BooleanField()
    chosen = serializers.BooleanField()


class VoiceSerializer(serializers.Serializer[Any]):
    """One of several clients, by the role."""

    id = serializers.UUIDField()
    who = serializers.CharField()
    informed_on = serializers.DateField(allow_null=True)
    informed_how = serializers.CharField()
    preference = serializers.CharField()
    disagreement = serializers.CharField()
    consent_to_share = serializers.CharField()
    not_told_reason = serializers.CharField()


class ReplySerializer(serializers.Serializer[Any]):
    """A receiver that was asked, and what it said."""

    id = serializers.UUIDField()
    service = serializers.CharField()
    kind = serializers.ChoiceField(ReceiverKind.choices, allow_blank=True)
    asked_at = serializers.DateTimeField()
    reply = serializers.ChoiceField(Reply.choices)
    replied_on = serializers.DateField(allow_null=True)
    words = serializers.CharField()
    recorded_by = PersonSerializer(allow_null=True)


class ReferralSerializer(DecisionSerializer):
    kind = DecisionKind.REFERRAL

    grounds = GroundSerializer(many=True)
    options = OptionSerializer(many=True)
    voices = VoiceSerializer(many=True)
    replies = ReplySerializer(many=True)
