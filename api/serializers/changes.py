"""A change of supervisor, and what goes along."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Member, Moment, Number, Text
from api.serializers.base import Body, PersonSerializer
from cases.enums import CarryOverStatus
from supervision.enums import EndedReason


class ChangeSupervisor(Body):
    relationship = Id(source="old_id", help_text="The one that ends.")
    version = Number(source="expected_version", help_text="The one that was read.")
    supervisor = Id(source="supervisor_id", help_text="Who comes.")
    reason = Member(EndedReason)
    begins_at = Moment(required=False, help_text="Now, unless said.")
    conflict_declaration = Text(required=False)


class MoveChange(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


class WriteChangeNote(MoveChange):
    note = Text()


class GiveChangeNote(MoveChange):
    words = Text(required=False, default="", help_text="One's own, for the new supervisor.")


class AskCarryOver(Body):
    """One of the two."""

    note = Id(source="note_id", required=False)
    decision = Id(source="decision_id", required=False)


class CarryOverSerializer(serializers.Serializer[Any]):
    """What was left open and is asked for: named, and no word of it."""

    id = serializers.UUIDField()
    change = serializers.UUIDField(source="change_id")
    note = serializers.UUIDField(source="note_id", allow_null=True)
    decision = serializers.UUIDField(source="decision_id", allow_null=True)
    status = serializers.ChoiceField(CarryOverStatus.choices)
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class SupervisorChangeRow(serializers.Serializer[Any]):
    """Who and when."""

    id = serializers.UUIDField()
    old = serializers.UUIDField(source="old_id")
    new = serializers.UUIDField(source="new_id")
    supervisee = PersonSerializer(source="old.supervisee")
    supervisor_before = PersonSerializer(source="old.supervisor")
    supervisor = PersonSerializer(source="new.supervisor")
    begins_at = serializers.DateTimeField(source="new.valid_from")
    given_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class SupervisorChangeSerializer(SupervisorChangeRow):
    """What somebody does not read is absent."""

    note = serializers.CharField(required=False)
    note_at = serializers.DateTimeField(required=False, allow_null=True)
    words = serializers.CharField(required=False)
    reason = serializers.ChoiceField(
        EndedReason.choices,
        source="old.ended_reason",
        required=False,
        allow_blank=True,
        help_text="Empty where none was given.",
    )
