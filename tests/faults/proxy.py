"""A bad line between clients and server: it delays, slices, cuts and drops what passes."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from tests.faults.services import HOST

CHUNK: Final = 4096
SLICE: Final = 7
SLICED_AT_MOST: Final = 600


class Proxy:
    """TCP on a port of its own. ``good`` lets everything through; it begins bad."""

    def __init__(self, port: int, *, seed: int) -> None:
        self.port, self.random = port, random.Random(seed)  # noqa: S311 - faults, not secrets
        self.good = False
        self.done: Counter[str] = Counter()
        self._lines: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.done["lines"] += 1
        try:
            there, away = await asyncio.open_connection(HOST, self.port)
        except OSError:
            writer.transport.abort()
            return
        both = [
            asyncio.create_task(self._carry(reader, away)),
            asyncio.create_task(self._carry(there, writer)),
        ]
        self._lines.update(both)
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            self._lines.difference_update(both)
            writer.transport.abort()
            away.transport.abort()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(CHUNK):
                if self.good:
                    sink.write(data)
                    await sink.drain()
                elif not await self._harm(data, sink):
                    return
            await asyncio.sleep(0.05)  # what was written is still on its way

    async def _harm(self, data: bytes, sink: asyncio.StreamWriter) -> bool:
        """Whether the line still holds afterwards."""
        fate = self.random.random()
        if fate < 0.04:
            self.done["cut"] += 1  # in the middle of what is said
            sink.write(data[: self.random.randrange(len(data))])
            await sink.drain()
            return False
        if fate < 0.08:
            self.done["dropped"] += 1  # bytes vanish, and with them the line
            return False
        if fate < 0.25:
            self.done["delayed"] += 1
            await asyncio.sleep(self.random.uniform(0.05, 0.5))
        if fate > 0.75 and len(data) < SLICED_AT_MOST:
            self.done["sliced"] += 1
            for start in range(0, len(data), SLICE):
                sink.write(data[start : start + SLICE])
                await sink.drain()
                await asyncio.sleep(0)
            return True
        sink.write(data)
        await sink.drain()
        return True

    def end(self) -> None:
        for task in self._lines:
            task.cancel()


@asynccontextmanager
async def proxied(port: int, *, seed: int) -> AsyncIterator[tuple[Proxy, int]]:
    proxy = Proxy(port, seed=seed)
    server = await asyncio.start_server(proxy.serve, HOST, 0)
    try:
        yield proxy, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        proxy.end()
