"""The addresses of groups and of what is presented to them."""

from django.urls import path

from api.viewsets.groups import GroupMembershipViewSet, GroupViewSet
from api.viewsets.presentations import PresentationViewSet

GROUP = "groups/<uuid:pk>/"
PRESENTATION = "presentations/<uuid:pk>/"

GROUPS = [
    path("groups/", GroupViewSet.as_view({"get": "list", "post": "create"}), name="groups"),
    path(GROUP, GroupViewSet.as_view({"get": "retrieve"}), name="group"),
    path(f"{GROUP}members/", GroupViewSet.as_view({"post": "add"}), name="group-members"),
    path(f"{GROUP}close/", GroupViewSet.as_view({"post": "close"}), name="group-close"),
    path(
        "group-memberships/<uuid:pk>/end/",
        GroupMembershipViewSet.as_view({"post": "end"}),
        name="membership-end",
    ),
    path(
        "notes/<uuid:pk>/present/",
        PresentationViewSet.as_view({"post": "create"}),
        name="note-present",
    ),
    path("presentations/", PresentationViewSet.as_view({"get": "list"}), name="presentations"),
    path(PRESENTATION, PresentationViewSet.as_view({"get": "retrieve"}), name="presentation"),
    path(
        f"{PRESENTATION}end/",
        PresentationViewSet.as_view({"post": "end"}),
        name="presentation-end",
    ),
]
