"""The threads in which sockets ask the database.

Their connections stay open while there is a socket: opening one for each question costs more
than the question. When the last socket is gone they are closed.
"""

import asyncio
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.db import InterfaceError, OperationalError, connection, connections

THREADS: Final = 4
CLOSED_WITHIN: Final = 5.0

Facts = ParamSpec("Facts")
Answer = TypeVar("Answer")


class _Askers:
    """The threads of one event loop, and how many sockets and questions have a use for them."""

    def __init__(self) -> None:
        self.users = 0
        self.threads: ThreadPoolExecutor | None = None

    def pool(self) -> ThreadPoolExecutor:
        if self.threads is None:
            self.threads = ThreadPoolExecutor(THREADS, "asking")
        return self.threads

    def close(self) -> None:
        threads, self.threads = self.threads, None
        if threads is not None:
            everyone = threading.Barrier(THREADS)
            for _ in range(THREADS):
                threads.submit(_close, everyone)
            threads.shutdown(wait=False)


_askers: WeakKeyDictionary[AbstractEventLoop, _Askers] = WeakKeyDictionary()


async def ask(
    question: Callable[Facts, Answer], *facts: Facts.args, **named: Facts.kwargs
) -> Answer:
    """Ask in another thread, so that rooms do not wait for each other. Reads alone: a question
    whose connection turns out to be broken is asked once more."""
    loop = asyncio.get_running_loop()
    asked = partial(question, *facts, **named)
    with asking():  # what is still asked when the last socket is gone leaves nothing open
        return await loop.run_in_executor(_of(loop).pool(), copy_context().run, _answer, asked)


@contextmanager
def asking() -> Iterator[None]:
    """For as long as a socket lives, or a question."""
    askers = _of(asyncio.get_running_loop())
    askers.users += 1
    try:
        yield
    finally:
        askers.users -= 1
        if not askers.users:
            askers.close()


def is_in_use() -> bool:
    """Whether any loop of this process still has a socket or a question."""
    return any(askers.users for askers in list(_askers.values()))


def _of(loop: AbstractEventLoop) -> _Askers:
    return _askers.setdefault(loop, _Askers())


def _answer(asked: Callable[[], Answer]) -> Answer:
    try:
        return asked()
    except (OperationalError, InterfaceError):
        connection.close()
        return asked()


def _close(everyone: Any) -> None:
    """Each thread once: none takes a second turn before all have begun their first."""
    with suppress(threading.BrokenBarrierError):
        everyone.wait(CLOSED_WITHIN)
    connections.close_all()
