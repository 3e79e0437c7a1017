"""The state of the ledger: /ledger/. Proving it is a command's work, see docs/ledger.md."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.ledger import LedgerSerializer
from api.viewsets.base import ApiViewSet
from cases.decision_selectors import clinics_audited_by, ledger_states
from supervision.models import LedgerHead


class LedgerViewSet(ApiViewSet[LedgerHead]):
    permission_classes = (IsSignedIn,)
    model = LedgerHead
    pagination_class = None

    @extend_schema(responses=LedgerSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Of the clinics one leads; empty for everybody else."""
        clinics = clinics_audited_by(self.actor).order_by("name", "pk")
        return Response(LedgerSerializer(ledger_states(list(clinics)), many=True).data)
