"""Sign-in without a password, in demonstration mode alone.

The links live in the memory of the one process that serves the demonstration: each opens
one session, and none survives a restart.
"""

import secrets

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET

from supervision import selectors
from supervision.enums import Role
from supervision.models import User

ROLES = (Role.SUPERVISEE, Role.SUPERVISOR, Role.CLINIC_LEAD)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_open_links: dict[str, User] = {}


def make_links() -> dict[str, str]:
    """A fresh link per role, for the first person in each; none where nobody is."""
    links = {}
    for role in ROLES:
        person = selectors.first_person_with(role)
        if person is not None:
            token = secrets.token_urlsafe(24)
            _open_links[token] = person
            links[role.value] = settings.SITE_URL + reverse("demo_sign_in", args=[token])
    return links


@login_not_required
@require_GET
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    person = _open_links.pop(token, None)
    if person is None:
        return render(request, "frontend/demo_used.html", status=410)
    login(request, person, backend=BACKEND)
    response = HttpResponseRedirect("/")
    add_never_cache_headers(response)
    return response


urlpatterns = [path("demo/<str:token>/", sign_in, name="demo_sign_in")]
