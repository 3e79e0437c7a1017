"""``/healthz/live`` and ``/healthz/ready`` for whoever watches the process.

Answered before the host check, the redirect to https and the session: a probe comes by address
and has none of them. A probe learns which part fails, never why; the log says that.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from supervision import seal_alarm

logger = logging.getLogger(__name__)

LAYER_TIMEOUT_SECONDS = 3
# Told, and no reason to take the process out of service: without a channel layer rooms go by
# ping, and where one sealed text does not open all the others do.
TOLD = frozenset({"channel_layer", "sealed_text"})


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match request.path_info:
            case "/healthz/live":
                return HttpResponse("ok\n", content_type="text/plain")
            case "/healthz/ready":
                return ready()
            case _:
                return self.get_response(request)


def ready() -> JsonResponse:
    parts = {name: _works(name, check) for name, check in CHECKS.items()}
    healthy = all(works for name, works in parts.items() if name not in TOLD)
    body = {"ready": healthy, **{name: "ok" if ok else "failing" for name, ok in parts.items()}}
    return JsonResponse(
        body, status=200 if healthy else 503, headers={"Cache-Control": "no-store"}
    )


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever a driver raises, the answer is "not ready"
        logger.exception("readiness: %s", name)
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@async_to_sync
async def channel_layer_answers() -> bool:
    """A message to ourselves and back: a publish alone would not show a deaf subscriber."""
    layer: Any = get_channel_layer()  # the stubs know no layer's receive
    async with asyncio.timeout(LAYER_TIMEOUT_SECONDS):
        channel = await layer.new_channel("healthz")
        await layer.send(channel, {"type": "healthz"})
        return bool(await layer.receive(channel) == {"type": "healthz"})


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "channel_layer": channel_layer_answers,
    "sealed_text": seal_alarm.is_silent,
}
