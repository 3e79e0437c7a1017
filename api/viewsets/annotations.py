"""Annotations: /notes/{id}/annotations/, /annotations/{id}/ and its moves."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.schema import one_object
from api.serializers.annotations import (
    Annotate,
    AnnotationSerializer,
    EditAnnotation,
    MoveAnnotation,
    NewAnnotationSerializer,
    OfVersion,
    RoomSerializer,
)
from api.serializers.base import Body
from api.serializers.places import AnswerPlace, SayPlace
from api.viewsets.base import ApiViewSet
from cases import room, selectors
from cases.actions import annotations as actions
from cases.actions import reads
from cases.enums import AnnotationMove
from cases.models import Annotation
from cases.presentation_selectors import version_shown_to


class RoomViewSet(ApiViewSet[Annotation]):
    """The threads of one version of a note."""

    permission_classes = (IsSignedIn,)
    model = Annotation
    parameters: ClassVar = {"list": frozenset({"number"})}
    pagination_class = None

    @extend_schema(parameters=[OfVersion], responses=one_object(RoomSerializer))
    def list(self, request: Request, pk: UUID) -> Response:
        """All threads, and the number of the last event they surely hold: it is read first."""
        number = self.asked(OfVersion).get("number")
        version = version_shown_to(self.actor, pk, number).version
        reads.record_version_read(version=version, by=self.actor)
        said = {
            "seq": version.note.last_seq,
            "number": version.number,
            "version": version,
            "items": room.threads_of(version, to=self.actor),
        }
        return self.shown(RoomSerializer, said)

    @extend_schema(request=Annotate, responses={201: AnnotationSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        said = self.validated(Annotate)
        annotation = actions.annotate(note_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self.created(NewAnnotationSerializer, annotation)


class AnnotationViewSet(ApiViewSet[Annotation]):
    permission_classes = (IsSignedIn,)
    model = Annotation

    def rows(self) -> QuerySet[Annotation]:
        return selectors.annotations_visible_to(self.actor)

    def _one(self) -> Response:
        """With what others said in the thread, which is reading it."""
        annotation = self.get_object()
        reads.record_annotation_read(annotation=annotation, by=self.actor)
        return self.shown(AnnotationSerializer, annotation)

    @extend_schema(responses=AnnotationSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self._one()

    @extend_schema(request=EditAnnotation, responses=AnnotationSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change one's own words while nobody has replied to them."""
        said = self.validated(EditAnnotation)
        actions.edit_annotation(annotation_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self._one()

    @extend_schema(request=SayPlace, responses=AnnotationSerializer)
    def place(self, request: Request, pk: UUID) -> Response:
        """Say which passage of the current version an earlier thread is about."""
        said = self.validated(SayPlace)
        actions.place_annotation(annotation_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self._one()

    @extend_schema(request=AnswerPlace, responses=AnnotationSerializer)
    def confirm_place(self, request: Request, pk: UUID) -> Response:
        """Yes: it is about the passage that is suggested."""
        return self._answer_place(pk, accept=True)

    @extend_schema(request=AnswerPlace, responses=AnnotationSerializer)
    def refuse_place(self, request: Request, pk: UUID) -> Response:
        """No: the passage that is suggested is another."""
        return self._answer_place(pk, accept=False)

    def _answer_place(self, pk: UUID, *, accept: bool) -> Response:
        actions.answer_annotation_place(
            annotation_id=pk,
            accept=accept,
            **self.validated(AnswerPlace),
            op_id=self.op_id,
            by=self.actor,
        )
        return self._one()


class AnnotationMoveViewSet(AnnotationViewSet):
    """One move per address; which act knows which move, the workflow's tables say."""

    move: AnnotationMove = AnnotationMove.SETTLE  # each address sets its own
    body: ClassVar[type[Body]] = MoveAnnotation

    @extend_schema(responses=AnnotationSerializer)
    def make(self, request: Request, pk: UUID) -> Response:
        actions.move_annotation(
            annotation_id=pk,
            move=self.move,
            **self.validated(self.body),
            op_id=self.op_id,
            by=self.actor,
        )
        return self._one()
