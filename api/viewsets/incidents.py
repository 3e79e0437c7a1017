"""Identifiers that were seen: /incidents/ and its steps, /notes/{id}/misdirected/."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.incidents import (
    Assess,
    IncidentRow,
    IncidentSerializer,
    MisdirectNote,
    OnlyVersion,
    Redact,
    ReportIdentifier,
    WithReason,
    judged,
)
from api.viewsets.base import ApiViewSet
from cases import incident_selectors
from cases.actions import incidents as actions
from cases.actions import originals
from cases.actions.reads import record_incident_read
from cases.models import IdentifierIncident


class IncidentViewSet(ListModelMixin, ApiViewSet[IdentifierIncident]):
    """Rows for the lead and who saw it; the words for its author and the privacy officer."""

    permission_classes = (IsSignedIn,)
    model = IdentifierIncident
    serializer_class = IncidentRow
    page_order = ("-contained_at",)
    # What is answered may hold the words, and they are about to be destroyed.
    keep_answer = False

    def rows(self) -> QuerySet[IdentifierIncident]:
        return incident_selectors.incidents_known_to(self.actor)

    @extend_schema(request=ReportIdentifier, responses={201: IncidentRow})
    def create(self, request: Request) -> Response:
        """Hide it at once for all but its author and the privacy officer."""
        said = self.validated(ReportIdentifier)
        made = actions.report_identifier(**said, by=self.actor)
        return self.created(IncidentRow, made)

    @extend_schema(request=MisdirectNote, responses={201: IncidentRow})
    def misdirect(self, request: Request, pk: UUID) -> Response:
        """Its author: sent to the wrong place. Hidden, and begun anew where it belongs."""
        said = self.validated(MisdirectNote)
        made = actions.misdirect_note(note_id=pk, **said, by=self.actor)
        return self.created(IncidentRow, made)

    @extend_schema(responses=IncidentSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        shown = incident_selectors.incident_shown_to(self.actor, pk)
        if shown.passages:
            record_incident_read(incident=shown.incident, by=self.actor)
        return self.shown(IncidentSerializer, shown)

    @extend_schema(request=Redact, responses=IncidentRow)
    def redact(self, request: Request, pk: UUID) -> Response:
        """Black these words out, and show what is left."""
        said = self.validated(Redact)
        return self._row(originals.redact(incident_id=pk, **said, by=self.actor))

    @extend_schema(request=WithReason, responses=IncidentRow)
    def destroy(self, request: Request, pk: UUID) -> Response:
        """The first of two asks, the second agrees; then its key is destroyed."""
        said = self.validated(WithReason)
        return self._row(originals.destroy_original(incident_id=pk, **said, by=self.actor))

    @extend_schema(request=Assess, responses=IncidentRow)
    def assess(self, request: Request, pk: UUID) -> Response:
        said = judged(self.validated(Assess))
        return self._row(actions.assess(incident_id=pk, **said, by=self.actor))

    @extend_schema(request=WithReason, responses=IncidentRow)
    def lift(self, request: Request, pk: UUID) -> Response:
        """A false alarm: everything is as it was."""
        said = {"reason": "", **self.validated(WithReason)}
        return self._row(actions.lift(incident_id=pk, **said, by=self.actor))

    @extend_schema(request=OnlyVersion, responses=IncidentRow)
    def close(self, request: Request, pk: UUID) -> Response:
        said = self.validated(OnlyVersion)
        return self._row(actions.close_incident(incident_id=pk, **said, by=self.actor))

    def _row(self, incident: IdentifierIncident) -> Response:
        return self.shown(IncidentRow, incident)
