"""Boundary decisions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Choice, Id, Number
from api.serializers.decisions import ContentBody, DecisionSerializer, MoveBody, PassagePart
from cases.boundary_patterns import Pattern, pattern_for
from cases.decision_enums import BoundaryDomain, BoundaryMove, BoundaryTiming
from cases.enums import DecisionKind


class StartBoundary(ContentBody):
    kind = DecisionKind.BOUNDARY

    case = Id(source="case_id")
    from_version = Id(source="from_version_id", required=False)
    passage = PassagePart(required=False)
    timing = Choice(BoundaryTiming.choices)
    domain = Choice(BoundaryDomain.choices)


class ChangeBoundary(ContentBody):
    kind = DecisionKind.BOUNDARY

    version = Number(help_text="The one that was read.")


class MoveBoundary(MoveBody):
    move = Choice(BoundaryMove.choices)


class PatternSerializer(serializers.Serializer[Any]):
    """A question to the pair: this one is not the first of its kind on the case lately."""

    number = serializers.IntegerField(help_text="The how-manieth within 90 days.")
    earlier = serializers.SerializerMethodField()

    def get_earlier(self, pattern: Pattern) -> list[str]:
        """Ids of those before it."""
        return [str(each.pk) for each in pattern.earlier]


class BoundarySerializer(DecisionSerializer):
    kind = DecisionKind.BOUNDARY

    pattern = serializers.SerializerMethodField()

    @extend_schema_field(PatternSerializer(allow_null=True))
    def get_pattern(self, shown: Any) -> dict[str, Any] | None:
        """From the third of its kind on, for the pair alone."""
        reader = self.context["request"].user
        found = pattern_for(reader, shown.decision, shown.reading)
        return dict(PatternSerializer(found).data) if found else None
