"""Notes: /notes/, /notes/{id}/ and what hangs on it: draft, moves, versions, reads, events."""

import json
from functools import cached_property
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.frames import EventFrame
from api.pagination import KeysetPagination
from api.permissions import IsSignedIn
from api.schema import one_object
from api.serializers.base import Body
from api.serializers.notes import (
    Compared,
    DraftSerializer,
    EventsSerializer,
    MoveNote,
    NoteRow,
    NoteSerializer,
    NoteStepSerializer,
    QueueRow,
    SaveDraft,
    SectionChangeSerializer,
    SettleCopy,
    Since,
    StartNote,
    SubmitNote,
    VersionRow,
    VersionSerializer,
)
from api.viewsets.base import ApiViewSet
from cases import policy, room, selectors
from cases.actions import drafts, notes, reads
from cases.compare import compare_sections, cut
from cases.enums import NoteMove, NoteStatus
from cases.models import Note, NoteEvent, NoteStep, NoteVersion
from cases.presentation_selectors import note_reached_by


class NoteFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    status = filters.MultipleChoiceFilter(choices=NoteStatus.choices)
    case = filters.UUIDFilter(field_name="case_id")
    author = filters.UUIDFilter(field_name="author_id")
    relationship = filters.UUIDFilter(field_name="relationship_id")


