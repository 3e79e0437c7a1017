"""What holds for every request: one host, nothing private cached, and sessions that end.

The other headers come from Django's own middleware and django-csp; the settings say which.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import SEEK_END
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

NextLayer = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY: Final = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
STARTED: Final = "session_started"
SEEN: Final = "session_seen"
# Writing the session at every request would make every read a write.
SEEN_STEP_SECONDS: Final = 60


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
    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class SessionLimits:
    """Ends a session that was idle too long or is too old, whatever its cookie says."""

    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = timezone.now()
            if is_over(request.session, now):
                logout(request)
            else:
                touch(request.session, now)
        return self.get_response(request)


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
