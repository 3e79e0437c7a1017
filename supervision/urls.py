"""Where the parts of the project meet.

The error pages are the templates 403.html, 403_csrf.html, 404.html and 500.html.
"""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("api.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/", include("supervision.oidc")),
    path("", include("frontend.urls")),
]
