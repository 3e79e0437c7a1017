"""Agreements: /agreements/, one's own, and that there are any for the clinic's leads."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.agreements import (
    AgreementRow,
    AgreementSerializer,
    AgreementText,
    BeginAgreement,
    ReopenAgreement,
    SignAgreement,
    WriteAgreement,
)
from api.viewsets.base import ApiViewSet
from supervision.actions import agreements as actions
from supervision.agreement_policy import agreements_visible_to
from supervision.agreement_selectors import read_agreement
from supervision.models import SupervisionAgreement


class AgreementFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    relationship = filters.UUIDFilter(field_name="relationship_id")


class AgreementViewSet(ListModelMixin, ApiViewSet[SupervisionAgreement]):
    permission_classes = (IsSignedIn,)
    model = SupervisionAgreement
    serializer_class = AgreementRow
    filterset_class = AgreementFilters
    page_order = ("-begun_at",)

    def rows(self) -> QuerySet[SupervisionAgreement]:
        return agreements_visible_to(self.actor)

    @extend_schema(responses=AgreementSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=BeginAgreement, responses={201: AgreementSerializer})
    def create(self, request: Request) -> Response:
        """The next version of a supervision, with what holds now or with words to change."""
        said = self.validated(BeginAgreement)
        return self._shown(actions.start_agreement(**said, by=self.actor), code=201)

    @extend_schema(request=WriteAgreement, responses=AgreementSerializer)
    def write(self, request: Request, pk: UUID) -> Response:
        said = {"sections": {}} | self.validated(WriteAgreement)
        return self._shown(actions.write_agreement(agreement_id=pk, **said, by=self.actor))

    @extend_schema(request=WriteAgreement, responses=AgreementSerializer)
    def offer(self, request: Request, pk: UUID) -> Response:
        """To be signed as it stands; what is typed here is written first."""
        said = self.validated(WriteAgreement)
        return self._shown(actions.offer_agreement(agreement_id=pk, **said, by=self.actor))

    @extend_schema(request=ReopenAgreement, responses=AgreementSerializer)
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Something should be different: a draft again, and nobody's signature is on that."""
        said = self.validated(ReopenAgreement)
        return self._shown(actions.reopen_agreement(agreement_id=pk, **said, by=self.actor))

    @extend_schema(request=SignAgreement, responses=AgreementSerializer)
    def sign(self, request: Request, pk: UUID) -> Response:
        """With the second signature it holds, and replaces the one before."""
        said = self.validated(SignAgreement)
        return self._shown(actions.sign_agreement(agreement_id=pk, **said, by=self.actor))

    def _shown(self, agreement: SupervisionAgreement, *, code: int = 200) -> Response:
        shown: dict[str, Any] = dict(AgreementRow(agreement).data)
        if read := read_agreement(self.actor, agreement):
            shown |= AgreementText(read).data
        return Response(shown, status=code)
