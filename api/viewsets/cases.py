"""Cases: /cases/, /cases/{id}/, /cases/{id}/consents/."""

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.cases import (
    CaseRow,
    CaseSerializer,
    ChangeCase,
    ConsentSerializer,
    OpenCase,
    RecordConsent,
)
from api.viewsets.base import ApiViewSet
from cases import selectors
from cases.actions import cases as actions
from cases.actions import reads
from cases.enums import CaseStatus
from cases.models import Case


class CaseFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    status = filters.MultipleChoiceFilter(choices=CaseStatus.choices)
    clinic = filters.UUIDFilter(field_name="clinic_id")
    supervisee = filters.UUIDFilter(field_name="supervisee_id")


class CaseViewSet(ListModelMixin, ApiViewSet[Case]):
    """The cases one has opened, or that were brought to one's supervision."""

    permission_classes = (IsSignedIn,)
    model = Case
    serializer_class = CaseRow
    filterset_class = CaseFilters
    page_order = ("-updated_at",)

    def rows(self) -> QuerySet[Case]:
        cases = selectors.cases_visible_to(self.actor)
        if self.action == "list":
            return cases.defer("presenting_theme")
        return cases.prefetch_related("consents")

    @extend_schema(responses=CaseSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        case = self.get_object()
        reads.record_case_read(case=case, by=self.actor)
        return self.shown(CaseSerializer, case)

    @extend_schema(request=OpenCase, responses={201: CaseSerializer})
    def create(self, request: Request) -> Response:
        case = actions.open_case(**self.validated(OpenCase), by=self.actor)
        return self.created(CaseSerializer, case)

    @extend_schema(request=ChangeCase, responses=CaseSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        case = actions.change_case(case_id=pk, **self.validated(ChangeCase), by=self.actor)
        return self.shown(CaseSerializer, case)


class ConsentViewSet(ApiViewSet[Case]):
    """One answer per form of supervision; the latest word replaces the one before."""

    permission_classes = (IsSignedIn,)
    model = Case
    pagination_class = None

    def rows(self) -> QuerySet[Case]:
        return selectors.cases_visible_to(self.actor).prefetch_related("consents")

    @extend_schema(responses=ConsentSerializer(many=True))
    def list(self, request: Request, pk: UUID) -> Response:
        return Response(ConsentSerializer(self.get_object().consents, many=True).data)

    @extend_schema(request=RecordConsent, responses={200: ConsentSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        consent = actions.record_consent(
            case_id=pk, **self.validated(RecordConsent), by=self.actor
        )
        return self.shown(ConsentSerializer, consent)
