"""Boundary decisions."""

from api.fields import Choice, Id, Number
from api.serializers.decisions import ContentBody, DecisionSerializer, MoveBody
from cases.decision_enums import BoundaryDomain, BoundaryMove, BoundaryTiming
from cases.enums import DecisionKind


class StartBoundary(ContentBody):
    kind = DecisionKind.BOUNDARY

    case = Id(source="case_id")
    from_version = Id(source="from_version_id", required=False)
    timing = Choice(BoundaryTiming.choices)
    domain = Choice(BoundaryDomain.choices)


class ChangeBoundary(ContentBody):
    kind = DecisionKind.BOUNDARY

    version = Number(help_text="The one that was read.")


class MoveBoundary(MoveBody):
    move = Choice(BoundaryMove.choices)


class BoundarySerializer(DecisionSerializer):
    kind = DecisionKind.BOUNDARY
