"""The addresses of help: their names say nothing of what they are for."""

from django.urls import path

from api.viewsets.concerns import (
    ConcernStepViewSet,
    DeskViewSet,
    MeasureViewSet,
    RequestViewSet,
    SharedViewSet,
)

REQUEST = "help/requests/<uuid:pk>/"
CHANGE = "help/changes/<uuid:pk>/"

CONCERNS = [
    path(
        "help/requests/",
        RequestViewSet.as_view({"get": "list", "post": "create"}),
        name="help-requests",
    ),
    path(
        REQUEST,
        RequestViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
        name="help-request",
    ),
    path(f"{REQUEST}move/", ConcernStepViewSet.as_view({"post": "move"}), name="help-move"),
    path(f"{REQUEST}words/", ConcernStepViewSet.as_view({"post": "say"}), name="help-words"),
    path(
        f"{REQUEST}changes/",
        ConcernStepViewSet.as_view({"post": "grant"}),
        name="help-changes",
    ),
    path(f"{CHANGE}use/", MeasureViewSet.as_view({"post": "use"}), name="help-change-use"),
    path(f"{CHANGE}lift/", MeasureViewSet.as_view({"post": "lift"}), name="help-change-lift"),
    path("help/desk/", DeskViewSet.as_view({"get": "list"}), name="help-desk"),
    path("help/desk/<uuid:pk>/", DeskViewSet.as_view({"get": "retrieve"}), name="help-brought"),
    path("help/shared/", SharedViewSet.as_view({"get": "list"}), name="help-shared"),
    path(
        "help/shared/<uuid:pk>/",
        SharedViewSet.as_view({"get": "retrieve"}),
        name="help-shared-one",
    ),
]
