"""Rings after a commit. What rings carries ids alone, never content.

A bell is a hint: whoever misses it asks again at the next ping. In its own process it is handed
over directly; to other processes a thread carries it through the channel layer, so that no
write waits for one that is slow or down, and one connection is kept open for all of them.
"""

import asyncio
import atexit
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Hearer = Callable[[str, Message], None]

MOST_WAITING: Final = 1000
CARRIED_WITHIN: Final = 2.0

# Who is told of what rings in this process.
hearers: set[Hearer] = set()


def send_on_commit(group: str, message: Mapping[str, Any]) -> None:
    transaction.on_commit(lambda: ring(group, message))


def kick(user_id: UUID) -> None:
    """Ask every socket of this person to check at once whether it may stay."""
    send_on_commit(group_of_user(user_id), {"type": "kick", "user": str(user_id)})


def group_of_user(user_id: UUID) -> str:
    return f"user.{user_id}"


def hear(hearer: Hearer) -> None:
    """Call ``hearer(group, message)`` for what rings in this process, in whatever thread."""
    hearers.add(hearer)


def unhear(hearer: Hearer) -> None:
    hearers.discard(hearer)


def ring(group: str, message: Mapping[str, Any]) -> None:
    """Now: for what is no act and has no commit to wait for. Never fails."""
    for hearer in tuple(hearers):
        try:
            hearer(group, dict(message))
        except Exception:  # an act that was committed has not failed because of its bell
            logger.exception("A bell for %s was not heard in this process.", group)
    if reaches_others():
        _carrier.carry(group, dict(message))


def reaches_others() -> bool:
    """Whether there is a channel layer to other processes."""
    layer = get_channel_layer()
    return layer is not None and not isinstance(layer, InMemoryChannelLayer)


class _Carrier:
    """Takes bells to other processes; of several that wait for one group the last is enough."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[str, Message]] = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def carry(self, group: str, message: Message) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="bell", daemon=True)
                self._thread.start()
                atexit.register(self._finish)
        try:
            self._waiting.put_nowait((group, message))
        except queue.Full:
            logger.warning("Too many bells wait for the channel layer; rooms go by ping.")

    def _work(self) -> None:
        with asyncio.Runner() as runner:  # one loop, and so one connection of the layer
            while True:
                bells = [self._waiting.get()]
                while not self._waiting.empty():
                    bells.append(self._waiting.get_nowait())
                latest = {(group, said["type"]): said for group, said in bells}
                runner.run(_carry_all(latest))
                for _ in bells:
                    self._waiting.task_done()

    def _finish(self) -> None:
        """A command that ends at once has said what it changed."""
        until = time.monotonic() + CARRIED_WITHIN
        while self._waiting.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.01)


async def _carry_all(bells: dict[tuple[str, str], Message]) -> None:
    try:
        layer = get_channel_layer()
        async with asyncio.timeout(CARRIED_WITHIN):
            for (group, _), message in bells.items():
                if layer is not None:
                    await layer.group_send(group, message)
    except Exception as error:  # noqa: BLE001 - each layer fails in its own way
        logger.warning("The channel layer did not take %s bells: %r", len(bells), error)


_carrier = _Carrier()
