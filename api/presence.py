"""Who is in a room: seen by everybody in it, and forgotten by itself.

One key per person and note in the cache, so that several processes know of each other. A cache
that is down is no reason to close a room: then each process knows its own people alone.
"""

import logging
from collections.abc import Callable, Iterable
from time import time
from typing import Final, TypeVar
from uuid import UUID

from django.core.cache import cache

logger = logging.getLogger(__name__)

KEPT: Final = 45
TYPING: Final = 5

Answer = TypeVar("Answer")


def enter(note_id: UUID, user_id: UUID, *, typing: bool = False) -> None:
    until = time() + TYPING if typing else 0.0
    _try(lambda: cache.set(_key(note_id, user_id), until, KEPT), None)


def keep(note_id: UUID, user_id: UUID) -> None:
    """Stay as one is: every ping of a socket, and whenever another process asks who is here."""
    key = _key(note_id, user_id)
    _try(lambda: cache.touch(key, KEPT) or cache.add(key, 0.0, KEPT), None)


def leave(note_id: UUID, user_id: UUID) -> None:
    _try(lambda: cache.delete(_key(note_id, user_id)), None)


def present(note_id: UUID, user_ids: Iterable[UUID]) -> dict[UUID, bool]:
    """Who of these is in the room, in this process or another, and whether they are typing."""
    keys = {_key(note_id, user_id): user_id for user_id in user_ids}
    found: dict[str, float] = _try(lambda: cache.get_many(keys), {})
    now = time()
    return {keys[key]: until > now for key, until in found.items()}


def _key(note_id: UUID, user_id: UUID) -> str:
    return f"presence.{note_id}.{user_id}"


def _try(ask: Callable[[], Answer], otherwise: Answer) -> Answer:
    try:
        return ask()
    except Exception:  # noqa: BLE001 - each cache fails in its own way
        logger.warning("The cache did not answer; presence is known in this process alone.")
        return otherwise
