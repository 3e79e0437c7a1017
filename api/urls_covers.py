"""The addresses of being away, of standing in, and of notes that go to somebody else."""

from django.urls import path

from api.viewsets.covers import (
    AbsenceViewSet,
    CoverMoveViewSet,
    CoverViewSet,
    GiveNoteViewSet,
)
from supervision.cover_enums import CoverMove

COVER = "covers/<uuid:pk>/"

COVERS = [
    path("covers/", CoverViewSet.as_view({"get": "list", "post": "create"}), name="covers"),
    path(COVER, CoverViewSet.as_view({"get": "retrieve"}), name="cover"),
    *(
        path(
            f"{COVER}{move}/",
            CoverMoveViewSet.as_view({"post": "make"}, move=move),
            name=f"cover-{move}",
        )
        for move in CoverMove
    ),
    path(
        f"{COVER}hand-over/",
        CoverViewSet.as_view({"post": "hand_over"}),
        name="cover-hand-over",
    ),
    path(
        f"{COVER}hand-back/",
        CoverViewSet.as_view({"post": "hand_back"}),
        name="cover-hand-back",
    ),
    path(
        f"{COVER}take-over/",
        CoverViewSet.as_view({"post": "take_over"}),
        name="cover-take-over",
    ),
    path(f"{COVER}read/", CoverViewSet.as_view({"post": "read"}), name="cover-read"),
    path(
        "notes/<uuid:pk>/give/", GiveNoteViewSet.as_view({"post": "create"}), name="note-give"
    ),
    path(
        "absences/",
        AbsenceViewSet.as_view({"get": "list", "post": "create"}),
        name="absences",
    ),
    path(
        "absences/<uuid:pk>/end/", AbsenceViewSet.as_view({"post": "end"}), name="absence-end"
    ),
]
