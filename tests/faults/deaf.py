"""A tab that is open and takes nothing: its window frozen, its machine asleep."""

import asyncio
import json
import socket
import time
from pathlib import Path
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.faults.client import SLOW, Tab
from tests.faults.services import HOST

SMALLEST_BUFFER: Final = 4096
OPEN: Final = "01"  # ESTABLISHED, as the kernel lists it


class Deaf:
    """Subscribed from the first event, and from then on it reads nothing until ``hear_out``."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire
        self.port: int = wire.local_address[1]

    async def until_left_alone(self, within: float) -> float:
        """Seconds until the server's side of the connection is open no more."""
        began = time.monotonic()
        while self._held():
            assert time.monotonic() - began < within, "the server still holds it"
            await asyncio.sleep(0.1)
        return time.monotonic() - began

    def _held(self) -> bool:
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        rows = [line.split() for line in lines]
        ours = f":{self.port:04X}"
        return any(row[2].endswith(ours) and row[3] == OPEN for row in rows)

    async def hear_out(self) -> tuple[int, int]:
        """The last number still on its way, and the code of the close; 1006 is a cut."""
        last = 0
        self.wire.transport.resume_reading()
        try:
            async with asyncio.timeout(20):
                while True:
                    last = max(last, json.loads(await self.wire.recv()).get("seq", 0))
        except ConnectionClosed as end:
            return last, end.rcvd.code if end.rcvd else 1006


async def deaf(tab: Tab) -> Deaf:
    origin: Any = tab.site.environment["SUPERVISION_URL"]
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
    held.connect((HOST, tab.port))
    wire = await connect(
        f"ws://{HOST}:{tab.port}/ws/notes/{tab.note}/",
        sock=held,
        origin=origin,
        additional_headers={"Cookie": f"session={tab.session}"},
        compression=None,
        ping_interval=None,
    )
    await wire.send(json.dumps({"type": "subscribe", "since": 0}))
    wire.transport.pause_reading()
    return Deaf(wire)


LEFT_ALONE: Final = (SLOW, 1006)
