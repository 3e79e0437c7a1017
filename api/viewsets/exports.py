"""Taking out: /exports/. Asked for with a reason and recorded, then fetched within the hour."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.exports import ExportSerializer, MakeExport
from api.viewsets.base import ApiViewSet
from cases.actions import exports
from cases.actions.exports import Wanted
from cases.decision_selectors import DecisionFilters
from cases.export_enums import ExportFormat
from cases.export_policy import Asking
from cases.export_selectors import export_visible_to, exports_visible_to
from cases.models import Export
from supervision.stepup import confirmed
from supervision.streaming import Streamed, as_file

AS_TEXT: Any = {
    (200, "text/csv"): OpenApiTypes.STR,
    (200, "application/x-ndjson"): OpenApiTypes.STR,
    (200, "application/fhir+json"): OpenApiTypes.OBJECT,
    (200, "application/fhir+ndjson"): OpenApiTypes.STR,
}


class ExportViewSet(ListModelMixin, ApiViewSet[Export]):
    """One's own exports, and as the lead all of the clinic. A dossier of what nobody else has
    been shown yet is known to its author alone."""

    permission_classes = (IsSignedIn,)
    model = Export
    serializer_class = ExportSerializer
    page_order = ("-made_at",)
    audit_tokens: ClassVar[frozenset[str]] = frozenset({"create", "content"})

    def rows(self) -> QuerySet[Export]:
        return exports_visible_to(self.actor)

    @property
    def asking(self) -> Asking:
        """By a token for the audit, or by a person who has just confirmed who she is, or not;
        any other token stands for nobody who is at hand."""
        token: Any = self.request.auth
        if token is not None:
            return Asking(audit_of=token.audit_of)
        return Asking(confirmed=confirmed(self.request._request))  # noqa: SLF001 - its session

    @extend_schema(request=MakeExport, responses={201: ExportSerializer})
    def create(self, request: Request) -> Response:
        """Ask for an export. The ledger holds who, what and why before anything leaves.

        For more than one decision, a person confirms who she is at `/accounts/reauthenticate/`
        within the last five minutes, else the answer is 403 `confirm_identity`; a program has
        a token for the audit of the clinic.
        """
        said = self.validated(MakeExport)
        wanted = Wanted(
            what=said["what"],
            format=ExportFormat(said["format"]),
            purpose=said["purpose"],
            reason=said["reason"],
            decision_id=said.get("decision"),
            clinic_id=said.get("clinic"),
            filters=DecisionFilters(**said.get("filters", {})),
        )
        made = exports.make_export(wanted=wanted, by=self.actor, asking=self.asking)
        return self.created(ExportSerializer, made)

    @extend_schema(responses=ExportSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """How far it has come: `handed_out` of `rows`."""
        return self.shown(ExportSerializer, export_visible_to(self.actor, pk))

    @extend_schema(responses=AS_TEXT)
    def content(self, request: Request, pk: UUID) -> Streamed:
        """The export itself, for whoever asked for it, within an hour (then 409 `expired`)."""
        made = exports.hand_out(export_id=pk, by=self.actor, asking=self.asking)
        return as_file(
            made.parts, name=made.name, content_type=made.content_type, rows=made.export.rows
        )

    def perform_content_negotiation(
        self,
        request: Request,
        force: bool = False,  # noqa: FBT001, FBT002 - DRF's signature
    ) -> tuple[BaseRenderer, str]:
        """A refusal is JSON, also to somebody who asked for CSV."""
        if self.action == "content":
            return JSONRenderer(), JSONRenderer.media_type
        return super().perform_content_negotiation(request, force)
