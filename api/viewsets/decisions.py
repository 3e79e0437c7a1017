"""All decisions one may read: /decisions/ and its summary; what the kinds share."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.decisions import (
    AddConsultation,
    AddFollowUp,
    ConsultationSerializer,
    DecisionQuery,
    DecisionRow,
    DecisionSerializer,
    EndFollowUp,
    FollowUpSerializer,
    SummarySerializer,
)
from api.viewsets.base import ApiViewSet
from cases import decision_selectors, followup_selectors
from cases.actions import consultations, decisions, followups
from cases.decision_moves import offered_moves
from cases.decision_reading import shown_to
from cases.decision_selectors import DecisionFilters
from cases.enums import DecisionKind
from cases.models import Decision

_Method = TypeVar("_Method", bound=Callable[..., Response])
FILTERS = frozenset(DecisionQuery().fields)


class DecisionViewSet(ListModelMixin, ApiViewSet[Decision]):
    """The audit: a lead's clinics, one's own, and what was brought to one's supervision."""

    permission_classes = (IsSignedIn,)
    model = Decision
    serializer_class = DecisionRow
    page_order = ("-opened_at",)
    parameters = {"list": FILTERS, "summary": FILTERS}

    def rows(self) -> QuerySet[Decision]:
        return self.filters().apply(decision_selectors.decisions_visible_to(self.actor))

    def filters(self) -> DecisionFilters:
        return DecisionFilters(**self.asked(DecisionQuery))

    @extend_schema(parameters=[DecisionQuery])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[DecisionQuery], responses=SummarySerializer)
    def summary(self, request: Request) -> Response:
        """How many, how many wait too long, and how long the closed ones took."""
        found = decision_selectors.summary_of(self.rows())
        return self.shown(SummarySerializer, found)


def ending(of: str) -> Callable[[_Method], _Method]:
    """Its own name in the schema: it is posted under the address that plans one more."""
    named: Callable[[_Method], _Method] = extend_schema(
        operation_id=f"{of}_follow_ups_end",
        request=EndFollowUp,
        responses=FollowUpSerializer,
    )
    return named


class KindViewSet(ListModelMixin, ApiViewSet[Decision]):
    """One kind of decision. Reading somebody else's words is recorded for their author."""

    permission_classes = (IsSignedIn,)
    model = Decision
    serializer_class = DecisionRow
    page_order = ("-opened_at",)
    parameters = {"list": FILTERS - {"kind"}}

    kind: ClassVar[DecisionKind]
    answer: ClassVar[type[DecisionSerializer]]

    def rows(self) -> QuerySet[Decision]:
        filters = DecisionFilters(**self.asked(DecisionQuery))
        visible = decision_selectors.decisions_visible_to(self.actor).filter(kind=self.kind)
        return filters.apply(visible)

    @extend_schema(parameters=[DecisionQuery])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    def one(self, pk: UUID, *, code: int = 200) -> Response:
        """As this reader gets it: what lies in the row is shown through ``shown_to``."""
        decision = decision_selectors.kind_visible_to(self.kind, self.actor, pk)
        reading = decisions.record_decision_read(decision=decision, by=self.actor)
        shown = shown_to(reading, decision, offers=offered_moves(self.actor, decision))
        return self.shown(self.answer, shown, code=code)

    @extend_schema(request=AddConsultation, responses={201: ConsultationSerializer})
    def consult(self, request: Request, pk: UUID) -> Response:
        """Whom one asked, what, and what came of it."""
        decision_selectors.kind_visible_to(self.kind, self.actor, pk)
        said = self.validated(AddConsultation)
        made = consultations.add_consultation(decision_id=pk, **said, by=self.actor)
        return self.created(ConsultationSerializer, made)

    @extend_schema(responses=ConsultationSerializer(many=True))
    def consultations(self, request: Request, pk: UUID) -> Response:
        decision = decision_selectors.kind_visible_to(self.kind, self.actor, pk)
        reading = decisions.record_decision_read(decision=decision, by=self.actor)
        rows = shown_to(reading, decision).consultations
        return Response(ConsultationSerializer(rows, many=True).data)

    @extend_schema(request=AddFollowUp, responses={201: FollowUpSerializer})
    def plan(self, request: Request, pk: UUID) -> Response:
        """Ask once more what came of it, on a day of one's choice."""
        decision_selectors.kind_visible_to(self.kind, self.actor, pk)
        said = self.validated(AddFollowUp)
        made = followups.add_follow_up(decision_id=pk, **said, by=self.actor)
        return self.created(FollowUpSerializer, made)

    @extend_schema(responses=FollowUpSerializer(many=True))
    def follow_ups(self, request: Request, pk: UUID) -> Response:
        decision = decision_selectors.kind_visible_to(self.kind, self.actor, pk)
        reading = decisions.record_decision_read(decision=decision, by=self.actor)
        rows = shown_to(reading, decision).follow_ups
        return Response(FollowUpSerializer(rows, many=True).data)

    def follow_up(self, request: Request, pk: UUID, follow_up: UUID) -> Response:
        """What was found, or why nothing is asked on that day."""
        followup_selectors.follow_up_visible_to(self.actor, follow_up, of=pk, kind=self.kind)
        said = self.validated(EndFollowUp)
        done = followups.end_follow_up(follow_up_id=follow_up, **said, by=self.actor)
        return self.shown(FollowUpSerializer, done)
