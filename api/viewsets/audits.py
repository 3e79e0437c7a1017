"""The lead's audit: /audit/samples/, /findings/, what follows from them, /learning-points/."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.audits import (
    ActionSerializer,
    AgreeLearning,
    DrawSample,
    FindingRow,
    FindingSerializer,
    FinishAction,
    LearningSerializer,
    MoveFinding,
    NameDecision,
    ProposeLearning,
    SampleSerializer,
    SetAction,
    WriteFinding,
)
from api.serializers.base import Body
from api.viewsets.base import ApiViewSet
from cases import audit_selectors
from cases.actions import audits, corrections, findings, reads
from cases.audit_enums import ChosenAs, FindingMove
from cases.models import AuditSample, CorrectiveAction, Finding, LearningPoint


class SampleViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet[AuditSample]):
    """Of the clinics one leads."""

    permission_classes = (IsSignedIn,)
    model = AuditSample
    serializer_class = SampleSerializer
    page_order = ("-drawn_at",)

    def rows(self) -> QuerySet[AuditSample]:
        return audit_selectors.samples_visible_to(self.actor)

    @extend_schema(request=DrawSample, responses={201: SampleSerializer})
    def create(self, request: Request) -> Response:
        """All of high risk and a share of the rest; the seed is made here and kept."""
        made = audits.draw_sample(**self.validated(DrawSample), by=self.actor)
        return self.created(SampleSerializer, self.rows().get(pk=made.pk))

    @extend_schema(request=NameDecision, responses={201: SampleSerializer})
    def name_one(self, request: Request) -> Response:
        """One decision for a stated reason; the reviewer is drawn by lot."""
        said = self.validated(NameDecision)
        chosen_as = ChosenAs(said.pop("chosen_as"))
        made = audits.name_decision(**said, chosen_as=chosen_as, by=self.actor)
        return self.created(SampleSerializer, self.rows().get(pk=made.sample_id))


class FindingViewSet(ListModelMixin, ApiViewSet[Finding]):
    """Rows for leads; the words for the reviewer, both authors, who hears an appeal."""

    permission_classes = (IsSignedIn,)
    model = Finding
    serializer_class = FindingRow
    page_order = ("-created_at",)

    def rows(self) -> QuerySet[Finding]:
        return audit_selectors.findings_visible_to(self.actor)

    def one(self, pk: UUID) -> Response:
        shown = audit_selectors.finding_shown_to(self.actor, pk)
        if shown.words:
            reads.record_finding_read(finding=shown.finding, by=self.actor)
        return self.shown(FindingSerializer, shown)

    @extend_schema(responses=FindingSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self.one(pk)

    @extend_schema(request=WriteFinding, responses=FindingSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """The reviewer writes, half-done as well."""
        said = self.validated(WriteFinding)
        findings.write_finding(
            finding_id=pk,
            version=said.pop("version"),
            identifiers_reason=said.pop("identifiers_reason", ""),
            content=said,
            by=self.actor,
        )
        return self.one(pk)

    @extend_schema(request=MoveFinding, responses={200: FindingSerializer, 204: None})
    def move(self, request: Request, pk: UUID) -> Response:
        """One step. Whoever declares a conflict sees the row at most afterwards, or nothing."""
        said = self.validated(MoveFinding)
        move = FindingMove(said.pop("move"))
        findings.move_finding(finding_id=pk, move=move, **said, by=self.actor)
        if not self.rows().filter(pk=pk).exists():
            return Response(status=status.HTTP_204_NO_CONTENT)
        return self.one(pk)

    @extend_schema(request=SetAction, responses={201: ActionSerializer})
    def set_action(self, request: Request, pk: UUID) -> Response:
        made = corrections.set_action(finding_id=pk, **self.validated(SetAction), by=self.actor)
        return self.created(ActionSerializer, made)

    @extend_schema(request=ProposeLearning, responses=LearningSerializer)
    def propose_learning(self, request: Request, pk: UUID) -> Response:
        """Other words take back what was agreed to the ones before."""
        said = self.validated(ProposeLearning)
        point = corrections.propose_learning(finding_id=pk, **said, by=self.actor)
        reads.record_finding_read(finding=point.finding, by=self.actor)
        return self.shown(LearningSerializer, point)

    @extend_schema(request=AgreeLearning, responses=LearningSerializer)
    def agree_to_learning(self, request: Request, pk: UUID) -> Response:
        said = self.validated(AgreeLearning)
        point = corrections.agree_to_learning(finding_id=pk, **said, by=self.actor)
        reads.record_finding_read(finding=point.finding, by=self.actor)
        return self.shown(LearningSerializer, point)

    @extend_schema(request=Body, responses=LearningSerializer)
    def publish_learning(self, request: Request, pk: UUID) -> Response:
        """Once both authors have agreed."""
        self.validated(Body)
        point = corrections.publish_learning(finding_id=pk, by=self.actor)
        reads.record_finding_read(finding=point.finding, by=self.actor)
        return self.shown(LearningSerializer, point)


class CorrectiveActionViewSet(ListModelMixin, ApiViewSet[CorrectiveAction]):
    """What one was asked to put right."""

    permission_classes = (IsSignedIn,)
    model = CorrectiveAction
    serializer_class = ActionSerializer
    page_order = ("due",)

    def rows(self) -> QuerySet[CorrectiveAction]:
        return audit_selectors.own_actions(self.actor)

    @extend_schema(request=FinishAction, responses=ActionSerializer)
    def finish(self, request: Request, pk: UUID) -> Response:
        said = self.validated(FinishAction)
        done = corrections.finish_action(action_id=pk, **said, by=self.actor)
        reads.record_finding_read(finding=done.finding, by=self.actor)
        return self.shown(ActionSerializer, done)

    @extend_schema(request=Body, responses=ActionSerializer)
    def verify(self, request: Request, pk: UUID) -> Response:
        self.validated(Body)
        done = corrections.verify_action(action_id=pk, by=self.actor)
        reads.record_finding_read(finding=done.finding, by=self.actor)
        return self.shown(ActionSerializer, done)


class LearningPointViewSet(ListModelMixin, ApiViewSet[LearningPoint]):
    """What one's clinics have published."""

    permission_classes = (IsSignedIn,)
    model = LearningPoint
    serializer_class = LearningSerializer
    page_order = ("-published_at",)

    def rows(self) -> QuerySet[LearningPoint]:
        return audit_selectors.learning_points(self.actor)
