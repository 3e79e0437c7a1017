"""The bell to other processes: it arrives, it holds nobody up, and it may be lost."""

import asyncio
import os
import time
from typing import Any

import pytest
from channels.layers import BaseChannelLayer, get_channel_layer
from django.db import transaction

from supervision import bell

REDIS = os.environ.get("REDIS_URL", "")


@pytest.mark.skipif(not REDIS, reason="REDIS_URL names no Redis")
@pytest.mark.django_db(transaction=True)
def test_another_process_hears_through_redis() -> None:
    """A layer on a loop of its own is what another process is."""

    async def hear() -> tuple[dict[str, Any], float]:
        layer: Any = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add("user.x", channel)
        began = time.perf_counter()
        await asyncio.to_thread(bell.ring, "user.x", {"type": "kick", "user": "x"})
        message = await asyncio.wait_for(layer.receive(channel), 5)
        taken = time.perf_counter() - began
        await layer.flush()
        return message, taken

    message, taken = asyncio.run(hear())

    assert message == {"type": "kick", "user": "x"}
    assert taken < 1


class CountingLayer(BaseChannelLayer):
    sent: list[tuple[str, dict[str, Any]]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(0.05)
        if group == "note.many":  # what earlier tests rang for may still be on its way
            self.sent.append((group, message))


def test_of_bells_that_wait_the_last_is_enough(settings: Any) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.CountingLayer"}}

    began = time.monotonic()
    for seq in range(1, 101):
        bell.ring("note.many", {"type": "bell", "note": "many", "seq": seq})
    rung = time.monotonic() - began
    while not CountingLayer.sent or CountingLayer.sent[-1][1]["seq"] < 100:
        assert time.monotonic() < began + 10
        time.sleep(0.01)

    assert rung < 0.5
    assert len(CountingLayer.sent) < 20


@pytest.mark.django_db(transaction=True)
def test_one_that_cannot_be_heard_fails_no_act(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_group: str, _message: dict[str, Any]) -> None:
        raise ValueError

    bell.hear(broken)
    with transaction.atomic():
        bell.send_on_commit("note.x", {"type": "bell", "note": "x", "seq": 1})
        assert caplog.records == []
    bell.unhear(broken)

    assert "was not heard in this process" in caplog.text
