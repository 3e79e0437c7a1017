"""A cache that may be away: Redis, and while it does not answer this process's own memory.

What stands in the cache is how often somebody did something and who is in a room: losing that
for a while is no reason to refuse a page. Limits then count in each process by itself.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# How long Redis is left alone after it failed: nobody else waits for it meanwhile.
LEFT_ALONE: Final = 5.0


class ForgivingRedisCache(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        own = {key: value for key, value in params.items() if key != "OPTIONS"}
        self._own = LocMemCache(f"beside {server}", own)
        self._away_until = 0.0

    def _ask(self, name: str, *facts: Any, **named: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), name)(*facts, **named)
            except (RedisError, OSError) as error:
                self._away_until = time.monotonic() + LEFT_ALONE
                logger.warning("Redis is away; this process counts by itself: %r", error)
        return getattr(self._own, name)(*facts, **named)


def _forgiving(name: str) -> Callable[..., Any]:
    def asked(self: ForgivingRedisCache, *facts: Any, **named: Any) -> Any:
        return self._ask(name, *facts, **named)

    asked.__name__ = name
    return asked


for _name in (
    *("add", "get", "set", "touch", "delete", "incr", "decr", "has_key", "clear"),
    *("get_many", "set_many", "delete_many"),
):
    setattr(ForgivingRedisCache, _name, _forgiving(_name))
