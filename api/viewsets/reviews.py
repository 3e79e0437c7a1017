"""Reviews: /attestations/, /directives/, and a note’s /balance/ and /versions/{n}/takeaway/."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.schema import one_object
from api.serializers.reviews import (
    BalanceSerializer,
    RunningSerializer,
    StatementsSerializer,
    TakeAwaySerializer,
    WriteTakeAway,
)
from api.viewsets.base import ApiViewSet
from cases import selectors
from cases.actions import reads, takeaways
from cases.attestations import CURRENT, MEANING, WORDINGS
from cases.enums import Attestation
from cases.models import Annotation, Note, NoteStep, TakeAway
from cases.review_selectors import balance_of, running_directives, takeaway_on
from supervision.exceptions import NotFound


class AttestationViewSet(ApiViewSet[NoteStep]):
    """The statements with which a review is completed, word by word."""

    permission_classes = (IsSignedIn,)
    model = NoteStep
    pagination_class = None

    @extend_schema(responses=one_object(StatementsSerializer))
    def list(self, request: Request) -> Response:
        statements = [
            {"attestation": code, "title": Attestation(code).label, "text": text}
            for code, text in WORDINGS[CURRENT].items()
        ]
        said = {"wording": CURRENT, "meaning": MEANING, "statements": statements}
        return self.shown(StatementsSerializer, said)


class DirectiveViewSet(ApiViewSet[Annotation]):
    """The directives that have no end yet, for the pair they belong to."""

    permission_classes = (IsSignedIn,)
    model = Annotation
    pagination_class = None

    @extend_schema(responses=one_object(RunningSerializer))
    def list(self, request: Request) -> Response:
        running = running_directives(self.actor)
        reads.record_directives_read(running.given, by=self.actor)
        return self.shown(RunningSerializer, running)


class BalanceViewSet(ApiViewSet[Note]):
    """What the supervisor's own acts on a note amount to; for her alone."""

    permission_classes = (IsSignedIn,)
    model = Note

    @extend_schema(responses=BalanceSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        note = selectors.note_visible_to(self.actor, pk)
        return self.shown(BalanceSerializer, balance_of(note, by=self.actor))


class TakeAwayViewSet(ApiViewSet[TakeAway]):
    """What the supervisee takes away from a version. Unshared, it exists for nobody else."""

    permission_classes = (IsSignedIn,)
    model = TakeAway

    @extend_schema(responses=TakeAwaySerializer)
    def retrieve(self, request: Request, pk: UUID, number: int) -> Response:
        version = selectors.version_visible_to(self.actor, pk, number)
        takeaway = takeaway_on(version, to=self.actor)
        if takeaway is None:
            raise NotFound
        reads.record_version_read(version=version, by=self.actor)
        return self.shown(TakeAwaySerializer, takeaway)

    @extend_schema(request=WriteTakeAway, responses=TakeAwaySerializer)
    def update(self, request: Request, pk: UUID, number: int) -> Response:
        """Write what one takes away, and what one will do next."""
        said = self.validated(WriteTakeAway)
        takeaway = takeaways.write_takeaway(
            note_id=pk, number=number, **said, op_id=self.op_id, by=self.actor
        )
        return self.shown(TakeAwaySerializer, takeaway)
