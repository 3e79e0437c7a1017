"""Where the parts of the project meet. Error pages are templates: 403, 403_csrf, 404 and 500."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("api.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("frontend.urls")),
]
