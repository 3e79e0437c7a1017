"""A client that keeps to the rules of docs/live.md: a person's tab with a model of the room.

It applies events, ignores a smaller number, asks again on a larger one and takes a snapshot the
second time, comes back after a random pause, and repeats an unanswered write with its op_id.
"""

import asyncio
import contextlib
import json
import random
from collections import Counter
from typing import Any, Final
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.faults.services import HOST
from tests.faults.site import Site

API: Final = "/api/v1/"
CSRF: Final = "a" * 32
ANSWER_WITHIN: Final = 25.0
READ_WITHIN: Final = 90.0
PING_EVERY: Final = 2.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
SLOW: Final = 4408
LOST: Final = (
    OSError,
    EOFError,
    TimeoutError,
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
)
SUPERVISOR, SUPERVISEE = 0, 1


class Unanswered(Exception):
    """Nobody knows whether it was done."""


async def call(
    port: int, session: str, method: str, path: str, body: Any = None
) -> tuple[int, Any]:
    """One request on a connection of its own; an answer that breaks off is none."""
    raw = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {API}{path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n"
        f"Cookie: session={session}; csrf={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            said = await _exchange(port, head.encode() + raw)
        above, _, content = said.partition(b"\r\n\r\n")
        lines = above.decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:])
        if not content or len(content) != int(fields["content-length"]):
            raise Unanswered
        status = int(lines[0].split()[1])
    except (OSError, TimeoutError, ValueError, KeyError, IndexError) as error:
        raise Unanswered from error
    if status >= 500:
        raise Unanswered
    return status, json.loads(content)


