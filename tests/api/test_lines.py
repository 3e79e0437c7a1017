"""The way out to one socket: in order, bounded, cut when it takes nothing."""

import asyncio
import json
import socket as sockets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
import uvicorn
from websockets.frames import Frame, Opcode

from api import lines
from api.lines import QUEUE, SLOW, Batch, Line
from cases.models import NoteVersion
from supervision.server import OPTIONS
from supervision.wire import READY_FRAMES
from tests.factories_cases import World, make_annotation, make_room
from tests.live import opened, serving, session_of


class Wire:
    """What a server would be told; ``takes`` says whether it can write at once."""

    def __init__(self, *, takes: bool) -> None:
        self.takes, self.written, self.was_cut = takes, b"", False
        self.sent: list[dict[str, Any]] = []
        self.writable = asyncio.Event()

    def scope(self) -> dict[str, Any]:
        return {"extensions": {READY_FRAMES: {"write": self.write, "cut": self.cut}}}

    def write(self, frames: bytes) -> bool:
        self.written += frames if self.takes else b""
        return self.takes

    def cut(self) -> None:
        self.was_cut = True

    async def send(self, message: dict[str, Any]) -> None:
        await self.writable.wait()
        self.sent.append(message)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        await work()

    asyncio.run(main())


def test_what_can_go_at_once_does_and_is_one_write() -> None:
    async def work() -> None:
        wire = Wire(takes=True)
        assert Line(wire.scope(), wire.send).put(Batch(["one", "zwei ’"]))
        frames = [Frame(Opcode.TEXT, text.encode()) for text in ("one", "zwei ’")]

        assert wire.written == b"".join(frame.serialize(mask=False) for frame in frames)
        assert wire.sent == []

    run(work)


def test_what_has_to_wait_goes_out_in_order_and_nothing_overtakes_it() -> None:
    async def work() -> None:
        wire = Wire(takes=False)
        line = Line(wire.scope(), wire.send)
        line.put(Batch(["one"]))
        wire.takes = True  # it could be written now, and would come before the first
        line.put(Batch(["two", "three"]))
        wire.writable.set()
        await line.quiet()

        assert [message["text"] for message in wire.sent] == ["one", "two", "three"]
        assert wire.written == b""

    run(work)


def test_a_server_without_the_extension_is_sent_frame_by_frame() -> None:
    async def work() -> None:
        wire = Wire(takes=True)
        wire.writable.set()
        line = Line({"type": "websocket"}, wire.send)
        line.put(Batch(["one", "two"]))
        await line.quiet()

        assert [message["text"] for message in wire.sent] == ["one", "two"]

    run(work)


def test_more_than_the_queue_holds_ends_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CLOSE_WITHIN", 0.01)

    async def work() -> None:
        wire = Wire(takes=False)
        line = Line(wire.scope(), wire.send)
        assert line.put(Batch(["frame"] * QUEUE))
        assert not line.put(Batch(["one too many"]))
        assert not line.put(Batch(["and nothing more"]))
        await asyncio.sleep(0.05)

        assert (line.over, wire.sent, wire.was_cut) == (True, [], True)

    run(work)


def test_one_that_takes_nothing_for_too_long_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "SEND_WITHIN", 0.01)

    async def work() -> None:
        wire = Wire(takes=False)
        line = Line(wire.scope(), wire.send)
        line.put(Batch(["frame"]))
        await line.quiet()
        wire.writable.set()
        await asyncio.sleep(0.05)

        assert wire.sent == [{"type": "websocket.close", "code": SLOW}]

    run(work)


def test_what_waits_is_taken_back_when_access_ends() -> None:
    async def work() -> None:
        wire = Wire(takes=False)
        line = Line(wire.scope(), wire.send)
        line.put(Batch(["a sentence of the note"]))
        line.close(4403, "why")
        line.close(SLOW)
        wire.writable.set()
        await asyncio.sleep(0.05)

        assert wire.sent == [
            {"type": "websocket.send", "text": "why"},
            {"type": "websocket.close", "code": 4403},
        ]

    run(work)


@pytest.mark.django_db(transaction=True)
def test_a_client_that_stops_reading_is_gone_and_the_others_hear_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Megabytes for somebody who takes none of it: then the connection is cut."""
    monkeypatch.setattr(lines, "SEND_WITHIN", 0.3)
    version = make_room(world)
    with serving() as port, stalled(port, version, session_of(world.supervisor)) as wire:
        with opened(port, version.note_id, session_of(world.supervisee)) as other:
            other.follow(since=2)
            heard = 0
            for _ in range(150):
                make_annotation(world, version, body="…" * 10_000)
                heard += other.hear("event")["seq"] > 0
        assert heard == 150
        assert is_cut(wire)


def stalled(port: int, version: NoteVersion, session: str) -> Any:
    """A browser whose machine sleeps: subscribed, and it takes nothing any more."""
    wire = sockets.socket()
    wire.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    wire.connect(("127.0.0.1", port))
    head = (
        f"GET /ws/notes/{version.note_id}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://127.0.0.1:8000\r\n"
        f"Cookie: session={session}\r\n\r\n"
    )
    wire.sendall(head.encode())
    while b"\r\n\r\n" not in wire.recv(4096, sockets.MSG_PEEK):  # nothing is sent before that
        pass
    hello = json.dumps({"type": "subscribe", "since": 2}).encode()
    wire.sendall(Frame(Opcode.TEXT, hello).serialize(mask=True))
    return wire


def is_cut(wire: sockets.socket, within: float = 20.0) -> bool:
    """After what was already on its way there is an end, not a silence."""
    wire.settimeout(within)
    wire.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 1 << 20)  # awake again
    with suppress(ConnectionResetError):
        while wire.recv(1 << 16):
            pass
    return True


def test_the_server_compresses_nothing_and_limits_frames() -> None:
    config = uvicorn.Config(**OPTIONS)

    assert (config.ws_per_message_deflate, config.ws_max_size) == (False, 65_536)
    assert config.timeout_graceful_shutdown == 10
