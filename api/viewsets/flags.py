"""Reflective flags: /notes/{id}/flags/, /flags/{id}/ and its moves."""

from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.flags import (
    AnswerFlag,
    ChangeFlag,
    FlagRow,
    FlagSerializer,
    MoveFlag,
    RaiseFlag,
)
from api.serializers.places import AnswerPlace, SayPlace
from api.viewsets.base import ApiViewSet
from cases import selectors
from cases.actions import flags as actions
from cases.actions import reads
from cases.enums import FlagAcceptance, FlagStatus, FlagVisibility
from cases.models import Note, ReflectiveFlag


class NoteFlagViewSet(ListModelMixin, ApiViewSet[ReflectiveFlag]):
    """The flags of a note that this person may see."""

    permission_classes = (IsSignedIn,)
    model = ReflectiveFlag
    serializer_class = FlagSerializer
    page_order = ("created_at",)

    @cached_property
    def note(self) -> Note:
        return selectors.note_visible_to(self.actor, self.kwargs["pk"])

    def rows(self) -> QuerySet[ReflectiveFlag]:
        return selectors.flags_with_places(self.actor).filter(note=self.note)

    def list(self, request: Request, pk: UUID) -> Response:
        """Reading somebody else's is recorded for the author of the note."""
        shown = super().list(request)
        if shown.data["results"]:
            reads.record_words_read(note=self.note, by=self.actor)
        return shown

    @extend_schema(request=RaiseFlag, responses={201: FlagSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        """On a passage or on the whole note, in the draft or on a version."""
        said = self.validated(RaiseFlag)
        flag = actions.raise_flag(note_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self.created(FlagSerializer, flag)


class FlagFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    acceptance = filters.MultipleChoiceFilter(choices=FlagAcceptance.choices)
    visibility = filters.MultipleChoiceFilter(choices=FlagVisibility.choices)
    status = filters.MultipleChoiceFilter(choices=FlagStatus.choices)


class FlagViewSet(ListModelMixin, ApiViewSet[ReflectiveFlag]):
    permission_classes = (IsSignedIn,)
    model = ReflectiveFlag
    serializer_class = FlagRow
    filterset_class = FlagFilters
    page_order = ("-updated_at",)

    def rows(self) -> QuerySet[ReflectiveFlag]:
        if self.action == "list":
            return selectors.flags_visible_to(self.actor)
        return selectors.flags_with_places(self.actor)

    @extend_schema(responses=FlagSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        flag = self.get_object()
        reads.record_words_read(note=flag.note, by=self.actor)
        return self.shown(FlagSerializer, flag)

    @extend_schema(request=ChangeFlag, responses=FlagSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        said = self.validated(ChangeFlag)
        flag = actions.change_flag(flag_id=pk, **said, op_id=self.op_id, by=self.actor)
        reads.record_words_read(note=flag.note, by=self.actor)
        return self.shown(FlagSerializer, flag)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take it out of a draft that nobody has seen."""
        actions.remove_flag(flag_id=pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=MoveFlag, responses=FlagSerializer)
    def move(self, request: Request, pk: UUID) -> Response:
        """Noticed, exploring, understood, acted on, resting; set aside is a way too."""
        said = self.validated(MoveFlag)
        flag = actions.move_flag(flag_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self.shown(FlagSerializer, flag)

    @extend_schema(request=AnswerFlag, responses=FlagSerializer)
    def accept(self, request: Request, pk: UUID) -> Response:
        """Take a supervisor's flag as one's own."""
        return self._answer(pk, accept=True)

    @extend_schema(request=AnswerFlag, responses=FlagSerializer)
    def leave(self, request: Request, pk: UUID) -> Response:
        """Leave a supervisor's flag as the question it is."""
        return self._answer(pk, accept=False)

    @extend_schema(request=SayPlace, responses=FlagSerializer)
    def place(self, request: Request, pk: UUID) -> Response:
        """Say which passage of the current version an earlier flag is about."""
        said = self.validated(SayPlace)
        actions.place_flag(flag_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self.shown(FlagSerializer, self.get_object())

    @extend_schema(request=AnswerPlace, responses=FlagSerializer)
    def confirm_place(self, request: Request, pk: UUID) -> Response:
        """Yes: it is about the passage that is suggested."""
        return self._answer_place(pk, accept=True)

    @extend_schema(request=AnswerPlace, responses=FlagSerializer)
    def refuse_place(self, request: Request, pk: UUID) -> Response:
        """No: the passage that is suggested is another."""
        return self._answer_place(pk, accept=False)

    def _answer_place(self, pk: UUID, *, accept: bool) -> Response:
        said = self.validated(AnswerPlace)
        actions.answer_flag_place(
            flag_id=pk, accept=accept, **said, op_id=self.op_id, by=self.actor
        )
        return self.shown(FlagSerializer, self.get_object())

    def _answer(self, pk: UUID, *, accept: bool) -> Response:
        said = self.validated(AnswerFlag)
        flag = actions.answer_flag(
            flag_id=pk, accept=accept, **said, op_id=self.op_id, by=self.actor
        )
        return self.shown(FlagSerializer, flag)
