"""One's own flags looked at together, and the portfolio of one's training."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Month
from cases.enums import Dimension
from cases.recurring import PERIODS
from supervision.enums import GroupKind, RelationshipKind

MONTHS = [(code, label) for code, (label, _) in PERIODS.items()]


class RecurringQuery(serializers.Serializer[Any]):
    months = Choice(MONTHS, required=False, help_text="How far back; without it, all.")


class SeenSerializer(serializers.Serializer[Any]):
    note = serializers.UUIDField(source="note.pk")
    at = serializers.DateTimeField(help_text="When it was last noticed there.")


class RecurringSerializer(serializers.Serializer[Any]):
    """One dimension, with the notes in which it stood, newest first."""

    dimension = serializers.ChoiceField(Dimension.choices)
    notes = SeenSerializer(source="seen", many=True)


class RecurringFlagsSerializer(serializers.Serializer[Any]):
    """Own flags by dimension. Nobody else is ever shown it."""

    dimensions = RecurringSerializer(many=True)


class TrainingSerializer(serializers.Serializer[Any]):
    clinic = serializers.CharField(source="clinic.name")
    training_level = serializers.CharField()
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)


class MonthOfTrainingSerializer(serializers.Serializer[Any]):
    month = Month(source="first")
    submitted = serializers.IntegerField()
    reviewed = serializers.IntegerField()


class CompletedUnderSerializer(serializers.Serializer[Any]):
    statement = serializers.CharField(source="label")
    times = serializers.IntegerField()


class SupervisedSerializer(serializers.Serializer[Any]):
    supervisor = serializers.CharField(source="relationship.supervisor.display_name")
    clinic = serializers.CharField(source="relationship.clinic.name")
    kind = serializers.ChoiceField(RelationshipKind.choices, source="relationship.kind")
    valid_from = serializers.DateTimeField(source="relationship.valid_from")
    valid_to = serializers.DateTimeField(source="relationship.valid_to", allow_null=True)
    months = MonthOfTrainingSerializer(many=True)
    statements = CompletedUnderSerializer(
        many=True, help_text="Under which words reviews were completed, and how often."
    )
    directives_followed = serializers.IntegerField()


class AttendedSerializer(serializers.Serializer[Any]):
    group = serializers.CharField(source="membership.group.name")
    kind = serializers.ChoiceField(GroupKind.choices, source="membership.group.kind")
    valid_from = serializers.DateTimeField(source="membership.valid_from")
    valid_to = serializers.DateTimeField(source="membership.valid_to", allow_null=True)
    presented = serializers.IntegerField()


class PortfolioSerializer(serializers.Serializer[Any]):
    """Dates, names of supervisors and groups, and numbers: nothing about a client."""

    person = serializers.CharField(source="person.display_name")
    made_at = serializers.DateTimeField()
    training = TrainingSerializer(source="roles", many=True)
    supervision = SupervisedSerializer(many=True)
    groups = AttendedSerializer(many=True)
