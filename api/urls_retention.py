"""The addresses of what is kept, held and erased."""

from django.urls import path

from api.viewsets.retention import HoldViewSet, RetentionViewSet

CLINIC = "clinics/<uuid:pk>/"
HOLD = "holds/<uuid:pk>/"

RETENTION = [
    path(
        f"{CLINIC}retention/",
        RetentionViewSet.as_view({"get": "retrieve"}),
        name="clinic-retention",
    ),
    path(
        f"{CLINIC}holds/", RetentionViewSet.as_view({"post": "set_hold"}), name="clinic-holds"
    ),
    path(f"{HOLD}ask/", HoldViewSet.as_view({"post": "ask"}), name="hold-ask"),
    path(f"{HOLD}lift/", HoldViewSet.as_view({"post": "lift"}), name="hold-lift"),
]
