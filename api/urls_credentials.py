"""The addresses of credentials."""

from django.urls import path

from api.viewsets.credentials import CredentialViewSet

CREDENTIAL = "credentials/<uuid:pk>/"

CREDENTIALS = [
    path(
        "credentials/",
        CredentialViewSet.as_view({"get": "list", "post": "create"}),
        name="credentials",
    ),
    path(CREDENTIAL, CredentialViewSet.as_view({"get": "retrieve"}), name="credential"),
    path(
        f"{CREDENTIAL}check/",
        CredentialViewSet.as_view({"post": "check"}),
        name="credential-check",
    ),
    path(
        f"{CREDENTIAL}limit/",
        CredentialViewSet.as_view({"post": "limit"}),
        name="credential-limit",
    ),
]
