"""Many sockets in one process, as cheap as Python allows: ``python -m … swarm``.

Its standard input takes one JSON object a line and each is answered by one: ``open`` connects
the watchers, ``expect`` says how many events each is to hear, ``gather`` waits for them. No
client library and no event loop: they would cost more for a message than the server does.
"""

import json
import re
import select
import socket
import sys
import time
from typing import Any, Final

from websockets.frames import Frame, Opcode

OPEN_WITHIN: Final = 60.0
AT_ONCE: Final = 1 << 18
SEQ: Final = re.compile(rb'"seq":(\d+)')
EVENT: Final = b'{"type":"event"'
CAUGHT_UP: Final = b'{"type":"caught_up"'


class Watcher:
    """One socket: it says hello, and notes when each event arrived."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.hello: str | None = asked["hello"]
        self.room: int = asked["room"]
        self.socket = socket.create_connection(("127.0.0.1", asked["port"]), OPEN_WITHIN)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(_request(asked))
        self.buffer = b""
        self.ready = False
        self.heard, self.wanted, self.last_at = 0, -1, 0.0
        self.arrivals: list[tuple[int, int, float]] = []

    def upgrade(self) -> None:
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(AT_ONCE)
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head:
            raise ConnectionError(head.decode())
        self.ready = self.hello is None
        if self.hello is not None:
            frame = Frame(Opcode.TEXT, self.hello.encode())
            self.socket.sendall(frame.serialize(mask=True))
        self.socket.settimeout(0)

    def take(self, *, timed: bool) -> bool:
        """Whether this was the last of the events that are waited for."""
        data = self.socket.recv(AT_ONCE)
        now = time.perf_counter()
        assert data, "a server closed the socket"
        buffer = self.buffer + data if self.buffer else data
        place, end, before = 0, len(buffer), self.heard
        while (found := _frame(buffer, place, end)) is not None:
            kind = buffer[place] & 0x0F
            start, place = found
            if buffer.startswith(EVENT, start):
                self.heard += 1
                if timed and (seq := SEQ.search(buffer, start)):
                    self.arrivals.append((self.room, int(seq[1]), now))
            elif kind == Opcode.PING:
                self.socket.sendall(
                    Frame(Opcode.PONG, buffer[start:place]).serialize(mask=True)
                )
            elif buffer.startswith(CAUGHT_UP, start):
                self.ready = True
        self.buffer = buffer[place:]
        self.last_at = now
        return before < self.wanted <= self.heard


def _frame(data: bytes, place: int, end: int) -> tuple[int, int] | None:
    """Where the payload of a whole frame begins, and where the next frame does."""
    if end - place < 4:
        return None
    size, start = data[place + 1] & 0x7F, place + 2
    if size == 126:
        size, start = data[start] << 8 | data[start + 1], start + 2
    elif size == 127:
        size, start = int.from_bytes(data[start : start + 8], "big"), start + 8
    return (start, start + size) if start + size <= end else None


class Swarm:
    def __init__(self) -> None:
        self.watchers: list[Watcher] = []
        self.by_number: dict[int, Watcher] = {}
        self.poll = select.epoll()
        self.missing, self.timed = 0, False

    def open(self, sockets: list[dict[str, Any]]) -> dict[str, Any]:
        self.watchers = [Watcher(asked) for asked in sockets]
        for watcher in self.watchers:
            watcher.upgrade()
            self.by_number[watcher.socket.fileno()] = watcher
            self.poll.register(watcher.socket.fileno(), select.EPOLLIN)
        until = time.monotonic() + OPEN_WITHIN
        while not all(watcher.ready for watcher in self.watchers):
            self.turn(0.2)
            assert time.monotonic() < until, "not all sockets were let in"
        return {"open": len(self.watchers)}

    def expect(self, events: list[int], *, timed: bool) -> dict[str, Any]:
        """How many events each of the sockets is to hear, counted from now."""
        self.timed, self.missing = timed, 0
        for watcher, wanted in zip(self.watchers, events, strict=True):
            watcher.heard, watcher.wanted, watcher.arrivals = 0, wanted, []
            self.missing += wanted > 0
        return {"expecting": self.missing}

    def turn(self, within: float) -> bool:
        """Take what is there; whether there is a line of input."""
        asked = False
        for number, _ in self.poll.poll(within):
            if number == sys.stdin.fileno():
                asked = True
            elif self.by_number[number].take(timed=self.timed):
                self.missing -= 1
        return asked

    def gather(self, within: float) -> dict[str, Any]:
        until = time.monotonic() + within
        while self.missing > 0 and time.monotonic() < until:
            self.turn(0.2)
        return {
            "heard": sum(watcher.heard for watcher in self.watchers),
            "last_at": max(watcher.last_at for watcher in self.watchers),
            "arrivals": [pair for watcher in self.watchers for pair in watcher.arrivals],
        }


def _request(asked: dict[str, Any]) -> bytes:
    lines = [
        f"GET {asked['path']} HTTP/1.1",
        f"Host: 127.0.0.1:{asked['port']}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Origin: {asked['origin']}",
        f"Cookie: {asked['cookie']}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def main() -> None:
    swarm = Swarm()
    swarm.poll.register(sys.stdin.fileno(), select.EPOLLIN)
    while True:
        if not swarm.turn(0.5):
            continue
        line = sys.stdin.readline()
        if not line:
            return
        asked = json.loads(line)
        match asked.pop("do"):
            case "open":
                answer = swarm.open(**asked)
            case "expect":
                answer = swarm.expect(**asked)
            case _:
                answer = swarm.gather(**asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
