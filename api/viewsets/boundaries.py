"""Boundary decisions: /boundaries/, /boundaries/{id}/ and its moves."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.boundaries import (
    BoundarySerializer,
    ChangeBoundary,
    MoveBoundary,
    StartBoundary,
)
from api.viewsets.decisions import KindViewSet, ending
from cases.actions import boundaries
from cases.actions.decisions import Moved
from cases.decision_enums import BoundaryMove
from cases.enums import DecisionKind


class BoundaryViewSet(KindViewSet):
    """Private while noticed and thought through; something sexual or romantic never is."""

    kind = DecisionKind.BOUNDARY
    answer = BoundarySerializer

    @extend_schema(responses=BoundarySerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.one(pk)

    @extend_schema(request=StartBoundary, responses={201: BoundarySerializer})
    def create(self, request: Request) -> Response:
        said = self.validated(StartBoundary)
        content = said.pop("content")
        first = {name: content.pop(name) for name in ("timing", "domain")}
        boundary = boundaries.start_boundary(**said, **first, content=content, by=self.actor)
        return self.one(boundary.pk, code=201)

    @extend_schema(request=ChangeBoundary, responses=BoundarySerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        said = self.validated(ChangeBoundary)
        boundaries.change_boundary(boundary_id=pk, **said, by=self.actor)
        return self.one(pk)

    @extend_schema(request=MoveBoundary, responses=BoundarySerializer)
    def move(self, request: Request, pk: UUID) -> Response:
        said = self.validated(MoveBoundary)
        boundaries.move_boundary(
            boundary_id=pk,
            move=BoundaryMove(said["move"]),
            version=said["version"],
            moved=Moved(said.get("reasons", ""), said.get("relationship")),
            by=self.actor,
        )
        return self.one(pk)

    @ending("boundaries")
    def follow_up(self, request: Request, pk: UUID, follow_up: UUID) -> Response:
        return super().follow_up(request, pk, follow_up)
