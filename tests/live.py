"""A real server and real sockets, because a test client hides what a browser sees."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from django.conf import settings
from django.db import connections
from django.test import Client
from uvicorn.config import LOGGING_CONFIG
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from supervision.asgi import application
from supervision.models import User
from supervision.server import OPTIONS

WITHIN = 5.0


@contextmanager
def serving(app: Any = application) -> Iterator[int]:
    """The application, or another one, on a free port of this machine."""
    options = OPTIONS | {"app": app, "log_config": LOGGING_CONFIG, "lifespan": "off"}
    config = uvicorn.Config(**options, port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    deadline = time.monotonic() + WITHIN
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(WITHIN)


def _run(server: uvicorn.Server) -> None:
    server.run()
    connections.close_all()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def opened(
    port: int, note_id: object, session: str = "", *, origin: str | None = settings.SITE_URL
) -> Iterator["Socket"]:
    """One browser's socket."""
    with connect(
        f"ws://127.0.0.1:{port}/ws/notes/{note_id}/",
        origin=origin,  # type: ignore[arg-type]  # websockets' own string type
        additional_headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"},
        open_timeout=WITHIN,
        close_timeout=WITHIN,
    ) as wire:
        yield Socket(wire)


class Socket:
    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire

    def say(self, kind: str, **content: Any) -> None:
        self.wire.send(json.dumps({"type": kind, **content}))

    def let_it_look(self) -> None:
        """A ping to a server that is about to close, and may have looked and closed already."""
        with suppress(ConnectionClosed):
            self.say("ping", last=0)

    def hear(self, *kinds: str, within: float = WITHIN) -> dict[str, Any]:
        """The next frame of one of these kinds (of any kind but presence without)."""
        deadline = time.monotonic() + within
        while True:
            frame: dict[str, Any] = json.loads(self.wire.recv(deadline - time.monotonic()))
            if frame["type"] in kinds or (not kinds and frame["type"] != "presence"):
                return frame

    def follow(self, since: int = 0) -> list[dict[str, Any]]:
        """Subscribe; what came before ``caught_up``."""
        self.say("subscribe", since=since)
        heard = []
        while (frame := self.hear())["type"] == "event":
            heard.append(frame)
        assert frame["type"] == "caught_up", frame
        return heard

    def closed(self, within: float = WITHIN) -> int:
        """The code it is closed with, whatever is still on its way."""
        deadline = time.monotonic() + within
        while True:
            try:
                self.wire.recv(deadline - time.monotonic())
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006
