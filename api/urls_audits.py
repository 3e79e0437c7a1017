"""The addresses of the lead's audit."""

from typing import Any

from django.urls import path

from api.viewsets.audits import (
    CorrectiveActionViewSet,
    FindingViewSet,
    LearningPointViewSet,
    SampleViewSet,
)

LIST: dict[str, Any] = {"get": "list"}
FINDING = "findings/<uuid:pk>/"
ACTION = "corrective-actions/<uuid:pk>/"


def _finding(post: str) -> Any:
    actions: dict[str, Any] = {"post": post}
    return FindingViewSet.as_view(actions)


AUDITS = [
    path(
        "audit-samples/",
        SampleViewSet.as_view({"get": "list", "post": "create"}),
        name="audit-samples",
    ),
    path(
        "audit-samples/named/",
        SampleViewSet.as_view({"post": "name_one"}),
        name="audit-named",
    ),
    path(
        "audit-samples/<uuid:pk>/",
        SampleViewSet.as_view({"get": "retrieve"}),
        name="audit-sample",
    ),
    path("findings/", FindingViewSet.as_view(LIST), name="findings"),
    path(
        FINDING,
        FindingViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="finding",
    ),
    path(f"{FINDING}move/", _finding("move"), name="finding-move"),
    path(f"{FINDING}actions/", _finding("set_action"), name="finding-actions"),
    path(f"{FINDING}learning/", _finding("propose_learning"), name="finding-learning"),
    path(f"{FINDING}learning/agree/", _finding("agree_to_learning"), name="learning-agree"),
    path(f"{FINDING}learning/publish/", _finding("publish_learning"), name="learning-publish"),
    path("corrective-actions/", CorrectiveActionViewSet.as_view(LIST), name="actions"),
    path(
        f"{ACTION}finish/",
        CorrectiveActionViewSet.as_view({"post": "finish"}),
        name="action-finish",
    ),
    path(
        f"{ACTION}verify/",
        CorrectiveActionViewSet.as_view({"post": "verify"}),
        name="action-verify",
    ),
    path("learning-points/", LearningPointViewSet.as_view(LIST), name="learning-points"),
]
