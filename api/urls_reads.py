"""The addresses at which an author sees who opened what."""

from typing import Any

from django.urls import path

from api.viewsets.reads import CaseReadViewSet, DecisionReadViewSet, NoteReadViewSet

LIST: dict[str, Any] = {"get": "list"}

READS = [
    path("notes/<uuid:pk>/reads/", NoteReadViewSet.as_view(LIST), name="reads"),
    path(
        "decisions/<uuid:pk>/reads/", DecisionReadViewSet.as_view(LIST), name="decision-reads"
    ),
    path("cases/<uuid:pk>/reads/", CaseReadViewSet.as_view(LIST), name="case-reads"),
]
