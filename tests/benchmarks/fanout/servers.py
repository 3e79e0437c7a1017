"""The servers that are compared, each a process: ``python -m … servers KIND PORT``.

``room`` is ours. ``bare`` is the least one can do in Python, a broadcast of the websockets
library; ``group`` is what the manual of channels shows, a group_send to one consumer a socket.
Each publishes by itself, when its standard input says so, and answers with when it did.
"""

import asyncio
import itertools
import json
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

PADDING: Final = "x" * 600  # as long as an event of a room
Publish = Callable[[int], Awaitable[float]]


def said(seq: int) -> str:
    return json.dumps({"type": "event", "seq": seq, "text": PADDING}, separators=(",", ":"))


def resident_kb() -> int:
    with open("/proc/self/statm") as pages:  # noqa: PTH123 - not a file on a disk
        return int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


async def pace(publish: Publish, count: int, per_second: float) -> list[tuple[int, int, float]]:
    """``count`` events at their times, whatever each takes; when each was published."""
    began, times = time.perf_counter(), []
    for number in range(count):
        wait = began + number / per_second - time.perf_counter()
        await asyncio.sleep(max(0.0, wait))
        times.append((0, number + 1, await publish(number + 1)))
    return times


async def flood(publish: Publish, count: int) -> float:
    """``count`` events as fast as they go; when the first was published."""
    began = time.perf_counter()
    for number in range(count):
        await publish(number + 1)
        await asyncio.sleep(0)
    return began


async def obey(publish: Publish) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        match asked:
            case {"do": "pace", "count": count, "per_second": per_second}:
                answer: Any = {"times": await pace(publish, count, per_second)}
            case {"do": "flood", "count": count}:
                answer = {"began": await flood(publish, count)}
            case _:
                answer = {"resident_kb": resident_kb()}
        reply(answer)


def reply(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


async def bare(port: int) -> None:
    from websockets.asyncio.server import ServerConnection, broadcast, serve  # noqa: PLC0415

    everybody: set[ServerConnection] = set()

    async def stay(connection: ServerConnection) -> None:
        everybody.add(connection)
        try:
            await connection.wait_closed()
        finally:
            everybody.discard(connection)

    async def publish(seq: int) -> float:
        now = time.perf_counter()
        broadcast(everybody, said(seq))
        return now

    async with serve(stay, "127.0.0.1", port, compression=None):
        reply({"port": port})
        await obey(publish)


async def group(port: int, redis: str) -> None:
    from django.conf import settings  # noqa: PLC0415

    redis_layer = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [redis], "prefix": f"bench{os.getppid()}"},
    }
    memory = {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        "CONFIG": {"capacity": 100_000},
    }
    settings.configure(CHANNEL_LAYERS={"default": redis_layer if redis else memory})
    from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: PLC0415
    from channels.layers import get_channel_layer  # noqa: PLC0415

    class Hearer(AsyncWebsocketConsumer):
        groups = ["all"]

        async def said(self, message: dict[str, str]) -> None:
            await self.send(text_data=message["text"])

    layer: Any = get_channel_layer()

    async def publish(seq: int) -> float:
        now = time.perf_counter()
        await layer.group_send("all", {"type": "said", "text": said(seq)})
        return now

    await _uvicorn(
        Hearer.as_asgi(), port, publish, ws="websockets-sansio", ws_per_message_deflate=False
    )


async def _uvicorn(app: Any, port: int, publish: Publish | None, **options: Any) -> None:
    import uvicorn  # noqa: PLC0415

    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", **(options | {"lifespan": "off"})
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells no one
        await asyncio.sleep(0.02)
    reply({"port": port})
    await (obey(publish) if publish else asyncio.to_thread(_obey_room))
    server.should_exit = True
    await serving


async def room(port: int) -> None:
    """The product as it is installed, but for the number of windows a person may have open."""
    os.environ["SUPERVISION_PROCESS"] = "server"
    from supervision.asgi import application  # noqa: PLC0415
    from supervision.server import OPTIONS  # noqa: PLC0415

    _lift_limits()
    options = {k: v for k, v in OPTIONS.items() if k not in ("app", "log_config")}
    await _uvicorn(application, port, None, **options)


def _lift_limits() -> None:
    from api import rooms  # noqa: PLC0415

    for name in ("SOCKETS_OF_ONE", "SOCKETS_OF_PERSON", "SOCKETS_OF_NOTE"):
        setattr(rooms, name, 10_000)


def _obey_room() -> None:
    """Writes in threads of its own, as requests do."""
    for line in sys.stdin:
        asked = json.loads(line)
        match asked:
            case {"do": "pace"}:
                answer: Any = {"times": _paced_acts(asked)}
            case {"do": "flood"}:
                answer = {"began": _ring_for(UUID(asked["note"]), asked["seq"])}
            case {"do": "write", "seconds": seconds}:
                answer = {"written": _write_at_full_speed(asked, seconds)}
            case _:
                answer = {"resident_kb": resident_kb()}
        reply(answer)


def _ring_for(note_id: UUID, seq: int) -> float:
    """The bell alone: what it rings for was committed before."""
    from cases.events import group_of  # noqa: PLC0415
    from supervision import bell  # noqa: PLC0415

    began = time.perf_counter()
    bell.send_on_commit(group_of(note_id), {"type": "bell", "note": str(note_id), "seq": seq})
    return began


def _paced_acts(asked: dict[str, Any]) -> list[tuple[int, int, float]]:
    """Annotations by the action itself; the moment after each one's commit."""
    count, per_second = asked["count"], asked["per_second"]
    notes, by = itertools.cycle(enumerate(asked["notes"])), _person(asked["by"])
    times: list[tuple[int, int, float]] = []

    def work() -> None:
        began = time.perf_counter()
        for number, (place, note) in zip(range(count), notes, strict=False):
            time.sleep(max(0.0, began + number / per_second - time.perf_counter()))
            times.append((place, *_annotate(UUID(note), by)))

    _in_thread(work)
    return times


def _write_at_full_speed(asked: dict[str, Any], seconds: float) -> int:
    written: list[tuple[int, float]] = []
    by = _person(asked["by"])

    def work() -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            written.append(_annotate(UUID(asked["notes"][0]), by))

    _in_thread(work)
    return len(written)


def _annotate(note_id: UUID, by: Any) -> tuple[int, float]:
    from django.db import transaction  # noqa: PLC0415

    from cases.actions import annotations  # noqa: PLC0415

    committed: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        made = annotations.annotate(
            note_id=note_id,
            number=1,
            act="question",
            body="What made you say that, and what did you leave out?",
            start=0,
            end=8,
            by=by,
        )
    return made.note.last_seq, committed[0]


def _person(pk: str) -> Any:
    from supervision.models import User  # noqa: PLC0415

    return User.objects.get(pk=pk)


def _in_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


if __name__ == "__main__":
    kind, port_asked = sys.argv[1], int(sys.argv[2])
    match kind:
        case "bare":
            asyncio.run(bare(port_asked))
        case "group":
            asyncio.run(group(port_asked, os.environ.get("REDIS_URL", "")))
        case _:
            asyncio.run(room(port_asked))
    os._exit(0)
