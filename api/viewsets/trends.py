"""Trends: /clinics/{id}/trends/, for whoever leads the clinic."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.trends import TrendQuery, TrendSerializer
from api.viewsets.base import ApiViewSet
from cases.decision_selectors import clinics_audited_by
from cases.trend_periods import Grain
from cases.trends import Asked, trends_of
from supervision.models import Clinic


class TrendViewSet(ApiViewSet[Clinic]):
    """Shares and times per period; what is small stays away, and what would tell it."""

    permission_classes = (IsSignedIn,)
    model = Clinic
    parameters = {"retrieve": frozenset(TrendQuery().fields)}

    def rows(self) -> QuerySet[Clinic]:
        return clinics_audited_by(self.actor)

    @extend_schema(parameters=[TrendQuery], responses=TrendSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        said = self.asked(TrendQuery)
        grain = Grain(said.pop("grain", Grain.QUARTER))
        found = trends_of(self.get_object(), Asked(grain=grain, **said))
        return self.shown(TrendSerializer, found)
