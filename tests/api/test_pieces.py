"""A body that comes in pieces, as some clients send every body: over a real server."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from django.conf import settings

from tests.factories_cases import World
from tests.live import serving, session_of

pytestmark = pytest.mark.django_db(transaction=True)

PIECE = 64 * 1024


def sent_in_pieces(world: World, body: bytes) -> tuple[int, Any]:
    with serving() as port:
        return _send(port, session_of(world.supervisee), body)


def _send(port: int, session: str, body: bytes) -> tuple[int, Any]:
    wire = HTTPConnection("127.0.0.1", port, timeout=30)
    pieces: Iterator[bytes] = (body[at : at + PIECE] for at in range(0, len(body), PIECE))
    token = "t" * 32
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token}
    head = {
        "Content-Type": "application/json",
        "Transfer-Encoding": "chunked",
        "X-CSRFToken": token,
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }
    wire.request("POST", "/api/v1/notes/", body=pieces, headers=head, encode_chunked=True)
    answer = wire.getresponse()
    said = json.loads(answer.read())
    wire.close()
    return answer.status, said


def test_a_body_in_pieces_is_read(world: World) -> None:
    status, said = sent_in_pieces(world, b'{"unheard_of": 1}')

    assert (status, "unheard_of" in said["fields"]) == (400, True)


def test_a_body_in_pieces_is_measured(world: World) -> None:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0

    status, said = sent_in_pieces(world, b'"' + b"x" * most + b'"')

    assert (status, said["code"]) == (413, "too_large")
