"""Supervision: /relationships/, /relationships/{id}/ and its moves."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.relationships import (
    BeginRelationship,
    MoveRelationship,
    RelationshipForOffice,
    RelationshipRow,
    RelationshipSerializer,
)
from api.viewsets.base import ApiViewSet
from supervision import policy
from supervision.actions import relationships as actions
from supervision.enums import RelationshipKind, RelationshipMove, RelationshipStatus
from supervision.models import SupervisionRelationship
from supervision.selectors import live_relationships, relationships_visible_to


class RelationshipFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """``live`` asks whether it gives access at this moment."""

    clinic = filters.UUIDFilter(field_name="clinic_id")
    supervisor = filters.UUIDFilter(field_name="supervisor_id")
    supervisee = filters.UUIDFilter(field_name="supervisee_id")
    kind = filters.ChoiceFilter(choices=RelationshipKind.choices)
    status = filters.MultipleChoiceFilter(choices=RelationshipStatus.choices)
    live = filters.BooleanFilter(method="in_force")

    def in_force(
        self, rows: QuerySet[SupervisionRelationship], _name: str, wanted: object
    ) -> QuerySet[SupervisionRelationship]:
        live = live_relationships().order_by().values("pk")
        return rows.filter(pk__in=live) if wanted else rows.exclude(pk__in=live)


class RelationshipViewSet(ListModelMixin, ApiViewSet[SupervisionRelationship]):
    """One's own supervision, and that of the clinics one looks after."""

    permission_classes = (IsSignedIn,)
    model = SupervisionRelationship
    serializer_class = RelationshipRow
    filterset_class = RelationshipFilters
    page_order = ("-valid_from",)

    def rows(self) -> QuerySet[SupervisionRelationship]:
        rows = relationships_visible_to(self.actor)
        return rows if self.action == "list" else rows.prefetch_related("changes__by")

    @extend_schema(responses=RelationshipSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=BeginRelationship, responses={201: RelationshipSerializer})
    def create(self, request: Request) -> Response:
        """Propose supervision, or start it where both have agreed."""
        said = self.validated(BeginRelationship)
        starts = said.pop("start")
        begin = actions.start_relationship if starts else actions.propose_relationship
        return self._shown(begin(**said, by=self.actor), code=201)

    def _shown(self, relationship: SupervisionRelationship, *, code: int = 200) -> Response:
        reads = policy.allows(policy.check_read_private_notes, self.actor, relationship)
        answer = RelationshipSerializer if reads else RelationshipForOffice
        return self.shown(answer, relationship, code=code)


class RelationshipMoveViewSet(RelationshipViewSet):
    """One move per address; who may make it and from where, the workflow's table says."""

    move: RelationshipMove = RelationshipMove.ACCEPT  # each address sets its own
    body: ClassVar[type[Body]] = MoveRelationship

    @extend_schema(responses=RelationshipSerializer)
    def make(self, request: Request, pk: UUID) -> Response:
        said = self.validated(self.body)
        moved = actions.move_relationship(
            relationship_id=pk,
            move=self.move,
            expected_version=said.pop("expected_version"),
            ending=actions.Ending(**said) if said else None,
            by=self.actor,
        )
        return self._shown(moved)
