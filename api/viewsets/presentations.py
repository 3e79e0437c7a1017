"""Presentations: /notes/{id}/present/, /presentations/, /presentations/{id}/ and its end."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.presentations import (
    PresentationRow,
    PresentationSerializer,
    PresentNote,
)
from api.viewsets.base import ApiViewSet
from cases.actions import presentations as actions
from cases.actions import reads
from cases.models import GroupPresentation
from cases.presentation_selectors import presentation_with_text, presentations_visible_to


class PresentationViewSet(ListModelMixin, ApiViewSet[GroupPresentation]):
    """What is presented to one's groups, and one's own notes that are presented."""

    permission_classes = (IsSignedIn,)
    model = GroupPresentation
    serializer_class = PresentationRow
    page_order = ("ends_at",)

    def rows(self) -> QuerySet[GroupPresentation]:
        return presentations_visible_to(self.actor)

    @extend_schema(responses=PresentationSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The text that is shown. A member’s read is recorded for the presenter."""
        presentation = presentation_with_text(self.get_object())
        reads.record_version_read(version=presentation.version, by=self.actor)
        return self.shown(PresentationSerializer, presentation)

    @extend_schema(request=PresentNote, responses={201: PresentationRow})
    def create(self, request: Request, pk: UUID) -> Response:
        """Present a version to a group one is in."""
        said = self.validated(PresentNote)
        made = actions.present_note(note_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self.created(PresentationRow, made)

    @extend_schema(request=Body, responses=PresentationRow)
    def end(self, request: Request, pk: UUID) -> Response:
        self.validated(Body)
        ended = actions.end_presentation(presentation_id=pk, op_id=self.op_id, by=self.actor)
        return self.shown(PresentationRow, ended)
