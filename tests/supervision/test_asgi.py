"""The entrance as a server meets it; what happens behind it has tests of its own."""

import asyncio
from typing import Any

import pytest
from channels.testing import ApplicationCommunicator, WebsocketCommunicator
from django.conf import settings

from supervision.asgi import KnownOrigins, application

OWN = settings.SITE_URL.encode()


async def answer_to(
    headers: list[tuple[bytes, bytes]], path: str = "/nowhere/"
) -> dict[str, object]:
    socket = WebsocketCommunicator(application, path, headers=headers)
    await socket.send_input({"type": "websocket.connect"})
    answer: dict[str, object] = await socket.receive_output(timeout=5)
    return answer


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"origin", b"null")],
        [(b"origin", b"https://elsewhere.example")],
        [(b"origin", OWN.replace(b"http://", b"https://"))],
        [(b"origin", OWN + b"1")],
        [(b"origin", b"http://127.0.0.1:8001")],
        [(b"origin", b"http://[")],
        [(b"origin", OWN), (b"origin", b"https://elsewhere.example")],
        [(b"origin", b"http://sub." + OWN.removeprefix(b"http://"))],
        [(b"origin", OWN + b"/")],
        [(b"origin", OWN + b"/notes/")],
        [(b"origin", OWN + b".elsewhere.example")],
        [(b"origin", b"http://somebody@" + OWN.removeprefix(b"http://"))],
        [(b"origin", b"*")],
        [(b"origin", b"")],
        [(b"origin", b"file://")],
        [(b"origin", OWN.removeprefix(b"http://"))],
        [(b"origin", OWN), (b"origin", OWN)],
        [(b"referer", OWN + b"/")],
        [(b"sec-websocket-origin", OWN)],
    ],
    ids=[
        "none",
        "null",
        "other host",
        "other scheme",
        "no port",
        "other port",
        "no address",
        "two",
        "subdomain",
        "slash",
        "path",
        "longer host",
        "name before the host",
        "star",
        "empty",
        "file",
        "no scheme",
        "the same twice",
        "referer alone",
        "old name of the header",
    ],
)
async def test_a_socket_from_elsewhere_is_refused(headers: list[tuple[bytes, bytes]]) -> None:
    assert (await answer_to(headers))["type"] == "websocket.close"


def test_these_and_no_others_are_let_in() -> None:
    reached: list[bytes] = []

    async def inner(scope: dict[str, Any], _receive: Any, _send: Any) -> None:
        reached.append(dict(scope["headers"])[b"origin"])

    known = KnownOrigins(inner, ["https://supervision.example.org"])
    for origin in (b"https://supervision.example.org", b"HTTPS://Supervision.Example.ORG"):
        asyncio.run(known({"headers": [(b"origin", origin)]}, None, None))

    assert len(reached) == 2
    assert [f"{settings.SITE_URL}"] == settings.WEBSOCKET_ORIGINS[:1]


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_the_server_is_told_when_it_may_start_and_when_it_may_end() -> None:
    server = ApplicationCommunicator(application, {"type": "lifespan"})  # type: ignore[no-untyped-call]  # channels

    await server.send_input({"type": "lifespan.startup"})
    assert await server.receive_output(timeout=5) == {"type": "lifespan.startup.complete"}
    await server.send_input({"type": "lifespan.shutdown"})
    assert await server.receive_output(timeout=10) == {"type": "lifespan.shutdown.complete"}
    await server.wait(timeout=5)


@pytest.mark.asyncio
async def test_a_static_file_is_served_and_hardened() -> None:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/static/drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png",
        "query_string": b"",
        "headers": [],
    }
    http = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]  # channels
    await http.send_input({"type": "http.request"})

    start = await http.receive_output(timeout=5)
    await http.wait(timeout=5)

    headers = dict(start["headers"])
    assert start["status"] == 200
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"cache-control"] == b"max-age=3600, public"
