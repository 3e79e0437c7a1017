"""Changes of supervisor: /supervisor-changes/, and what is handed on."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.changes import (
    AskCarryOver,
    CarryOverSerializer,
    ChangeSupervisor,
    GiveChangeNote,
    MoveChange,
    SupervisorChangeRow,
    SupervisorChangeSerializer,
    WriteChangeNote,
)
from api.viewsets.base import ApiViewSet
from cases.actions.carry_overs import answer_carry_over, ask_carry_over
from cases.carry_over_policy import carry_overs_visible_to
from cases.models import CarryOver
from supervision import change_policy
from supervision.actions import changes as actions
from supervision.models import SupervisorChange
from supervision.policy import allows

READS: dict[str, Any] = {
    "note": change_policy.check_read_change_note,
    "note_at": change_policy.check_read_change_note,
    "words": change_policy.check_read_change_words,
    "reason": change_policy.check_read_change_reason,
}


class SupervisorChangeViewSet(ListModelMixin, ApiViewSet[SupervisorChange]):
    permission_classes = (IsSignedIn,)
    model = SupervisorChange
    serializer_class = SupervisorChangeRow
    page_order = ("-arranged_at",)

    def rows(self) -> QuerySet[SupervisorChange]:
        return change_policy.changes_visible_to(self.actor)

    @extend_schema(responses=SupervisorChangeSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=ChangeSupervisor, responses={201: SupervisorChangeSerializer})
    def create(self, request: Request) -> Response:
        """The old supervision ends where the new one begins; both have agreed."""
        said = self.validated(ChangeSupervisor)
        facts = {name: said.pop(name) for name in ("old_id", "expected_version")}
        plan = actions.Succession(**said)
        made = actions.change_supervisor(**facts, plan=plan, by=self.actor)
        return self._shown(made, code=201)

    @extend_schema(request=WriteChangeNote, responses=SupervisorChangeSerializer)
    def note(self, request: Request, pk: UUID) -> Response:
        """By whoever goes; the supervisee reads it before anybody else."""
        said = self.validated(WriteChangeNote)
        return self._shown(actions.write_change_note(change_id=pk, **said, by=self.actor))

    @extend_schema(request=GiveChangeNote, responses=SupervisorChangeSerializer)
    def give(self, request: Request, pk: UUID) -> Response:
        """By the supervisee, who has read it: to the new supervisor."""
        said = self.validated(GiveChangeNote)
        return self._shown(actions.give_change_note(change_id=pk, **said, by=self.actor))

    @extend_schema(request=MoveChange, responses=SupervisorChangeSerializer)
    def reason(self, request: Request, pk: UUID) -> Response:
        """The new supervisor may know why."""
        said = self.validated(MoveChange)
        return self._shown(actions.give_change_reason(change_id=pk, **said, by=self.actor))

    @extend_schema(request=AskCarryOver, responses={201: CarryOverSerializer})
    def carry(self, request: Request, pk: UUID) -> Response:
        """The supervisee asks the new supervisor to go on with a note, or a decision."""
        said = self.validated(AskCarryOver)
        asked = ask_carry_over(change_id=pk, **said, by=self.actor)
        return self.created(CarryOverSerializer, asked)

    def _shown(self, change: SupervisorChange, *, code: int = 200) -> Response:
        shown = dict(SupervisorChangeSerializer(change).data)
        for name, check in READS.items():
            if not allows(check, self.actor, change):
                shown.pop(name, None)
        return Response(shown, status=code)


class CarryOverViewSet(ListModelMixin, ApiViewSet[CarryOver]):
    """What goes along: asked for by the supervisee, answered by the new supervisor."""

    permission_classes = (IsSignedIn,)
    model = CarryOver
    serializer_class = CarryOverSerializer
    page_order = ("-asked_at",)

    def rows(self) -> QuerySet[CarryOver]:
        return carry_overs_visible_to(self.actor)

    @extend_schema(request=Body, responses=CarryOverSerializer)
    def accept(self, request: Request, pk: UUID) -> Response:
        """From now on it lies with the new supervision."""
        return self._answered(pk, accept=True)

    @extend_schema(request=Body, responses=CarryOverSerializer)
    def decline(self, request: Request, pk: UUID) -> Response:
        return self._answered(pk, accept=False)

    def _answered(self, pk: UUID, *, accept: bool) -> Response:
        self.validated(Body)
        done = answer_carry_over(carry_over_id=pk, accept=accept, by=self.actor)
        return self.shown(CarryOverSerializer, done)