class NoteViewSet(ListModelMixin, ApiViewSet[Note]):
    """One's own notes, drafts included, and those submitted to one's supervision."""

    permission_classes = (IsSignedIn,)
    model = Note
    serializer_class = NoteRow
    filterset_class = NoteFilters
    page_order = ("-updated_at",)

    def rows(self) -> QuerySet[Note]:
        return selectors.notes_visible_to(self.actor)

    @extend_schema(responses=NoteSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.shown(NoteSerializer, self.get_object())

    @extend_schema(request=StartNote, responses={201: NoteSerializer})
    def create(self, request: Request) -> Response:
        """Begin a private draft."""
        note = notes.start_note(**self.validated(StartNote), by=self.actor)
        return self.created(NoteSerializer, note)


class QueueViewSet(ListModelMixin, ApiViewSet[Note]):
    """What waits for one's review: urgent first, then by when it is due."""

    permission_classes = (IsSignedIn,)
    model = Note
    serializer_class = QueueRow
    page_order = ("first", "review_due")

    def rows(self) -> QuerySet[Note]:
        return selectors.review_queue(self.actor)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With what each of them asks, which their authors can see was read."""
        shown = super().list(request, *args, **kwargs)
        page = cast("KeysetPagination", self.paginator).page
        reads.record_questions_read(page, by=self.actor)
        return shown


class DraftViewSet(ApiViewSet[Note]):
    """What the author is writing. For everybody else there is no draft."""

    permission_classes = (IsSignedIn,)
    model = Note

    def rows(self) -> QuerySet[Note]:
        return selectors.notes_visible_to(self.actor)

    @extend_schema(responses=DraftSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        note = self.get_object()
        policy.check_author(self.actor, note)
        return self.shown(DraftSerializer, selectors.draft_of(note))

    @extend_schema(request=SaveDraft, responses=DraftSerializer)
    def update(self, request: Request, pk: UUID) -> Response:
        """Save what is there. 409 draft_taken: another tab saved first, and both are kept."""
        draft = drafts.save_draft(note_id=pk, **self.validated(SaveDraft), by=self.actor)
        return self.shown(DraftSerializer, draft)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Discard a note that nobody else has ever seen."""
        drafts.discard_draft(note_id=pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SettleCopy, responses=DraftSerializer)
    def settle(self, request: Request, pk: UUID, copy: UUID) -> Response:
        """Choose between the draft and the text of another tab."""
        draft = drafts.settle_copy(copy_id=copy, **self.validated(SettleCopy), by=self.actor)
        return self.shown(DraftSerializer, draft)


class SubmitViewSet(ApiViewSet[Note]):
    """Make the draft a version that nobody can edit."""

    permission_classes = (IsSignedIn,)
    model = Note
    body: ClassVar[type[Body]] = SubmitNote

    @extend_schema(responses=NoteSerializer)
    def submit(self, request: Request, pk: UUID) -> Response:
        said = self.validated(self.body)
        version = notes.submit_note(note_id=pk, **said, op_id=self.op_id, by=self.actor)
        return self.shown(NoteSerializer, version.note)

    @extend_schema(responses=NoteSerializer)
    def amend(self, request: Request, pk: UUID) -> Response:
        """Submit what was written anew after the review was completed."""
        return self.submit(request, pk)


class NoteMoveViewSet(ApiViewSet[Note]):
    """One move per address; who may make it and from where, the workflow's table says."""

    permission_classes = (IsSignedIn,)
    model = Note
    move: NoteMove = NoteMove.OPEN  # each address sets its own
    body: ClassVar[type[Body]] = MoveNote

    @extend_schema(responses=NoteSerializer)
    def make(self, request: Request, pk: UUID) -> Response:
        said = self.validated(self.body)
        note = notes.move_note(
            note_id=pk, move=self.move, **said, op_id=self.op_id, by=self.actor
        )
        return self.shown(NoteSerializer, note)


class VersionViewSet(ListModelMixin, ApiViewSet[NoteVersion]):
    """Submitted versions. Reading the text of somebody else's is recorded for its author."""

    permission_classes = (IsSignedIn,)
    model = NoteVersion
    serializer_class = VersionRow
    page_order = ("-number",)

    def rows(self) -> QuerySet[NoteVersion]:
        note = selectors.note_visible_to(self.actor, self.kwargs["pk"])
        versions = selectors.versions_visible_to(self.actor).filter(note=note)
        return versions.defer("text", "sections", "change_note")

    @extend_schema(responses=VersionSerializer)
    def retrieve(self, request: Request, pk: UUID, number: int) -> Response:
        version = selectors.version_visible_to(self.actor, pk, number)
        reads.record_version_read(version=version, by=self.actor)
        return self.shown(VersionSerializer, version)


class StepViewSet(ListModelMixin, ApiViewSet[NoteStep]):
    """How a note went, move by move, with the words of each round."""

    permission_classes = (IsSignedIn,)
    model = NoteStep
    serializer_class = NoteStepSerializer
    page_order = ("at",)

    @cached_property
    def note(self) -> Note:
        return selectors.note_visible_to(self.actor, self.kwargs["pk"])

    def rows(self) -> QuerySet[NoteStep]:
        return selectors.steps_visible_to(self.actor, self.note)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        shown = super().list(request, *args, **kwargs)
        if shown.data["results"]:
            reads.record_words_read(note=self.note, by=self.actor)
        return shown


class EventViewSet(ApiViewSet[Note]):
    """The log of a note's room from a number on; at most a hundred at once."""

    permission_classes = (IsSignedIn,)
    model = Note
    parameters: ClassVar = {"list": frozenset({"since"})}
    pagination_class = None

    @extend_schema(parameters=[Since], responses=one_object(EventsSerializer))
    def list(self, request: Request, pk: UUID) -> Response:
        note = note_reached_by(self.actor, pk)
        reads.record_room_read(note=note, by=self.actor)
        since = self.asked(Since)["since"]
        news = room.events_for(note, since=since, by=self.actor)
        events = [self._as_frame(event, news) for event in news.events]
        return Response({"events": events, "head": news.head})

    def _as_frame(self, event: NoteEvent, news: room.News) -> Any:
        me = self.actor.pk
        sees, numbers = news.sight.sees(me, event), news.sight.numbers(me)
        frame = EventFrame(event, news.anchors)
        return json.loads(frame.for_reader(me, sees=sees, numbers=numbers))


class CompareViewSet(ApiViewSet[NoteVersion]):
    """What changed between two versions, word by word."""

    permission_classes = (IsSignedIn,)
    model = NoteVersion
    parameters: ClassVar = {"list": frozenset({"from", "to"})}
    pagination_class = None

    @extend_schema(parameters=[Compared], responses=SectionChangeSerializer(many=True))
    def list(self, request: Request, pk: UUID) -> Response:
        asked = self.asked(Compared)
        older = selectors.version_visible_to(self.actor, pk, asked["from"])
        newer = selectors.version_visible_to(self.actor, pk, asked["to"])
        for version in (older, newer):
            reads.record_version_read(version=version, by=self.actor)
        changes = compare_sections(
            cut(older.text, older.sections), cut(newer.text, newer.sections)
        )
        return Response(SectionChangeSerializer(changes, many=True).data)
