"""Groups: /groups/, /groups/{id}/, its members, and the end of either."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.groups import (
    AddMember,
    GroupRow,
    GroupSerializer,
    MembershipSerializer,
    StartGroup,
)
from api.viewsets.base import ApiViewSet
from supervision.actions import groups as actions
from supervision.models import SupervisionGroup
from supervision.selectors import groups_visible_to


class GroupViewSet(ListModelMixin, ApiViewSet[SupervisionGroup]):
    """The groups one is in, and those of the clinics one looks after."""

    permission_classes = (IsSignedIn,)
    model = SupervisionGroup
    serializer_class = GroupRow
    page_order = ("name",)

    def rows(self) -> QuerySet[SupervisionGroup]:
        return groups_visible_to(self.actor)

    @extend_schema(responses=GroupSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.shown(GroupSerializer, self.get_object())

    @extend_schema(request=StartGroup, responses={201: GroupSerializer})
    def create(self, request: Request) -> Response:
        group = actions.start_group(**self.validated(StartGroup), by=self.actor)
        return self.created(GroupSerializer, group)

    @extend_schema(request=AddMember, responses={201: MembershipSerializer})
    def add(self, request: Request, pk: UUID) -> Response:
        said = self.validated(AddMember)
        membership = actions.add_member(group_id=pk, **said, by=self.actor)
        return self.created(MembershipSerializer, membership)

    @extend_schema(request=Body, responses=GroupSerializer)
    def close(self, request: Request, pk: UUID) -> Response:
        """At once: nothing is presented to it any more."""
        self.validated(Body)
        group = actions.close_group(group_id=pk, by=self.actor)
        return self.shown(GroupSerializer, group)


class GroupMembershipViewSet(ApiViewSet[SupervisionGroup]):
    permission_classes = (IsSignedIn,)
    model = SupervisionGroup

    @extend_schema(request=Body, responses=MembershipSerializer)
    def end(self, request: Request, pk: UUID) -> Response:
        """At once; one can also leave by oneself."""
        self.validated(Body)
        membership = actions.end_membership(membership_id=pk, by=self.actor)
        return self.shown(MembershipSerializer, membership)
