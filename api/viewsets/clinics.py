"""Clinics: /clinics/, /clinics/{id}/."""

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from api.permissions import IsSignedIn
from api.serializers.people import ClinicSerializer
from api.viewsets.base import ApiViewSet
from supervision.models import Clinic
from supervision.selectors import clinics_of


class ClinicViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet[Clinic]):
    """The clinics where one holds a role now."""

    permission_classes = (IsSignedIn,)
    model = Clinic
    serializer_class = ClinicSerializer
    page_order = ("name",)

    def rows(self) -> QuerySet[Clinic]:
        return clinics_of(self.actor)
