"""Reading a request: who asks. Everything else is read by a form."""

from typing import cast

from django.http import HttpRequest

from supervision.models import User


def current_user(request: HttpRequest) -> User:
    """Whoever is signed in; the login middleware lets nobody else this far."""
    return cast("User", request.user)
