"""The addresses of referral and boundary decisions."""

from typing import Any

from django.urls import path

from api.viewsets.boundaries import BoundaryViewSet
from api.viewsets.decision_drafts import DecisionDraftViewSet
from api.viewsets.decisions import DecisionViewSet
from api.viewsets.referrals import ReferralViewSet

REFERRAL = "referrals/<uuid:pk>/"
BOUNDARY = "boundaries/<uuid:pk>/"
LIST_AND_ADD: dict[str, Any] = {"get": "list", "post": "create"}
READ_AND_CHANGE: dict[str, Any] = {"get": "retrieve", "patch": "partial_update"}
CONSULTATIONS: dict[str, Any] = {"get": "consultations", "post": "consult"}

DECISIONS = [
    path("decisions/", DecisionViewSet.as_view({"get": "list"}), name="decisions"),
    path(
        "decisions/summary/",
        DecisionViewSet.as_view({"get": "summary"}),
        name="decision-summary",
    ),
    path(
        "decisions/export.csv",
        DecisionViewSet.as_view({"get": "export"}),
        name="decision-export",
    ),
    path(
        "decisions/<uuid:pk>/drafts/",
        DecisionDraftViewSet.as_view(LIST_AND_ADD),
        name="decision-drafts",
    ),
    path(
        "decisions/<uuid:pk>/drafts/<uuid:draft>/",
        DecisionDraftViewSet.as_view({"delete": "destroy"}),
        name="decision-draft",
    ),
    path("referrals/", ReferralViewSet.as_view(LIST_AND_ADD), name="referrals"),
    path(
        "referrals/emergency/",
        ReferralViewSet.as_view({"post": "emergency"}),
        name="referral-emergency",
    ),
    path(REFERRAL, ReferralViewSet.as_view(READ_AND_CHANGE), name="referral"),
    path(f"{REFERRAL}move/", ReferralViewSet.as_view({"post": "move"}), name="referral-move"),
    path(
        f"{REFERRAL}grounds/",
        ReferralViewSet.as_view({"get": "grounds", "post": "put_ground"}),
        name="referral-grounds",
    ),
    path(
        f"{REFERRAL}grounds/<slug:ground>/",
        ReferralViewSet.as_view({"delete": "drop_ground"}),
        name="referral-ground",
    ),
    path(
        f"{REFERRAL}options/",
        ReferralViewSet.as_view({"get": "options_of", "post": "put_option"}),
        name="referral-options",
    ),
    path(
        f"{REFERRAL}options/<uuid:option>/",
        ReferralViewSet.as_view({"delete": "drop_option"}),
        name="referral-option",
    ),
    path(
        f"{REFERRAL}consultations/",
        ReferralViewSet.as_view(CONSULTATIONS),
        name="referral-consultations",
    ),
    path("boundaries/", BoundaryViewSet.as_view(LIST_AND_ADD), name="boundaries"),
    path(BOUNDARY, BoundaryViewSet.as_view(READ_AND_CHANGE), name="boundary"),
    path(f"{BOUNDARY}move/", BoundaryViewSet.as_view({"post": "move"}), name="boundary-move"),
    path(
        f"{BOUNDARY}consultations/",
        BoundaryViewSet.as_view(CONSULTATIONS),
        name="boundary-consultations",
    ),
]
