"""The way out to one socket: in order, bounded, and nobody else waits for it."""

import asyncio
from collections import deque
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from websockets.frames import Frame, Opcode

from supervision.wire import READY_FRAMES

QUEUE: Final = 256
SEND_WITHIN: Final = 10.0
CLOSE_WITHIN: Final = 1.0
SLOW: Final = 4408


class Batch:
    """Frames that go out together, and their bytes, made once for whoever gets them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)

    @cached_property
    def wire(self) -> bytes:
        made = (Frame(Opcode.TEXT, text.encode()) for text in self.texts)
        return b"".join(frame.serialize(mask=False) for frame in made)


class Line:
    """Writes at once while the socket takes what it is given; else lets it wait a while."""

    def __init__(self, scope: Any, send: Any) -> None:
        ready = scope.get("extensions", {}).get(READY_FRAMES, {})
        self._write = ready.get("write")
        self._cut = ready.get("cut")
        self._send = send
        self._waiting: deque[str] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.over = False

    def put(self, batch: Batch) -> bool:
        """False when it is over, also because this was more than it holds."""
        if self.over:
            return False
        if self._writer is None and self._write is not None and self._write(batch.wire):
            return True
        if len(self._waiting) + len(batch.texts) > QUEUE:
            self.close(SLOW)
            return False
        self._waiting.extend(batch.texts)
        if self._writer is None:
            self._quiet.clear()
            self._writer = asyncio.create_task(self._drain())
        return True

    async def quiet(self) -> None:
        """Until nothing waits any more, because it went out or because it is over."""
        await self._quiet.wait()

    def close(self, code: int, *last_words: str) -> None:
        """What waits is no longer meant for this socket."""
        if self._closing is None:
            self.stop()
            self._closing = asyncio.create_task(self._say_goodbye(code, last_words))

    def stop(self) -> None:
        """Nothing more goes out; whoever waits for it goes on."""
        self.over = True
        self._waiting.clear()
        if self._writer is not None:
            self._writer.cancel()
        self._quiet.set()

    async def _drain(self) -> None:
        try:
            while self._waiting:
                async with asyncio.timeout(SEND_WITHIN):
                    text = self._waiting.popleft()
                    await self._send({"type": "websocket.send", "text": text})
        except TimeoutError:
            self._writer = None
            self.close(SLOW)
        except (OSError, RuntimeError):  # it is gone; the disconnect is on its way
            self._writer = None
            self.stop()
        else:
            self._writer = None
            self._quiet.set()

    async def _say_goodbye(self, code: int, last_words: Iterable[str]) -> None:
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                for text in last_words:
                    await self._send({"type": "websocket.send", "text": text})
                await self._send({"type": "websocket.close", "code": code})
        except TimeoutError:
            if self._cut is not None:
                self._cut()
        except (OSError, RuntimeError):
            pass
