"""Releasing a case: /cases/{id}/grants/, /grants/{id}/end/."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.grants import GiveGrant, GrantSerializer
from api.viewsets.base import ApiViewSet
from cases import selectors
from cases.actions import grants as actions
from cases.models import CaseGrant


class GrantViewSet(ApiViewSet[CaseGrant]):
    """For the supervisee whose case it is: who else may read it, and for how long."""

    permission_classes = (IsSignedIn,)
    model = CaseGrant
    pagination_class = None

    def rows(self) -> QuerySet[CaseGrant]:
        return selectors.grants_given_by(self.actor)

    @extend_schema(responses=GrantSerializer(many=True))
    def list(self, request: Request, pk: UUID) -> Response:
        grants = self.rows().filter(content_object=selectors.own_case(self.actor, pk))
        return Response(GrantSerializer(grants, many=True).data)

    @extend_schema(request=GiveGrant, responses={201: GrantSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        grant = actions.give_grant(case_id=pk, **self.validated(GiveGrant), by=self.actor)
        return self.created(GrantSerializer, grant)

    @extend_schema(request=Body, responses={204: None})
    def end(self, request: Request, pk: UUID) -> Response:
        self.validated(Body)
        actions.end_grant(grant_id=pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
