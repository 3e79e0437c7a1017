"""A browser that somebody has signed in with before, told by a signed cookie.

Guesses at an account are counted. Were they counted for the account alone, whoever guesses
would lock its owner out; so a browser that its owner has used has a count of its own.
"""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT: Final = "supervision.devices"
AGE: Final = 365 * 24 * 60 * 60


def _name() -> str:
    return "__Host-device" if settings.HTTPS else "device"


def _mark(email: str) -> str:
    """No address stands in a cookie."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()


def known(request: HttpRequest, email: str) -> str:
    """This browser's own mark, if somebody with this address came in with it; else empty."""
    said = request.get_signed_cookie(_name(), default="", salt=SALT, max_age=AGE) or ""
    mark, _, own = said.partition(".")
    return own if mark == _mark(email) else ""


def remember(response: HttpResponse, request: HttpRequest, email: str) -> None:
    own = known(request, email) or secrets.token_urlsafe(16)
    response.set_signed_cookie(
        _name(),
        f"{_mark(email)}.{own}",
        salt=SALT,
        max_age=AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
