"""Emergency access to one case: /break-glass/, its end and its review."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.break_glass import (
    BreakGlassInFullSerializer,
    BreakGlassSerializer,
    ReviewBreakGlass,
    TakeBreakGlass,
)
from api.serializers.incidents import Assess, OnlyVersion, judged
from api.viewsets.base import ApiViewSet
from cases.actions import access_incidents as judging
from cases.actions import break_glass as actions
from cases.break_glass_enums import BreakGlassOutcome, BreakGlassPurpose
from cases.break_glass_selectors import break_glass_known_to, break_glass_shown_to
from cases.models import BreakGlass
from supervision.stepup import confirmed


class BreakGlassViewSet(ListModelMixin, ApiViewSet[BreakGlass]):
    """Own ones, those on one's cases and in one's supervision, and of the clinic one leads."""

    permission_classes = (IsSignedIn,)
    model = BreakGlass
    serializer_class = BreakGlassSerializer
    page_order = ("-started_at",)

    def rows(self) -> QuerySet[BreakGlass]:
        actions.close_expired()
        return break_glass_known_to(self.actor)

    @extend_schema(responses=BreakGlassInFullSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.shown(BreakGlassInFullSerializer, self._one(pk))

    @extend_schema(request=TakeBreakGlass, responses={201: BreakGlassInFullSerializer})
    def create(self, request: Request) -> Response:
        """Open one case for an hour. People are told at once.

        Who asks confirms who she is at `/accounts/reauthenticate/` within the last five
        minutes, else the answer is 403 `confirm_identity`; a token cannot.
        """
        said = self.validated(TakeBreakGlass)
        purpose, clinic_id = BreakGlassPurpose(said.pop("purpose")), said.pop("clinic", None)
        at_hand = request.auth is None and confirmed(request._request)  # noqa: SLF001 - its session
        made = actions.break_glass(
            **said,
            clinic_id=clinic_id,
            purpose=purpose,
            by=self.actor,
            confirmed=at_hand,
        )
        return self.created(BreakGlassInFullSerializer, self._one(made.pk))

    @extend_schema(request=Body, responses=BreakGlassInFullSerializer)
    def end(self, request: Request, pk: UUID) -> Response:
        self.validated(Body)
        actions.end_break_glass(break_glass_id=pk, by=self.actor)
        return self.shown(BreakGlassInFullSerializer, self._one(pk))

    @extend_schema(request=ReviewBreakGlass, responses=BreakGlassInFullSerializer)
    def review(self, request: Request, pk: UUID) -> Response:
        """By another lead or the privacy officer, once it has ended."""
        said = self.validated(ReviewBreakGlass)
        outcome = BreakGlassOutcome(said.pop("outcome"))
        actions.review_break_glass(break_glass_id=pk, outcome=outcome, **said, by=self.actor)
        return self.shown(BreakGlassInFullSerializer, self._one(pk))

    @extend_schema(request=Assess, responses=BreakGlassInFullSerializer)
    def assess(self, request: Request, pk: UUID) -> Response:
        """What “not justified” means: by somebody else than whoever took it."""
        said = judged(self.validated(Assess))
        judging.assess_access(break_glass_id=pk, **said, by=self.actor)
        return self.shown(BreakGlassInFullSerializer, self._one(pk))

    @extend_schema(request=OnlyVersion, responses=BreakGlassInFullSerializer)
    def close(self, request: Request, pk: UUID) -> Response:
        """The incident, once it is assessed."""
        said = self.validated(OnlyVersion)
        judging.close_access(break_glass_id=pk, **said, by=self.actor)
        return self.shown(BreakGlassInFullSerializer, self._one(pk))

    def _one(self, pk: UUID) -> BreakGlass:
        return break_glass_shown_to(self.actor, pk)
