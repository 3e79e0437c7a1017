"""What an event loop hears: bells of its own process at once, those of others by the layer.

One channel of the channel layer for all rooms of a process. A layer that is down is tried again
and again; meanwhile pings bring what other processes wrote.
"""

import asyncio
import logging
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer

from cases.events import group_of
from supervision import bell

logger = logging.getLogger(__name__)

Hearer = Callable[[dict[str, Any]], None]

ANSWERED_WITHIN: Final = 2.0
TRY_AGAIN: Final = 5.0
# What a room does about this is what it does when it cannot know what it missed.
MISSED: Final = {"type": "kick"}


class Ear:
    """Groups and who is to be told of what rings for them."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._hearers: dict[str, set[Hearer]] = {}
        self._layer: Any = get_channel_layer() if bell.reaches_others() else None
        self._channel = ""
        self._tuning = asyncio.Lock()
        self._tried: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._away = False

    async def listen(self, group: str, hearer: Hearer) -> None:
        """Back as soon as nothing can be missed any more, or the layer is known to be away."""
        if not self._hearers:
            bell.hear(self._from_any_thread)
        new = group not in self._hearers
        self._hearers.setdefault(group, set()).add(hearer)
        if self._layer is None:
            return
        if new:
            self._tried[group] = asyncio.Event()
            self._spawn(self._tune_in(group))
        if not self._away and (tried := self._tried.get(group)):
            with suppress(TimeoutError):
                await asyncio.wait_for(tried.wait(), ANSWERED_WITHIN)

    def forget(self, group: str, hearer: Hearer) -> None:
        hearers = self._hearers.get(group, set())
        hearers.discard(hearer)
        if hearers or group not in self._hearers:
            return
        del self._hearers[group]
        self._tried.pop(group, None)
        if not self._hearers:
            self._close()
        elif self._layer is not None:
            self._spawn(self._tune_out(group))

    def _close(self) -> None:
        """Nobody is in a room any more; whoever comes next gets a new one."""
        bell.unhear(self._from_any_thread)
        for task in self._tasks:
            task.cancel()
        _ears.pop(self._loop, None)

    def _from_any_thread(self, group: str, message: dict[str, Any]) -> None:
        if group in self._hearers:
            with suppress(RuntimeError):  # the loop is closed: nobody is there to hear
                self._loop.call_soon_threadsafe(self._ring, group, message)

    def _ring(self, group: str, message: dict[str, Any]) -> None:
        for hearer in tuple(self._hearers.get(group, ())):
            hearer(message)

    # --- Other processes ---

    async def _tune_in(self, group: str) -> None:
        missed = False
        while group in self._hearers:
            try:
                async with self._tuning, asyncio.timeout(ANSWERED_WITHIN):
                    await self._open()
                    await self._layer.group_add(group, self._channel)
                break
            except Exception as error:  # noqa: BLE001 - each layer fails in its own way
                self._is_away(error)
                missed = True
            self._was_tried(group)
            await asyncio.sleep(TRY_AGAIN)
        self._away = False
        self._was_tried(group)
        if missed:
            self._ring(group, MISSED)

    async def _tune_out(self, group: str) -> None:
        with suppress(Exception):  # a group nobody here asks for rings for nobody
            async with self._tuning, asyncio.timeout(ANSWERED_WITHIN):
                if group not in self._hearers and self._channel:
                    await self._layer.group_discard(group, self._channel)

    async def _open(self) -> None:
        if not self._channel:
            self._channel = await self._layer.new_channel()
            self._spawn(self._receive(self._channel))

    async def _receive(self, channel: str) -> None:
        try:
            while True:
                message = await self._layer.receive(channel)
                if (group := _group_of(message)) is not None:
                    self._ring(group, message)
        except Exception as error:  # noqa: BLE001
            self._is_away(error)
        self._channel = ""
        for group in tuple(self._hearers):
            self._spawn(self._tune_in(group))

    def _is_away(self, error: Exception) -> None:
        if not self._away:
            logger.warning("The channel layer is away; rooms go by ping: %r", error)
        self._away = True

    def _was_tried(self, group: str) -> None:
        if group in self._tried:
            self._tried[group].set()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _group_of(message: dict[str, Any]) -> str | None:
    if "user" in message:
        return bell.group_of_user(message["user"])
    return group_of(message["note"]) if "note" in message else None


_ears: WeakKeyDictionary[AbstractEventLoop, Ear] = WeakKeyDictionary()


def ear() -> Ear:
    """The one of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _ears:
        _ears[loop] = Ear()
    return _ears[loop]
