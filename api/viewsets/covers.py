"""Standing in and being away: /covers/, /absences/ and what one does with them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.covers import (
    AbsenceSerializer,
    CoverRow,
    CoverSerializer,
    CoverWithReason,
    GiveNote,
    HandBack,
    HandOverNotes,
    HandOverSerializer,
    MoveCover,
    PlanCover,
    SayAbsence,
)
from api.viewsets.base import ApiViewSet
from cases.actions import handovers
from cases.models import HandOver
from supervision import cover_policy
from supervision.actions import absences, covers
from supervision.cover_access import absences_visible_to, covers_visible_to
from supervision.cover_enums import CoverMove
from supervision.models import Absence, CoverAssignment
from supervision.policy import allows


class CoverViewSet(ListModelMixin, ApiViewSet[CoverAssignment]):
    """Those one has a part in, and those of the clinics one looks after."""

    permission_classes = (IsSignedIn,)
    model = CoverAssignment
    serializer_class = CoverRow
    page_order = ("-starts_at",)

    def rows(self) -> QuerySet[CoverAssignment]:
        return covers_visible_to(self.actor)

    @extend_schema(responses=CoverSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=PlanCover, responses={201: CoverSerializer})
    def create(self, request: Request) -> Response:
        """Ask somebody to stand in; with ``why``, a lead lets them stand in at once."""
        said = self.validated(PlanCover)
        covered_id, why = said.pop("covered_id"), said.pop("why", None)
        facts: dict[str, Any] = {"covered_id": covered_id, "plan": covers.Plan(**said)}
        if why is None:
            return self._shown(covers.plan_cover(**facts, by=self.actor), code=201)
        return self._shown(covers.activate_cover(**facts, why=why, by=self.actor), code=201)

    @extend_schema(request=HandOverNotes, responses=HandOverSerializer(many=True))
    def hand_over(self, request: Request, pk: UUID) -> Response:
        said = self.validated(HandOverNotes)
        gone = handovers.hand_over(cover_id=pk, note_ids=said.get("note_ids"), by=self.actor)
        return Response(HandOverSerializer(gone, many=True).data)

    @extend_schema(request=HandBack, responses=CoverSerializer)
    def hand_back(self, request: Request, pk: UUID) -> Response:
        """With what is still open; before its last day this ends the cover."""
        said = self.validated(HandBack)
        return self._shown(handovers.hand_back(cover_id=pk, **said, by=self.actor))

    @extend_schema(request=Body, responses=HandOverSerializer(many=True))
    def take_over(self, request: Request, pk: UUID) -> Response:
        """What a cover that is over has left open."""
        self.validated(Body)
        taken = handovers.take_over(cover_id=pk, by=self.actor)
        return Response(HandOverSerializer(taken, many=True).data)

    @extend_schema(request=Body, responses=CoverSerializer)
    def read(self, request: Request, pk: UUID) -> Response:
        """The supervisor has read what was handed back."""
        self.validated(Body)
        return self._shown(covers.read_handback(cover_id=pk, by=self.actor))

    def _shown(self, cover: CoverAssignment, *, code: int = 200) -> Response:
        if allows(cover_policy.check_read_handover, self.actor, cover):
            return self.shown(CoverSerializer, cover, code=code)
        reads = allows(cover_policy.check_read_why, self.actor, cover)
        return self.shown(CoverWithReason if reads else CoverRow, cover, code=code)


class CoverMoveViewSet(CoverViewSet):
    """One move per address."""

    move: CoverMove = CoverMove.ACCEPT  # each address sets its own

    @extend_schema(request=MoveCover, responses=CoverSerializer)
    def make(self, request: Request, pk: UUID) -> Response:
        said = self.validated(MoveCover)
        return self._shown(
            covers.move_cover(cover_id=pk, move=self.move, **said, by=self.actor)
        )


class GiveNoteViewSet(ApiViewSet[HandOver]):
    permission_classes = (IsSignedIn,)
    model = HandOver

    @extend_schema(request=GiveNote, responses={201: HandOverSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        """Its author gives a note that nobody reads to somebody who does."""
        said = self.validated(GiveNote)
        handed = handovers.give_note(note_id=pk, **said, by=self.actor)
        return self.created(HandOverSerializer, handed)


class AbsenceViewSet(ListModelMixin, ApiViewSet[Absence]):
    """One's own, and those of the clinics one looks after."""

    permission_classes = (IsSignedIn,)
    model = Absence
    serializer_class = AbsenceSerializer
    page_order = ("-starts_at",)

    def rows(self) -> QuerySet[Absence]:
        return absences_visible_to(self.actor)

    @extend_schema(request=SayAbsence, responses={201: AbsenceSerializer})
    def create(self, request: Request) -> Response:
        said = {"person_id": self.actor.pk} | self.validated(SayAbsence)
        return self.created(AbsenceSerializer, absences.say_absence(**said, by=self.actor))

    @extend_schema(request=Body, responses=AbsenceSerializer)
    def end(self, request: Request, pk: UUID) -> Response:
        """Back earlier, or not going at all."""
        self.validated(Body)
        absence = absences.end_absence(absence_id=pk, by=self.actor)
        return self.shown(AbsenceSerializer, absence)
