"""The addresses of referral and boundary decisions."""

from typing import Any

from django.urls import path

from api.viewsets.boundaries import BoundaryViewSet
from api.viewsets.decision_drafts import DecisionDraftViewSet
from api.viewsets.decisions import DecisionViewSet
from api.viewsets.exports import ExportViewSet
from api.viewsets.referrals import ReferralViewSet
from api.viewsets.trends import TrendViewSet

REFERRAL = "referrals/<uuid:pk>/"
BOUNDARY = "boundaries/<uuid:pk>/"
LIST_AND_ADD: dict[str, Any] = {"get": "list", "post": "create"}
READ_AND_CHANGE: dict[str, Any] = {"get": "retrieve", "patch": "partial_update"}
FOLLOW_UPS: dict[str, Any] = {"get": "follow_ups", "post": "plan"}
CONSULTATIONS: dict[str, Any] = {"get": "consultations", "post": "consult"}

DECISIONS = [
    path("decisions/", DecisionViewSet.as_view({"get": "list"}), name="decisions"),
    path(
        "clinics/<uuid:pk>/trends/",
        TrendViewSet.as_view({"get": "retrieve"}),
        name="clinic-trends",
    ),
    path(
        "decisions/summary/",
        DecisionViewSet.as_view({"get": "summary"}),
        name="decision-summary",
    ),
    path("exports/", ExportViewSet.as_view(LIST_AND_ADD), name="exports"),
    path("exports/<uuid:pk>/", ExportViewSet.as_view({"get": "retrieve"}), name="export"),
    path(
        "exports/<uuid:pk>/content/",
        ExportViewSet.as_view({"get": "content"}),
        name="export-content",
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
    path(
        f"{REFERRAL}voices/",
        ReferralViewSet.as_view({"get": "voices", "post": "put_voice"}),
        name="referral-voices",
    ),
    path(
        f"{REFERRAL}voices/<uuid:voice>/",
        ReferralViewSet.as_view({"delete": "drop_voice"}),
        name="referral-voice",
    ),
    path(
        f"{REFERRAL}replies/",
        ReferralViewSet.as_view({"get": "replies", "post": "reply"}),
        name="referral-replies",
    ),
    path(
        f"{REFERRAL}follow-ups/",
        ReferralViewSet.as_view(FOLLOW_UPS),
        name="referral-follow-ups",
    ),
    path(
        f"{REFERRAL}follow-ups/<uuid:follow_up>/",
        ReferralViewSet.as_view({"post": "follow_up"}),
        name="referral-follow-up",
    ),
    path("boundaries/", BoundaryViewSet.as_view(LIST_AND_ADD), name="boundaries"),
    path(BOUNDARY, BoundaryViewSet.as_view(READ_AND_CHANGE), name="boundary"),
    path(f"{BOUNDARY}move/", BoundaryViewSet.as_view({"post": "move"}), name="boundary-move"),
    path(
        f"{BOUNDARY}consultations/",
        BoundaryViewSet.as_view(CONSULTATIONS),
        name="boundary-consultations",
    ),
    path(
        f"{BOUNDARY}follow-ups/",
        BoundaryViewSet.as_view(FOLLOW_UPS),
        name="boundary-follow-ups",
    ),
    path(
        f"{BOUNDARY}follow-ups/<uuid:follow_up>/",
        BoundaryViewSet.as_view({"post": "follow_up"}),
        name="boundary-follow-up",
    ),
]
