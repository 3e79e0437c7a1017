"""The threads in which sockets ask: their connections end with the last who needs them."""

import asyncio
import time

import pytest
from django.db import connection

from api.asking import ask, asking
from supervision.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def _connection_of_this_thread() -> object:
    User.objects.count()
    return connection.connection


def _is_closed(kept: object) -> bool:
    closed = getattr(kept, "closed", None)
    if closed is not None:
        return bool(closed)
    try:
        kept.cursor()  # type: ignore[attr-defined]  # SQLite's own connection tells by refusing
    except Exception:  # noqa: BLE001
        return True
    return False


def _in_time(kept: object) -> bool:
    until = time.monotonic() + 5
    while not _is_closed(kept) and time.monotonic() < until:
        time.sleep(0.01)
    return _is_closed(kept)


def test_a_question_after_the_last_socket_leaves_no_connection_open() -> None:
    async def work() -> tuple[object, bool, object]:
        with asking():
            first = await ask(_connection_of_this_thread)
            held = not _is_closed(first)
        return first, held, await ask(_connection_of_this_thread)

    first, held, late = asyncio.run(work())

    assert held
    assert _in_time(first)
    assert _in_time(late)
