"""The addresses of people, their roles and their supervision."""

from typing import Any

from django.urls import path

from api.serializers.relationships import BODY_OF_MOVE, MoveRelationship
from api.viewsets.clinics import ClinicViewSet
from api.viewsets.invitations import AcceptanceViewSet, InvitationViewSet
from api.viewsets.people import PersonViewSet
from api.viewsets.policies import PolicyChangeViewSet, PolicyViewSet
from api.viewsets.relationships import RelationshipMoveViewSet, RelationshipViewSet
from api.viewsets.role_assignments import RoleAssignmentViewSet
from supervision.enums import RelationshipMove

LIST: dict[str, Any] = {"get": "list"}
LIST_AND_ADD: dict[str, Any] = {"get": "list", "post": "create"}
READ: dict[str, Any] = {"get": "retrieve"}
PERSON = "people/<uuid:pk>/"
ROLE = "role-assignments/<uuid:pk>/"
CHANGE = "policy-changes/<uuid:pk>/"
INVITATION = "invitations/<uuid:pk>/"
RELATIONSHIP = "relationships/<uuid:pk>/"

PEOPLE = [
    path("clinics/", ClinicViewSet.as_view(LIST), name="clinics"),
    path("clinics/<uuid:pk>/", ClinicViewSet.as_view(READ), name="clinic"),
    path(
        "clinics/<uuid:pk>/policy/",
        PolicyViewSet.as_view(READ),
        name="clinic-policy",
    ),
    path("policy-changes/", PolicyChangeViewSet.as_view(LIST_AND_ADD), name="policy-changes"),
    path(CHANGE, PolicyChangeViewSet.as_view(READ), name="policy-change"),
    path(
        f"{CHANGE}approve/",
        PolicyChangeViewSet.as_view({"post": "approve"}),
        name="policy-change-approve",
    ),
    path(
        f"{CHANGE}refuse/",
        PolicyChangeViewSet.as_view({"post": "refuse"}),
        name="policy-change-refuse",
    ),
    path("people/", PersonViewSet.as_view(LIST), name="people"),
    path(PERSON, PersonViewSet.as_view(READ), name="person"),
    path(f"{PERSON}close/", PersonViewSet.as_view({"post": "close"}), name="person-close"),
    path(f"{PERSON}open/", PersonViewSet.as_view({"post": "open"}), name="person-open"),
    path("role-assignments/", RoleAssignmentViewSet.as_view(LIST_AND_ADD), name="roles"),
    path(f"{ROLE}level/", RoleAssignmentViewSet.as_view({"post": "level"}), name="role-level"),
    path(f"{ROLE}end/", RoleAssignmentViewSet.as_view({"post": "end"}), name="role-end"),
    path("invitations/", InvitationViewSet.as_view(LIST_AND_ADD), name="invitations"),
    path(
        "invitations/accept/",
        AcceptanceViewSet.as_view({"post": "accept"}),
        name="invitation-accept",
    ),
    path(
        f"{INVITATION}revoke/",
        InvitationViewSet.as_view({"post": "revoke"}),
        name="invitation-revoke",
    ),
    path("relationships/", RelationshipViewSet.as_view(LIST_AND_ADD), name="relationships"),
    path(RELATIONSHIP, RelationshipViewSet.as_view(READ), name="relationship"),
    *(
        path(
            f"{RELATIONSHIP}{move.value.replace('_', '-')}/",
            RelationshipMoveViewSet.as_view(
                {"post": "make"}, move=move, body=BODY_OF_MOVE.get(move, MoveRelationship)
            ),
            name=f"relationship-{move.value.replace('_', '-')}",
        )
        for move in RelationshipMove
    ),
]
