"""The addresses of identifiers that were seen."""

from django.urls import path

from api.viewsets.incidents import IncidentViewSet

INCIDENTS = [
    path(
        "incidents/",
        IncidentViewSet.as_view({"get": "list", "post": "create"}),
        name="incidents",
    ),
    path("incidents/<uuid:pk>/", IncidentViewSet.as_view({"get": "retrieve"}), name="incident"),
    *(
        path(
            f"incidents/<uuid:pk>/{step}/",
            IncidentViewSet.as_view({"post": step}),
            name=f"incident-{step}",
        )
        for step in ("redact", "destroy", "assess", "lift", "close")
    ),
    path(
        "notes/<uuid:pk>/misdirected/",
        IncidentViewSet.as_view({"post": "misdirect"}),
        name="note-misdirected",
    ),
]
