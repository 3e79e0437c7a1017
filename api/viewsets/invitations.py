"""Invitations: /invitations/, /invitations/{id}/revoke/, /invitations/accept/."""

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn, SignedInBySession
from api.serializers.people import (
    AcceptInvitation,
    InvitationSerializer,
    Invite,
    Nothing,
    PersonRow,
)
from api.viewsets.base import ApiViewSet
from supervision.actions import invitations as actions
from supervision.enums import Role
from supervision.models import Invitation
from supervision.selectors import invitations_visible_to, open_invitations


class InvitationFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    clinic = filters.UUIDFilter(field_name="clinic_id")
    role = filters.ChoiceFilter(choices=Role.choices)
    open = filters.BooleanFilter(method="waiting")

    def waiting(
        self, invitations: QuerySet[Invitation], _name: str, wanted: object
    ) -> QuerySet[Invitation]:
        still = open_invitations(self.request.user).order_by().values("pk")
        return invitations.filter(pk__in=still) if wanted else invitations.exclude(pk__in=still)


class InvitationViewSet(ListModelMixin, ApiViewSet[Invitation]):
    """Those of the clinics one looks after."""

    permission_classes = (IsSignedIn,)
    model = Invitation
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilters
    page_order = ("-created_at",)

    def rows(self) -> QuerySet[Invitation]:
        return invitations_visible_to(self.actor).select_related("invited_by")

    @extend_schema(request=Invite, responses={201: InvitationSerializer})
    def create(self, request: Request) -> Response:
        """Send a link that works once, for seven days."""
        issued = actions.invite(**self.validated(Invite), by=self.actor)
        return self.created(InvitationSerializer, issued.invitation)

    @extend_schema(request=Nothing, responses=InvitationSerializer)
    def revoke(self, request: Request, pk: UUID) -> Response:
        self.validated(Nothing)
        invitation = actions.revoke_invitation(invitation_id=pk, by=self.actor)
        return self.shown(InvitationSerializer, invitation)


class AcceptanceViewSet(ApiViewSet[Invitation]):
    """For somebody with an account; a new person sets name and password on the page."""

    permission_classes = (SignedInBySession,)
    model = Invitation

    @extend_schema(request=AcceptInvitation, responses=PersonRow)
    def accept(self, request: Request) -> Response:
        """Take up an invitation that was sent to one's own address."""
        said = self.validated(AcceptInvitation)
        return self.shown(PersonRow, actions.accept_as(**said, by=self.actor))
