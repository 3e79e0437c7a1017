"""Help: /help/requests/ are one's own, /help/desk/ what was brought to one, /help/shared/
what a formal inquiry shared with one. Each is a 404 for everybody else."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.concerns import (
    BroughtConcern,
    ConcernRow,
    EntrySerializer,
    GrantMeasure,
    MeasureSerializer,
    MoveConcern,
    SharedConcern,
    SharedRow,
    StartConcern,
    WholeConcern,
    WriteConcern,
    WriteEntry,
)
from api.viewsets.base import ApiViewSet
from supervision import concern_selectors
from supervision.actions import concern_handling, concern_measures, concerns
from supervision.concern_enums import ConcernEntryKind, ConcernMove
from supervision.concern_selectors import concern_shown_to
from supervision.concern_workflow import ConcernParty
from supervision.models import Concern

DECIDE = (ConcernParty.HANDLER, ConcernParty.HEARER)


class RequestViewSet(ListModelMixin, ApiViewSet[Concern]):
    """One's own, whoever has them."""

    permission_classes = (IsSignedIn,)
    keep_answer = False  # the words lie under a concern's own key, and go with it
    model = Concern
    serializer_class = ConcernRow
    page_order = ("-created_at",)

    def rows(self) -> QuerySet[Concern]:
        return concern_selectors.concerns_of(self.actor)

    def one(self, pk: UUID, *, code: int = 200) -> Response:
        shown = concern_shown_to(self.actor, pk, ConcernParty.REPORTER)
        return self.shown(WholeConcern, shown, code=code)

    @extend_schema(responses=WholeConcern)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.one(pk)

    @extend_schema(request=StartConcern, responses={201: WholeConcern})
    def create(self, request: Request) -> Response:
        """A draft, seen by nobody else."""
        said = self.validated(StartConcern)
        clinic_id = said.pop("clinic_id")
        made = concerns.start_concern(clinic_id=clinic_id, content=said, by=self.actor)
        return self.one(made.pk, code=status.HTTP_201_CREATED)

    @extend_schema(request=WriteConcern, responses=WholeConcern)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        said = self.validated(WriteConcern)
        version = said.pop("version")
        concerns.write_concern(concern_id=pk, version=version, content=said, by=self.actor)
        return self.one(pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """While nobody else has it."""
        concerns.delete_concern(concern_id=pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ConcernStepViewSet(ApiViewSet[Concern]):
    """Steps and words of whoever takes part, each by their own right."""

    permission_classes = (IsSignedIn,)
    keep_answer = False
    model = Concern

    @extend_schema(request=MoveConcern, responses={204: None})
    def move(self, request: Request, pk: UUID) -> Response:
        said = self.validated(MoveConcern)
        move = ConcernMove(said.pop("move"))
        handler_id, wish = said.pop("handler_id", None), said.pop("wish", "")
        known: dict[str, Any] = {"concern_id": pk, "version": said["version"]}
        if move == ConcernMove.KEEP:
            concerns.keep_concern(**known, by=self.actor)
        elif move == ConcernMove.FILE:
            concerns.file_concern(**known, handler_id=handler_id, wish=wish, by=self.actor)
        elif move == ConcernMove.PASS_ON:
            words = said.get("words", "")
            concern_handling.pass_on_concern(
                **known, handler_id=handler_id, words=words, by=self.actor
            )
        else:
            concern_handling.move_concern(concern_id=pk, move=move, **said, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=WriteEntry, responses={201: EntrySerializer})
    def say(self, request: Request, pk: UUID) -> Response:
        said = self.validated(WriteEntry)
        kind = ConcernEntryKind(said["kind"])
        entry = concern_handling.write_entry(
            concern_id=pk, kind=kind, words=said["words"], by=self.actor
        )
        return self.created(EntrySerializer, entry)

    @extend_schema(request=GrantMeasure, responses={201: MeasureSerializer})
    def grant(self, request: Request, pk: UUID) -> Response:
        said = self.validated(GrantMeasure)
        made = concern_measures.grant_measure(concern_id=pk, **said, by=self.actor)
        return self.created(MeasureSerializer, made)


class MeasureViewSet(ApiViewSet[Concern]):
    permission_classes = (IsSignedIn,)
    model = Concern

    @extend_schema(request=Body, responses=MeasureSerializer)
    def use(self, request: Request, pk: UUID) -> Response:
        """By the reporter: the supervision ends, and the new one begins."""
        self.validated(Body)
        used = concern_measures.use_measure(measure_id=pk, by=self.actor)
        return self.shown(MeasureSerializer, used)

    @extend_schema(request=Body, responses=MeasureSerializer)
    def lift(self, request: Request, pk: UUID) -> Response:
        self.validated(Body)
        lifted = concern_measures.lift_measure(measure_id=pk, by=self.actor)
        return self.shown(MeasureSerializer, lifted)


class DeskViewSet(ListModelMixin, ApiViewSet[Concern]):
    """What was brought to one."""

    permission_classes = (IsSignedIn,)
    model = Concern
    serializer_class = ConcernRow
    page_order = ("-created_at",)

    def rows(self) -> QuerySet[Concern]:
        return concern_selectors.concerns_brought_to(self.actor)

    @extend_schema(responses=BroughtConcern)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        shown = concern_shown_to(self.actor, pk, *DECIDE)
        return self.shown(BroughtConcern, shown)


class SharedViewSet(ListModelMixin, ApiViewSet[Concern]):
    """What a formal inquiry shared with the person concerned."""

    permission_classes = (IsSignedIn,)
    model = Concern
    serializer_class = SharedRow
    page_order = ("-created_at",)

    def rows(self) -> QuerySet[Concern]:
        return concern_selectors.concerns_shared_with(self.actor)

    @extend_schema(responses=SharedConcern)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        shown = concern_shown_to(self.actor, pk, ConcernParty.PERSON)
        return self.shown(SharedConcern, shown)
