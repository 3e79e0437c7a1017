"""Lines that are sent while they are read, also where the server is asynchronous.

Given a plain iterator, Django under ASGI reads all of it before the first byte leaves: a long
export would lie in memory as a whole.
"""

from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Final

from asgiref.sync import sync_to_async

AT_ONCE: Final = 200


def streamed(lines: Iterator[str], request: object) -> Iterator[str] | AsyncIterator[str]:
    """As the server that took this request wants it."""
    return paced(lines) if hasattr(request, "scope") else lines


async def paced(lines: Iterator[str]) -> AsyncIterator[str]:
    """So many lines at a time, read in the thread of the request and its connection."""

    def some() -> str:
        return "".join(islice(lines, AT_ONCE))

    while text := await sync_to_async(some)():
        yield text
