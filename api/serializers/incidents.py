"""An identifier that was seen: what is sent, and how far it is."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Id, Number, Text
from api.serializers.base import Body, PersonSerializer
from api.serializers.decisions import Day
from cases.actions.assessing import Judgement
from cases.incident_enums import (
    ExceptionKind,
    FoundIn,
    IdentifierKind,
    IncidentStatus,
    Notifiable,
)


class ReportIdentifier(Body):
    found_in = Choice(FoundIn.choices)
    thing = Id(source="thing_id", help_text="The note, annotation, flag or decision.")
    kind = Choice(IdentifierKind.choices, required=False, allow_blank=True)
    words = Text(required=False, help_text="Where it is; not what it says.")


class MisdirectNote(Body):
    case = Id(
        source="case_id",
        required=False,
        allow_null=True,
        help_text="Where it belongs: a draft with the same words is begun there.",
    )


class Redact(Body):
    version = Number(help_text="The one that was read.")
    phrases = serializers.ListField(
        child=Text(),
        max_length=200,
        help_text="As they stand in it; blacked out wherever they do.",
    )


class WithReason(Body):
    version = Number(help_text="The one that was read.")
    reason = Text(required=False, help_text="Asked of the first of two, and to lift.")


class OnlyVersion(Body):
    version = Number(help_text="The one that was read.")


class Assess(Body):
    """The four factors of 45 CFR 164.402(2), and what follows from them."""

    version = Number(help_text="The one that was read.")
    nature_extent = Text()
    who_received = Text()
    acquired_or_viewed = Text()
    mitigation = Text()
    exception = Choice(ExceptionKind.choices)
    notifiable = Choice(Notifiable.choices)
    notified_on = Day(required=False, allow_null=True)


def judged(said: dict[str, Any]) -> dict[str, Any]:
    """The version that was read, and the judgement as actions take it."""
    return {"version": said.pop("version"), "judgement": Judgement(**said)}


class IncidentRow(serializers.Serializer[Any]):
    """No words: those are in the incident, for its author and the privacy officer."""

    id = serializers.UUIDField()
    found_in = serializers.ChoiceField(FoundIn.choices)
    status = serializers.ChoiceField(IncidentStatus.choices)
    misdirected = serializers.BooleanField()
    contained_at = serializers.DateTimeField()
    redacted_at = serializers.DateTimeField(allow_null=True)
    destroyed_at = serializers.DateTimeField(allow_null=True)
    assessed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class PassageSerializer(serializers.Serializer[Any]):
    where = serializers.CharField()
    text = serializers.CharField()


class ReaderSerializer(serializers.Serializer[Any]):
    reader = PersonSerializer()
    role = serializers.CharField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    times = serializers.IntegerField()


class FactorsSerializer(serializers.Serializer[Any]):
    """The four factors of 45 CFR 164.402(2), as they were judged."""

    nature_extent = serializers.CharField()
    who_received = serializers.CharField()
    acquired_or_viewed = serializers.CharField()
    mitigation = serializers.CharField()


class SaidSerializer(FactorsSerializer):
    """What was said about it, and how it was judged."""

    found_words = serializers.CharField()
    destroy_reason = serializers.CharField()
    lift_reason = serializers.CharField()


class IncidentSerializer(serializers.Serializer[Any]):
    incident = IncidentRow()
    unattended = serializers.BooleanField(help_text="The clinic has no privacy officer.")
    passages = PassageSerializer(many=True, help_text="What it said, for who may read it.")
    why_destroyed = serializers.CharField(
        allow_blank=True, help_text="Also for whoever is asked to be the second."
    )
    said = SaidSerializer(allow_null=True, help_text="For its author and the privacy officer.")
    readers = ReaderSerializer(many=True, help_text="Who had opened it, from the access log.")