async def _exchange(port: int, said: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(said)
        await writer.drain()
        return await reader.read()
    finally:
        writer.transport.abort()


async def read(port: int, session: str, path: str) -> Any:
    """Reading is repeated until it is answered, and not for ever."""
    async with asyncio.timeout(READ_WITHIN):
        while True:
            with contextlib.suppress(Unanswered):
                status, said = await call(port, session, "GET", path)
                assert status == 200, (path, status, said)
                return said
            await asyncio.sleep(random.uniform(SHORTEST_PAUSE, 1))  # noqa: S311 - spreads clients


def contents(snapshot: Any) -> dict[str, dict[str, Any]]:
    """Every annotation of a snapshot by its id, replies beside their threads.

    ``here`` is left out: the view of one version, made of ``places``, which events hold too.
    """
    every = [one for item in snapshot["items"] for one in (item, *item["replies"])]
    return {
        one["id"]: {k: v for k, v in one.items() if k not in ("note", "replies", "here")}
        for one in every
    }


class Tab:
    def __init__(
        self, site: Site, note: str, person: int, *, port: int = 0, writes: bool = True
    ) -> None:
        self.site, self.note, self.person = site, note, person
        self.session = site.people[person]
        self.port = port or site.port
        self.writes = writes
        self.more, self.longest_pause = "", 1.2
        self.model: dict[str, dict[str, Any]] = {}
        self.last = 0
        self.acknowledged = site.acknowledged.setdefault(note, {})
        self.done: Counter[str] = Counter()
        self.random = random.Random(uuid4().int)  # noqa: S311 - spreads clients
        self._asked = False
        self._attempts = 0

    # --- Writing ---

    async def write_until(self, over: asyncio.Event) -> None:
        while self.writes and not over.is_set():
            await self.write()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), self.random.uniform(0, self.longest_pause))

    async def write(self) -> None:
        """A thread or a reply; now and then sent twice at once, as an impatient hand does."""
        op_id = str(uuid4())
        self.done["writes"] += 1
        body = {"op_id": op_id, "number": 1, "body": f"said {op_id}{self.more}", **self._what()}
        if self.random.random() < 0.2:
            self.done["sent twice"] += 1
            both = await asyncio.gather(self._send(body), self._send(body))
            assert both[0] == both[1], both
        else:
            await self._send(body)

    def _what(self) -> dict[str, Any]:
        threads = [key for key, one in self.model.items() if one["parent"] is None]
        if threads and self.random.random() < 0.3:
            act = "supervisee_reply" if self.person == SUPERVISEE else "reflection"
            return {"act": act, "parent": self.random.choice(threads)}
        return {"act": "question", "start": 0, "end": self.random.randint(1, 9)}

    async def _send(self, body: dict[str, Any]) -> str:
        while True:
            try:
                said = await call(
                    self.port, self.session, "POST", f"notes/{self.note}/annotations/", body
                )
            except Unanswered:
                self.done["repeated"] += 1
                await asyncio.sleep(self.random.uniform(SHORTEST_PAUSE, 1))
                continue
            assert said[0] == 201, said
            made: str = said[1]["id"]
            assert self.acknowledged.setdefault(body["op_id"], made) == made
            return made

    # --- Following ---

    async def follow(self) -> None:
        """Until cancelled; it never gives up, but for a refusal."""
        address = f"ws://{HOST}:{self.port}/ws/notes/{self.note}/"
        headers = {"Cookie": f"session={self.session}"}
        origin: Any = self.site.environment["SUPERVISION_URL"]
        while True:
            try:
                async with connect(
                    address,
                    origin=origin,
                    additional_headers=headers,
                    open_timeout=10,
                    close_timeout=0.5,
                    ping_interval=None,
                ) as wire:
                    await self._listen(wire)
            except LOST as error:
                self._check_end(error)
            self.done["reconnects"] += 1
            longest = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (self._attempts + 1))
            self._attempts += 1
            await asyncio.sleep(self.random.uniform(SHORTEST_PAUSE, longest))

    def _check_end(self, error: BaseException) -> None:
        if isinstance(error, ConnectionClosed) and error.rcvd:
            code = error.rcvd.code
            assert code == SLOW or not 4400 <= code < 4500, f"refused with {code}"

    async def _listen(self, wire: ClientConnection) -> None:
        self._asked = False
        await self._subscribe(wire)
        while True:
            try:
                said = await asyncio.wait_for(wire.recv(), PING_EVERY)
            except TimeoutError:  # silence: ask, and take a line that stays silent as cut
                await wire.send(json.dumps({"type": "ping", "last": self.last}))
                said = await asyncio.wait_for(wire.recv(), 10)
            await self._hear(wire, json.loads(said))

    async def _hear(self, wire: ClientConnection, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "event":
                await self._hear_event(wire, frame)
            case "caught_up":
                self._attempts, self._asked = 0, False
                if frame["seq"] > self.last:
                    await self._ask_again(wire)
            case "pong" if frame["head"] > self.last:
                await self._ask_again(wire)
            case "resync":
                await self._start_anew(wire)
            case "revoked":
                msg = "access did not end"
                raise AssertionError(msg)

    async def _hear_event(self, wire: ClientConnection, frame: dict[str, Any]) -> None:
        if frame["seq"] <= self.last:
            self.done["smaller"] += 1
        elif frame["seq"] > self.last + 1:
            await self._ask_again(wire)
        else:
            self.last, self._asked = frame["seq"], False
            self.apply(frame)

    def apply(self, frame: dict[str, Any]) -> None:
        """A frame shows its annotation as it is when it is sent: never take an older one."""
        self.done["events"] += 1
        one = frame.get("annotation")
        if one and one["version"] >= self.model.get(one["id"], one)["version"]:
            self.model[one["id"]] = one

    async def _ask_again(self, wire: ClientConnection) -> None:
        self.done["asked again"] += 1
        if self._asked:
            await self._start_anew(wire)
        else:
            self._asked = True
            await self._subscribe(wire)

    async def _start_anew(self, wire: ClientConnection) -> None:
        self.done["snapshots"] += 1
        self._asked = False
        await self.take_snapshot()
        await self._subscribe(wire)

    async def take_snapshot(self) -> None:
        said = await read(self.port, self.session, f"notes/{self.note}/annotations/")
        self.model, self.last = contents(said), said["seq"]

    async def _subscribe(self, wire: ClientConnection) -> None:
        await wire.send(json.dumps({"type": "subscribe", "since": self.last}))
