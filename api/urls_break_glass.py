"""The addresses of emergency access."""

from typing import Any

from django.urls import path

from api.viewsets.break_glass import BreakGlassViewSet

LIST_AND_ADD: dict[str, Any] = {"get": "list", "post": "create"}
ONE = "break-glass/<uuid:pk>/"

BREAK_GLASS = [
    path("break-glass/", BreakGlassViewSet.as_view(LIST_AND_ADD), name="break-glasses"),
    path(ONE, BreakGlassViewSet.as_view({"get": "retrieve"}), name="break-glass"),
    path(f"{ONE}end/", BreakGlassViewSet.as_view({"post": "end"}), name="break-glass-end"),
    path(
        f"{ONE}review/",
        BreakGlassViewSet.as_view({"post": "review"}),
        name="break-glass-review",
    ),
    path(
        f"{ONE}assess/",
        BreakGlassViewSet.as_view({"post": "assess"}),
        name="break-glass-assess",
    ),
    path(
        f"{ONE}close/", BreakGlassViewSet.as_view({"post": "close"}), name="break-glass-close"
    ),
]
