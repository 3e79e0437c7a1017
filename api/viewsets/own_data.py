"""What is one's own: /me/flags/, /me/portfolio/, /me/data/."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn, SignedInBySession
from api.serializers.own_data import (
    PortfolioSerializer,
    RecurringFlagsSerializer,
    RecurringQuery,
)
from api.viewsets.base import ApiViewSet
from cases.actions.own_data import take_own_data
from cases.portfolio import portfolio_of
from cases.recurring import PERIODS, recurring_flags
from supervision.models import User
from supervision.stepup import confirmed
from supervision.streaming import Streamed, as_file

AS_FILE: Any = {(200, "application/json"): OpenApiTypes.OBJECT}


class RecurringFlagsViewSet(ApiViewSet[User]):
    """What keeps coming back in one's own notes, for oneself alone."""

    permission_classes = (IsSignedIn,)
    model = User
    parameters = {"retrieve": frozenset({"months"})}

    @extend_schema(parameters=[RecurringQuery], responses=RecurringFlagsSerializer)
    def retrieve(self, request: Request) -> Response:
        months = self.asked(RecurringQuery).get("months")
        found = recurring_flags(self.actor, PERIODS[months][1] if months else None)
        return self.shown(RecurringFlagsSerializer, {"dimensions": found})


class PortfolioViewSet(ApiViewSet[User]):
    """For whoever is or was in training here; 404 for everybody else."""

    permission_classes = (IsSignedIn,)
    model = User

    @extend_schema(responses=PortfolioSerializer)
    def retrieve(self, request: Request) -> Response:
        return self.shown(PortfolioSerializer, portfolio_of(self.actor))


class OwnDataViewSet(ApiViewSet[User]):
    permission_classes = (SignedInBySession,)
    model = User
    keep_answer = False

    @extend_schema(request=None, responses=AS_FILE)
    def create(self, request: Request) -> Streamed:
        """Everything that is kept about oneself, as one JSON document.

        By a browser's session whose person confirmed who she is at
        `/accounts/reauthenticate/` within the last five minutes, else 403 `confirm_identity`.
        """
        parts = take_own_data(
            by=self.actor,
            confirmed=confirmed(request._request),  # noqa: SLF001 - its session is asked
        )
        return as_file(parts, name="own-data.json", content_type="application/json")
