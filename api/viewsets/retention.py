"""What a clinic keeps, holds and has erased: /clinics/{id}/retention/ and /holds/."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.retention import HoldSerializer, RetentionSerializer, SetHold
from api.viewsets.base import ApiViewSet
from cases import retention
from cases.actions import holds
from cases.models import LegalHold
from cases.retention_policy import check_hold_cases


class RetentionViewSet(ApiViewSet[LegalHold]):
    """For the clinic's leads and its privacy officer."""

    permission_classes = (IsSignedIn,)
    model = LegalHold
    pagination_class = None

    @extend_schema(responses=RetentionSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        check_hold_cases(self.actor, pk)
        said = {
            "holds": retention.holds_of(pk),
            "notices": retention.notices_of(pk),
            "erased": retention.erased_of(pk),
        }
        return Response(RetentionSerializer(said).data)

    @extend_schema(request=SetHold, responses={201: HoldSerializer})
    def set_hold(self, request: Request, pk: UUID) -> Response:
        hold = holds.set_hold(clinic_id=pk, **self.validated(SetHold), by=self.actor)
        return Response(HoldSerializer(hold).data, status=status.HTTP_201_CREATED)


class HoldViewSet(ApiViewSet[LegalHold]):
    permission_classes = (IsSignedIn,)
    model = LegalHold

    @extend_schema(request=None, responses=HoldSerializer)
    def ask(self, request: Request, pk: UUID) -> Response:
        """The first of the two who lift a hold."""
        return Response(HoldSerializer(holds.ask_to_lift(hold_id=pk, by=self.actor)).data)

    @extend_schema(request=None, responses=HoldSerializer)
    def lift(self, request: Request, pk: UUID) -> Response:
        """The second of the two."""
        return Response(HoldSerializer(holds.lift_hold(hold_id=pk, by=self.actor)).data)
