"""Under ASGI the first lines leave before the last are read; elsewhere nothing changes."""

from collections.abc import Iterator

import pytest

from supervision.streams import AT_ONCE, paced, streamed


class Asgi:
    scope = {"type": "http"}


def counted(number: int, read: list[int]) -> Iterator[str]:
    for n in range(number):
        read.append(n)
        yield f"{n}\n"


@pytest.mark.asyncio
async def test_lines_are_read_as_they_are_sent() -> None:
    read: list[int] = []
    sent = paced(counted(3 * AT_ONCE, read))

    first = await anext(sent)

    assert len(read) == AT_ONCE
    rest = [part async for part in sent]
    assert "".join([first, *rest]) == "".join(f"{n}\n" for n in range(3 * AT_ONCE))


@pytest.mark.asyncio
async def test_nothing_to_send_ends_at_once() -> None:
    assert [part async for part in paced(iter([]))] == []


def test_the_server_decides_how() -> None:
    lines = iter(["a"])

    assert streamed(lines, object()) is lines
    assert hasattr(streamed(lines, Asgi()), "__aiter__")
