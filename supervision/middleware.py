"""What holds for every request: one host, nothing private cached, and sessions that end.

The other headers come from Django's own middleware and django-csp; the settings say which.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import SEEK_END
from typing import Final, NamedTuple

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from supervision import row_scope
from supervision.oidc import reaches_too_far

NextLayer = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY: Final = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
ALWAYS_SENT: Final = {
    "Cache-Control": "no-store",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    # Pages have theirs by then (django-csp); what is no page loads nothing.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
STARTED: Final = "session_started"
SEEN: Final = "session_seen"
# Writing the session at every request would make every read a write.
SEEN_STEP_SECONDS: Final = 60
# What a page asks for by itself, because somebody else did something or to see how long it has.
UNATTENDED: Final = "X-Unattended"


class OneHost:
    """In production a request has the host of SUPERVISION_URL, port included.

    ALLOWED_HOSTS lets every port pass, and the Host header is in links of mails and in the keys
    that failed sign-ins are counted by: a made-up port would change both.
    """

    def __init__(self, get_response: NextLayer) -> None:
        if not settings.PRODUCTION:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.host = settings.SITE_URL.partition("://")[2]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # refuses another host
        request.META["HTTP_HOST"] = self.host
        return self.get_response(request)


class KnownLength:
    """Says how long a body is that came in pieces.

    The server has put it together, and still what has no Content-Length counts as empty: it is
    not read and not measured.
    """

    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "chunked" in request.headers.get("Transfer-Encoding", ""):
            body = request._stream  # noqa: SLF001 - its size alone
            request.META["CONTENT_LENGTH"] = str(body.seek(0, SEEK_END))
            body.seek(0)
        return self.get_response(request)


class PrivateResponses:
    """Around everything, so that no answer lacks these, whoever gives it: a probe, a refused
    host and the redirect to https do not come as far as the other layers."""

    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS_SENT.items():
            response.headers.setdefault(name, value)
        return response


class SessionLimits:
    """Ends a session whatever its cookie says: idle too long, too old, or begun at the identity
    provider of one clinic and now reaching into another.

    A page that fetches what is new does not keep its session alive: nobody may sit before it.
    To say so falsely shortens one's own session and nothing else.
    """

    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        came_in = request.user.is_authenticated
        if came_in:
            now = timezone.now()
            if is_over(request.session, now) or reaches_too_far(request.session, request.user):
                logout(request)
            elif UNATTENDED not in request.headers:
                touch(request.session, now)
        response = self.get_response(request)
        if came_in and not request.user.is_authenticated:
            # Also the pages that a browser keeps for its back button.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class RowScope:
    """From here on the database is asked for the clinics of whoever is signed in."""

    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user.pk  # nothing of whoever is not signed in
        with row_scope.of_person(person) if person else row_scope.nobody():
            return self.get_response(request)


class Left(NamedTuple):
    """How much of a session is left, and whether staying can make it more."""

    time: timedelta
    extends: bool


def left(session: SessionBase, now: datetime) -> Left:
    moment = now.timestamp()
    idle = session.get(SEEN, moment) - moment + settings.SESSION_IDLE_AGE.total_seconds()
    whole = (
        session.get(STARTED, moment) - moment + settings.SESSION_ABSOLUTE_AGE.total_seconds()
    )
    return Left(timedelta(seconds=max(0, min(idle, whole))), extends=idle < whole)


def is_over(session: SessionBase, now: datetime) -> bool:
    moment = now.timestamp()
    age = timedelta(seconds=moment - session.get(STARTED, moment))
    idle = timedelta(seconds=moment - session.get(SEEN, moment))
    too_old: bool = age >= settings.SESSION_ABSOLUTE_AGE or idle >= settings.SESSION_IDLE_AGE
    return too_old


def touch(session: SessionBase, now: datetime) -> None:
    moment = now.timestamp()
    if STARTED not in session:
        session[STARTED] = moment
    if moment - session.get(SEEN, 0) >= SEEN_STEP_SECONDS:
        session[SEEN] = moment
