"""The state of the ledger: /ledger/. Proving it is a command's work, see docs/ledger.md."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.ledger import (
    ConfirmRestoration,
    LedgerSerializer,
    ProposeRestoration,
    RestorationSerializer,
)
from api.viewsets.base import ApiViewSet
from cases.decision_selectors import clinics_audited_by
from supervision.actions import restorations
from supervision.ledger.states import ledger_states
from supervision.models import LedgerEntry, LedgerHead
from supervision.policy import check_manage_clinic


class LedgerViewSet(ApiViewSet[LedgerHead]):
    permission_classes = (IsSignedIn,)
    model = LedgerHead
    pagination_class = None

    @extend_schema(responses=LedgerSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Of the clinics one leads; empty for everybody else."""
        clinics = clinics_audited_by(self.actor).order_by("name", "pk")
        return Response(LedgerSerializer(ledger_states(list(clinics)), many=True).data)


class RestorationViewSet(ApiViewSet[LedgerEntry]):
    """After a backup was restored: what one person said was lost, and a second confirmed."""

    permission_classes = (IsSignedIn,)
    model = LedgerEntry
    pagination_class = None

    @extend_schema(responses=RestorationSerializer(many=True))
    def list(self, request: Request, pk: UUID) -> Response:
        check_manage_clinic(self.actor, pk)
        return Response(self._said(pk))

    @extend_schema(
        request=ProposeRestoration, responses={201: RestorationSerializer(many=True)}
    )
    def create(self, request: Request, pk: UUID) -> Response:
        restorations.propose_restoration(
            clinic_id=pk, **self.validated(ProposeRestoration), by=self.actor
        )
        return Response(self._said(pk), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=ConfirmRestoration, responses={200: RestorationSerializer(many=True)}
    )
    def confirm(self, request: Request, pk: UUID) -> Response:
        restorations.confirm_restoration(
            clinic_id=pk, **self.validated(ConfirmRestoration), by=self.actor
        )
        return Response(self._said(pk))

    def _said(self, clinic_id: UUID) -> object:
        return RestorationSerializer(restorations.proposals_of(clinic_id), many=True).data
