"""The server's entrance: static files, pages and API, sockets.

Sockets come from the addresses of SUPERVISION_URL alone, compared letter by letter: a validator
made from ALLOWED_HOSTS accepts any scheme and port of a host, and channels' own fails on an
Origin that is no address.
"""

import os
import re
from collections.abc import Iterator
from threading import Thread
from typing import Any
from wsgiref.headers import Headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
# Before settings are read: a server pools connections and sequences the ledger in a thread.
os.environ.setdefault("SUPERVISION_PROCESS", "server")

from asgiref.sync import sync_to_async
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from servestatic import ServeStaticASGI

# Fills the app registry, which the routing below needs.
pages = get_asgi_application()

from api.routing import websocket_urlpatterns  # noqa: E402 - needs the app registry
from cases.identifiers import find  # noqa: E402 - the same
from supervision import checks  # noqa: E402 - the same
from supervision.ledger import sequencer  # noqa: E402 - the same

# Vite writes a hash of the content into the name of everything it builds.
BUILT = re.compile(r"/frontend/[\w.-]+-[\w-]{8}\.\w+$")


def static_folders() -> Iterator[str]:
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            yield storage.location


def harden(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def with_static_files(application: ASGIHandler) -> ServeStaticASGI:
    """Straight from the apps' folders: there is no collecting step to forget."""
    server = ServeStaticASGI(
        application,
        autorefresh=settings.DEBUG,
        max_age=3600,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(BUILT.search(url)),
        add_headers_function=harden,
    )
    for folder in static_folders():
        server.add_files(folder, prefix=settings.STATIC_URL)
    return server


class KnownOrigins:
    """Closes a socket that comes from elsewhere, from nowhere, or from two places at once."""

    def __init__(self, inner: Any, origins: list[str]) -> None:
        self.inner = inner
        self.allowed = frozenset(origin.encode() for origin in origins)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        origins = [value.lower() for name, value in scope["headers"] if name == b"origin"]
        known = len(origins) == 1 and origins[0] in self.allowed
        await (self.inner if known else WebsocketDenier())(scope, receive, send)


async def lifespan(_scope: Any, receive: Any, send: Any) -> None:
    """No process begins on a ledger that can be rewritten. Before one ends, entries of the
    ledger that wait get their positions. The lists of the identifier guard are read meanwhile,
    so that nobody's first note waits for them."""
    while (await receive())["type"] == "lifespan.startup":
        if reason := await sync_to_async(_refusal_to_start)():
            await send({"type": "lifespan.startup.failed", "message": reason})
            return
        Thread(target=find, args=("",), name="identifiers", daemon=True).start()
        await send({"type": "lifespan.startup.complete"})
    await sync_to_async(sequencer.stop)()
    await send({"type": "lifespan.shutdown.complete"})


def _refusal_to_start() -> str:
    try:
        return checks.refusal_to_start()
    finally:
        connections.close_all()  # those of this thread, which may never be asked again


sockets: Any = websocket_urlpatterns  # the stubs want a class that exists for them alone

application = ProtocolTypeRouter(
    {
        "http": with_static_files(pages),
        "lifespan": lifespan,
        "websocket": KnownOrigins(
            CookieMiddleware(URLRouter(sockets)), settings.WEBSOCKET_ORIGINS
        ),
    }
)
