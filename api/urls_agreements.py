"""The addresses of agreements about supervision."""

from django.urls import path

from api.viewsets.agreements import AgreementViewSet

AGREEMENT = "agreements/<uuid:pk>/"

AGREEMENTS = [
    path(
        "agreements/",
        AgreementViewSet.as_view({"get": "list", "post": "create"}),
        name="agreements",
    ),
    path(AGREEMENT, AgreementViewSet.as_view({"get": "retrieve"}), name="agreement"),
    *(
        path(
            f"{AGREEMENT}{move}/",
            AgreementViewSet.as_view({"post": move}),
            name=f"agreement-{move}",
        )
        for move in ("write", "offer", "reopen", "sign")
    ),
]
