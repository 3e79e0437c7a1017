"""A clinic's rules: /clinics/{id}/policy/ and /policy-changes/, approved or refused."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.policies import (
    ChangePolicy,
    PolicyChangeQuery,
    PolicyChangeSerializer,
    PolicyQuery,
    PolicySerializer,
)
from api.viewsets.base import ApiViewSet
from supervision.actions import policies as actions
from supervision.models import Clinic, PolicyChange
from supervision.policies import policy_changes_visible_to, policy_of
from supervision.selectors import clinics_of


class PolicyViewSet(ApiViewSet[Clinic]):
    """What is in force, now or at a moment: for everybody of the clinic."""

    permission_classes = (IsSignedIn,)
    model = Clinic
    parameters = {"retrieve": frozenset({"at"})}

    def rows(self) -> QuerySet[Clinic]:
        return clinics_of(self.actor)

    @extend_schema(parameters=[PolicyQuery], responses=PolicySerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        clinic = self.get_object()
        at = self.asked(PolicyQuery).get("at") or timezone.now()
        lines = PolicySerializer.lines(policy_of(clinic.pk, at))
        return self.shown(PolicySerializer, {"clinic": clinic.pk, "at": at, "settings": lines})


class PolicyChangeViewSet(ListModelMixin, ApiViewSet[PolicyChange]):
    """Every version with its difference, for everybody of the clinic."""

    permission_classes = (IsSignedIn,)
    model = PolicyChange
    serializer_class = PolicyChangeSerializer
    page_order = ("-proposed_at",)
    parameters = {"list": frozenset({"clinic"})}

    def rows(self) -> QuerySet[PolicyChange]:
        visible = policy_changes_visible_to(self.actor)
        clinic = self.asked(PolicyChangeQuery).get("clinic") if self.action == "list" else None
        return visible.filter(clinic=clinic) if clinic else visible

    @extend_schema(parameters=[PolicyChangeQuery])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=PolicyChangeSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.shown(PolicyChangeSerializer, self.get_object())

    @extend_schema(request=ChangePolicy, responses={201: PolicyChangeSerializer})
    def create(self, request: Request) -> Response:
        """At once where nothing loosens; else it waits for a second person."""
        change = actions.change_policy(**self.validated(ChangePolicy), by=self.actor)
        return self.created(PolicyChangeSerializer, change)

    @extend_schema(request=Body, responses=PolicyChangeSerializer)
    def approve(self, request: Request, pk: UUID) -> Response:
        """By another lead, or by an administrator; never by whoever proposed it."""
        self.validated(Body)
        change = actions.approve_policy_change(change_id=pk, by=self.actor)
        return self.shown(PolicyChangeSerializer, change)

    @extend_schema(request=Body, responses=PolicyChangeSerializer)
    def refuse(self, request: Request, pk: UUID) -> Response:
        """Its proposer takes it back with this; somebody else says no."""
        self.validated(Body)
        change = actions.refuse_policy_change(change_id=pk, by=self.actor)
        return self.shown(PolicyChangeSerializer, change)
