"""Roles: /role-assignments/, /role-assignments/{id}/end/."""

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.people import (
    AssignRole,
    Nothing,
    RoleAssignmentSerializer,
    SetTrainingLevel,
)
from api.viewsets.base import ApiViewSet
from supervision.actions.roles import assign_role, end_role, set_training_level
from supervision.enums import Role
from supervision.models import RoleAssignment
from supervision.selectors import roles_visible_to


class RoleFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    clinic = filters.UUIDFilter(field_name="clinic_id")
    person = filters.UUIDFilter(field_name="user_id")
    role = filters.ChoiceFilter(choices=Role.choices)
    ended = filters.BooleanFilter(field_name="valid_to", lookup_expr="isnull", exclude=True)


class RoleAssignmentViewSet(ListModelMixin, ApiViewSet[RoleAssignment]):
    """One's own roles, and those of the clinics one looks after; ended ones are the history."""

    permission_classes = (IsSignedIn,)
    model = RoleAssignment
    serializer_class = RoleAssignmentSerializer
    filterset_class = RoleFilters
    page_order = ("-valid_from",)

    def rows(self) -> QuerySet[RoleAssignment]:
        return roles_visible_to(self.actor).select_related("user", "assigned_by")

    @extend_schema(request=AssignRole, responses={201: RoleAssignmentSerializer})
    def create(self, request: Request) -> Response:
        assignment = assign_role(**self.validated(AssignRole), by=self.actor)
        return self.created(RoleAssignmentSerializer, assignment)

    @extend_schema(request=SetTrainingLevel, responses=RoleAssignmentSerializer)
    def level(self, request: Request, pk: UUID) -> Response:
        """How far a supervisee is; the clinic's rules may have answers due sooner to some."""
        said = self.validated(SetTrainingLevel)
        assignment = set_training_level(assignment_id=pk, **said, by=self.actor)
        return self.shown(RoleAssignmentSerializer, assignment)

    @extend_schema(request=Nothing, responses=RoleAssignmentSerializer)
    def end(self, request: Request, pk: UUID) -> Response:
        """End a role at once, and the supervision that rests on it."""
        self.validated(Nothing)
        return self.shown(RoleAssignmentSerializer, end_role(assignment_id=pk, by=self.actor))
