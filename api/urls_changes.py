"""The addresses of changes of supervisor."""

from django.urls import path

from api.viewsets.changes import CarryOverViewSet, SupervisorChangeViewSet

CHANGE = "supervisor-changes/<uuid:pk>/"

CHANGES = [
    path(
        "supervisor-changes/",
        SupervisorChangeViewSet.as_view({"get": "list", "post": "create"}),
        name="supervisor-changes",
    ),
    path(
        CHANGE, SupervisorChangeViewSet.as_view({"get": "retrieve"}), name="supervisor-change"
    ),
    *(
        path(
            f"{CHANGE}{move}/",
            SupervisorChangeViewSet.as_view({"post": move}),
            name=f"supervisor-change-{move}",
        )
        for move in ("note", "give", "reason", "carry")
    ),
    path("carry-overs/", CarryOverViewSet.as_view({"get": "list"}), name="carry-overs"),
    *(
        path(
            f"carry-overs/<uuid:pk>/{answer}/",
            CarryOverViewSet.as_view({"post": answer}),
            name=f"carry-over-{answer}",
        )
        for answer in ("accept", "decline")
    ),
]
