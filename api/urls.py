"""The addresses under /api/v1/."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from api.serializers.annotations import BODY_OF_STEP, MoveAnnotation
from api.serializers.notes import BODY_OF_MOVE, AmendNote, MoveNote
from api.urls_agreements import AGREEMENTS
from api.urls_audits import AUDITS
from api.urls_break_glass import BREAK_GLASS
from api.urls_changes import CHANGES
from api.urls_concerns import CONCERNS
from api.urls_covers import COVERS
from api.urls_credentials import CREDENTIALS
from api.urls_decisions import DECISIONS
from api.urls_groups import GROUPS
from api.urls_incidents import INCIDENTS
from api.urls_people import PEOPLE
from api.urls_reads import READS
from api.urls_retention import RETENTION
from api.viewsets.annotations import AnnotationMoveViewSet, AnnotationViewSet, RoomViewSet
from api.viewsets.cases import CaseViewSet, ConsentViewSet
from api.viewsets.flags import FlagViewSet, NoteFlagViewSet
from api.viewsets.formats import DimensionViewSet, FormatViewSet
from api.viewsets.grants import GrantViewSet
from api.viewsets.identifiers import IdentifierViewSet, RememberedViewSet
from api.viewsets.ledger import LedgerViewSet, RestorationViewSet
from api.viewsets.me import MeViewSet
from api.viewsets.notes import (
    CompareViewSet,
    DraftViewSet,
    EventViewSet,
    NoteMoveViewSet,
    NoteViewSet,
    QueueViewSet,
    StepViewSet,
    SubmitViewSet,
    VersionViewSet,
)
from api.viewsets.nothing import Nothing
from api.viewsets.own_data import OwnDataViewSet, PortfolioViewSet, RecurringFlagsViewSet
from api.viewsets.reviews import (
    AttestationViewSet,
    BalanceViewSet,
    DirectiveViewSet,
    TakeAwayViewSet,
)
from api.viewsets.tokens import TokenViewSet
from api.viewsets.visits import VisitViewSet
from api.viewsets.web_annotations import WebAnnotationsViewSet, WebAnnotationViewSet
from cases.enums import AnnotationMove, NoteMove

app_name = "api"

Actions = dict[str, Any]

# Swagger's page sets styles from its script, which knows nothing of trusted types. It is served
# from here, loads nothing else and shows nothing of anybody's.
swagger = csp_replace({"require-trusted-types-for": None, "trusted-types": None})(
    csp_update({"style-src": [SELF, UNSAFE_INLINE]})(
        login_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))
    )
)

LIST: Actions = {"get": "list"}
LIST_AND_ADD: Actions = {"get": "list", "post": "create"}
READ_AND_CHANGE: Actions = {"get": "retrieve", "patch": "partial_update"}

OWN = [
    path("me/", MeViewSet.as_view(READ_AND_CHANGE), name="me"),
    path("me/flags/", RecurringFlagsViewSet.as_view({"get": "retrieve"}), name="me-flags"),
    path("me/portfolio/", PortfolioViewSet.as_view({"get": "retrieve"}), name="me-portfolio"),
    path("me/data/", OwnDataViewSet.as_view({"post": "create"}), name="me-data"),
    path("ledger/", LedgerViewSet.as_view(LIST), name="ledger"),
    path(
        "ledger/<uuid:pk>/restorations/",
        RestorationViewSet.as_view(LIST_AND_ADD),
        name="restorations",
    ),
    path(
        "ledger/<uuid:pk>/restorations/confirm/",
        RestorationViewSet.as_view({"post": "confirm"}),
        name="restoration-confirm",
    ),
    path("tokens/", TokenViewSet.as_view(LIST_AND_ADD), name="tokens"),
    path("tokens/<str:key>/", TokenViewSet.as_view({"delete": "destroy"}), name="token"),
]

CASES = [
    path("note-formats/", FormatViewSet.as_view(LIST), name="note-formats"),
    path("dimensions/", DimensionViewSet.as_view(LIST), name="dimensions"),
    path("directives/", DirectiveViewSet.as_view(LIST), name="directives"),
    path("attestations/", AttestationViewSet.as_view(LIST), name="attestations"),
    path("cases/", CaseViewSet.as_view(LIST_AND_ADD), name="cases"),
    path("cases/<uuid:pk>/", CaseViewSet.as_view(READ_AND_CHANGE), name="case"),
    path("cases/<uuid:pk>/consents/", ConsentViewSet.as_view(LIST_AND_ADD), name="consents"),
    path("cases/<uuid:pk>/grants/", GrantViewSet.as_view(LIST_AND_ADD), name="grants"),
    path(
        "cases/<uuid:pk>/identifiers/",
        RememberedViewSet.as_view({"get": "retrieve", "post": "keep"}),
        name="case-identifiers",
    ),
    path(
        "identifiers/kept/<uuid:pk>/withdraw/",
        RememberedViewSet.as_view({"post": "withdraw"}),
        name="kept-withdraw",
    ),
    path(
        "identifiers/allowed/<uuid:pk>/",
        RememberedViewSet.as_view({"delete": "forget"}),
        name="allowed-phrase",
    ),
    path("grants/<uuid:pk>/end/", GrantViewSet.as_view({"post": "end"}), name="grant-end"),
]

DRAFT: Actions = {"get": "retrieve", "put": "update", "delete": "destroy"}
NOTE = "notes/<uuid:pk>/"
NOTES = [
    path("notes/", NoteViewSet.as_view(LIST_AND_ADD), name="notes"),
    path("queue/", QueueViewSet.as_view(LIST), name="queue"),
    path(NOTE, NoteViewSet.as_view({"get": "retrieve"}), name="note"),
    path(f"{NOTE}draft/", DraftViewSet.as_view(DRAFT), name="draft"),
    path(
        f"{NOTE}draft/copies/<uuid:copy>/",
        DraftViewSet.as_view({"post": "settle"}),
        name="draft-copy",
    ),
    path(
        f"{NOTE}identifiers/",
        IdentifierViewSet.as_view({"get": "retrieve", "post": "allow"}),
        name="note-identifiers",
    ),
    path(f"{NOTE}submit/", SubmitViewSet.as_view({"post": "submit"}), name="note-submit"),
    path(
        f"{NOTE}amend/",
        SubmitViewSet.as_view({"post": "amend"}, body=AmendNote),
        name="note-amend",
    ),
    *(
        path(
            f"{NOTE}{move.value}/",
            NoteMoveViewSet.as_view(
                {"post": "make"}, move=move, body=BODY_OF_MOVE.get(move, MoveNote)
            ),
            name=f"note-{move.value}",
        )
        for move in NoteMove
        if move not in {NoteMove.SUBMIT, NoteMove.AMEND}
    ),
    path(f"{NOTE}versions/", VersionViewSet.as_view(LIST), name="versions"),
    path(
        f"{NOTE}versions/<int:number>/",
        VersionViewSet.as_view({"get": "retrieve"}),
        name="version",
    ),
    path(f"{NOTE}compare/", CompareViewSet.as_view(LIST), name="compare"),
    path(f"{NOTE}steps/", StepViewSet.as_view(LIST), name="steps"),
    path(f"{NOTE}balance/", BalanceViewSet.as_view({"get": "retrieve"}), name="balance"),
    path(
        f"{NOTE}versions/<int:number>/takeaway/",
        TakeAwayViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="takeaway",
    ),
    path(f"{NOTE}events/", EventViewSet.as_view(LIST), name="events"),
    path(
        f"{NOTE}visit/",
        VisitViewSet.as_view({"get": "retrieve", "post": "update"}),
        name="visit",
    ),
]

FLAG = "flags/<uuid:pk>/"
ONE_FLAG: Actions = READ_AND_CHANGE | {"delete": "destroy"}
ANNOTATION = "annotations/<uuid:pk>/"
# What a person says about the place of something older in the current version.
PLACING = {
    "place": "place",
    "confirm-place": "confirm_place",
    "refuse-place": "refuse_place",
}
REMARKS = [
    path(f"{NOTE}annotations/", RoomViewSet.as_view(LIST_AND_ADD), name="annotations"),
    path(
        "notes/<uuid:pk>/annotations.jsonld",
        WebAnnotationsViewSet.as_view(LIST_AND_ADD),
        name="web-annotations",
    ),
    path(ANNOTATION, AnnotationViewSet.as_view(READ_AND_CHANGE), name="annotation"),
    path(
        "annotations/<uuid:pk>.jsonld",
        WebAnnotationViewSet.as_view({"get": "retrieve"}),
        name="web-annotation",
    ),
    *(
        path(
            f"{ANNOTATION}{move.value.replace('_', '-')}/",
            AnnotationMoveViewSet.as_view(
                {"post": "make"}, move=move, body=BODY_OF_STEP.get(move, MoveAnnotation)
            ),
            name=f"annotation-{move.value.replace('_', '-')}",
        )
        for move in AnnotationMove
    ),
    *(
        path(
            f"{ANNOTATION}{address}/",
            AnnotationViewSet.as_view({"post": name}),
            name=f"annotation-{address}",
        )
        for address, name in PLACING.items()
    ),
    path(f"{NOTE}flags/", NoteFlagViewSet.as_view(LIST_AND_ADD), name="flags"),
    path("flags/", FlagViewSet.as_view(LIST), name="flags-of-all-notes"),
    path(FLAG, FlagViewSet.as_view(ONE_FLAG), name="flag"),
    path(f"{FLAG}move/", FlagViewSet.as_view({"post": "move"}), name="flag-move"),
    path(f"{FLAG}accept/", FlagViewSet.as_view({"post": "accept"}), name="flag-accept"),
    path(f"{FLAG}leave/", FlagViewSet.as_view({"post": "leave"}), name="flag-leave"),
    *(
        path(f"{FLAG}{address}/", FlagViewSet.as_view({"post": name}), name=f"flag-{address}")
        for address, name in PLACING.items()
    ),
]

urlpatterns: list[URLPattern] = [
    *OWN,
    *PEOPLE,
    *RETENTION,
    *CASES,
    *NOTES,
    *READS,
    *REMARKS,
    *AUDITS,
    *BREAK_GLASS,
    *CONCERNS,
    *DECISIONS,
    *GROUPS,
    *AGREEMENTS,
    *CHANGES,
    *COVERS,
    *CREDENTIALS,
    *INCIDENTS,
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", swagger, name="docs"),
    # Last: what is not an address of the API is told so in the API's own words.
    re_path(r"", Nothing.as_view(), name="nothing"),
]
