"""Oneself: /me/."""

from typing import Final

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.me import ChangeMe, MeSerializer
from api.viewsets.base import ApiViewSet
from supervision.actions import people as actions
from supervision.models import User
from supervision.selectors import live_roles

SETTINGS: Final = ("display_name", "timezone", "theme")


class MeViewSet(ApiViewSet[User]):
    permission_classes = (IsSignedIn,)
    model = User

    @extend_schema(responses=MeSerializer)
    def retrieve(self, request: Request) -> Response:
        return self._shown(self.actor)

    @extend_schema(request=ChangeMe, responses=MeSerializer)
    def partial_update(self, request: Request) -> Response:
        said = self.validated(ChangeMe)
        kept = {name: getattr(self.actor, name) for name in SETTINGS}
        return self._shown(actions.change_settings(**kept | said, by=self.actor))

    def _shown(self, user: User) -> Response:
        roles = live_roles(user).select_related("clinic").order_by("clinic__name", "role")
        return self.shown(MeSerializer, {"user": user, "roles": roles})
