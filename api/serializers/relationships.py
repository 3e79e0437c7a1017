"""Supervision between two people."""

from typing import Any

from rest_framework import serializers

from api.fields import Flag, Id, Member, Moment, Number, Text
from api.serializers.base import Body, PersonSerializer
from supervision.enums import (
    EndedReason,
    RelationshipKind,
    RelationshipMove,
    RelationshipStatus,
)


class BeginRelationship(Body):
    clinic = Id(source="clinic_id")
    supervisor = Id(source="supervisor_id")
    supervisee = Id(source="supervisee_id")
    kind = Member(RelationshipKind)
    valid_from = Moment(required=False, help_text="Now, unless said.")
    conflict_declaration = Text(required=False)
    start = Flag(
        default=False,
        help_text="Both have agreed. Otherwise it is proposed, and the supervisee answers.",
    )


class MoveRelationship(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


class EndRelationship(MoveRelationship):
    reason = Member(EndedReason)
    note = Text(required=False)


class GiveNotice(EndRelationship):
    valid_to = Moment(source="on")


class ChangeSerializer(serializers.Serializer[Any]):
    from_status = serializers.ChoiceField(RelationshipStatus.choices, allow_blank=True)
    to_status = serializers.ChoiceField(RelationshipStatus.choices)
    by = PersonSerializer()
    at = serializers.DateTimeField()


class RelationshipRow(serializers.Serializer[Any]):
    """What a list of relationships shows."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    supervisor = PersonSerializer()
    supervisee = PersonSerializer()
    kind = serializers.ChoiceField(RelationshipKind.choices)
    status = serializers.ChoiceField(RelationshipStatus.choices, source="status_now")
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class RelationshipForOffice(RelationshipRow):
    """With its history; why it ended is not for the office."""

    changes = ChangeSerializer(many=True)


class RelationshipSerializer(RelationshipForOffice):
    """The last three are absent for administrators."""

    conflict_declaration = serializers.CharField(required=False)
    ended_reason = serializers.ChoiceField(
        EndedReason.choices, required=False, allow_blank=True
    )
    ended_note = serializers.CharField(required=False)


BODY_OF_MOVE: dict[RelationshipMove, type[Body]] = {
    RelationshipMove.END: EndRelationship,
    RelationshipMove.GIVE_NOTICE: GiveNotice,
}
