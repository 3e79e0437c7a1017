"""Credentials: /credentials/, one's own and those of the clinics one leads."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.credentials import (
    CheckCredential,
    CredentialRow,
    CredentialSerializer,
    EnterCredential,
    LimitCredential,
)
from api.viewsets.base import ApiViewSet
from supervision.actions import credentials
from supervision.credential_policy import credentials_visible_to
from supervision.models import Credential


class CredentialViewSet(ListModelMixin, ApiViewSet[Credential]):
    permission_classes = (IsSignedIn,)
    model = Credential
    serializer_class = CredentialRow
    page_order = ("-entered_at",)

    def rows(self) -> QuerySet[Credential]:
        return credentials_visible_to(self.actor)

    @extend_schema(responses=CredentialSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.shown(CredentialSerializer, self.get_object())

    @extend_schema(request=EnterCredential, responses={201: CredentialSerializer})
    def create(self, request: Request) -> Response:
        """One's own; it counts once a lead has checked it."""
        said = self.validated(EnterCredential)
        return self.created(
            CredentialSerializer, credentials.enter_credential(**said, by=self.actor)
        )

    @extend_schema(request=CheckCredential, responses=CredentialSerializer)
    def check(self, request: Request, pk: UUID) -> Response:
        said = self.validated(CheckCredential)
        checked = credentials.check_credential(credential_id=pk, **said, by=self.actor)
        return self.shown(CredentialSerializer, checked)

    @extend_schema(request=LimitCredential, responses=CredentialSerializer)
    def limit(self, request: Request, pk: UUID) -> Response:
        """Restricted, suspended or revoked; whoever it concerns is told at once."""
        said = self.validated(LimitCredential)
        limited = credentials.limit_credential(credential_id=pk, **said, by=self.actor)
        return self.shown(CredentialSerializer, limited)
