"""Being away and standing in."""

from typing import Any

from rest_framework import serializers

from api.fields import Flag, Id, Member, Moment, Number, Text
from api.serializers.base import Body, PersonSerializer
from supervision.cover_enums import CoverReason, CoverScope, CoverStatus


class PlanCover(Body):
    covered = Id(source="covered_id", help_text="The relationship whose supervisor is away.")
    cover = Id(source="cover_id")
    starts_at = Moment(required=False, help_text="Now, unless said.")
    ends_at = Moment()
    reason = Member(CoverReason, default=CoverReason.LEAVE)
    scope = Member(CoverScope, default=CoverScope.ALL)
    handover_note = Text(required=False, default="")
    why = Text(
        required=False,
        help_text="Given by a clinic lead, it begins at once and nobody is asked.",
    )


class MoveCover(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


class HandOverNotes(Body):
    notes = serializers.ListField(
        child=Id(),
        source="note_ids",
        required=False,
        allow_null=True,
        help_text="All that is urgent, unless said.",
    )


class HandBack(MoveCover):
    note = Text()


class GiveNote(Body):
    version = Number(source="expected_version", help_text="The note's, as it was read.")
    relationship = Id(source="relationship_id")


class SayAbsence(Body):
    clinic = Id(source="clinic_id")
    person = Id(source="person_id", required=False, help_text="Oneself, unless said.")
    starts_at = Moment()
    ends_at = Moment()


class CoverRow(serializers.Serializer[Any]):
    """Who stands in for whom, and when."""

    id = serializers.UUIDField()
    covered = serializers.UUIDField(source="covered_id")
    supervisor = PersonSerializer(source="covered.supervisor")
    supervisee = PersonSerializer(source="covered.supervisee")
    cover = PersonSerializer()
    relationship = serializers.UUIDField(
        source="relationship_id",
        allow_null=True,
        help_text="Once it is accepted: what is submitted goes there.",
    )
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(source="until")
    scope = serializers.ChoiceField(CoverScope.choices)
    status = serializers.ChoiceField(CoverStatus.choices, source="status_now")
    sudden = Flag()
    handed_back_at = serializers.DateTimeField(allow_null=True)
    handback_read_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class CoverWithReason(CoverRow):
    """For those who arrange it."""

    reason = serializers.ChoiceField(CoverReason.choices)
    why = serializers.CharField()


class CoverSerializer(CoverWithReason):
    """What only the two read is absent for everybody else, and why for the supervisee."""

    reason = serializers.ChoiceField(CoverReason.choices, required=False)
    why = serializers.CharField(required=False)
    handover_note = serializers.CharField(required=False)
    handback_note = serializers.CharField(required=False)


class HandOverSerializer(serializers.Serializer[Any]):
    note = serializers.UUIDField(source="note_id")
    was = serializers.UUIDField(source="source_id", help_text="The relationship it lay with.")
    to = serializers.UUIDField(source="to_id")
    at = serializers.DateTimeField()


class AbsenceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    person = PersonSerializer()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
