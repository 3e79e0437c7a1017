"""Redis is away: no page fails, limits hold in this process, presence is known in it alone."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from api import presence
from tests.api.clients import signed_in
from tests.factories_cases import World, make_room

BACKEND = "supervision.caches.ForgivingRedisCache"
OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}


@pytest.fixture(params=["refuses", "hangs"])
def no_redis(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """A port at which nobody listens, or somebody who never answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        if request.param == "hangs":
            held.listen()
        port = held.getsockname()[1]
        address = f"redis://127.0.0.1:{port}/0"
        settings.CACHES = {
            "default": {"BACKEND": BACKEND, "LOCATION": address, "OPTIONS": OPTIONS}
        }
        settings.CHANNEL_LAYERS = {
            "default": {
                "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
                "CONFIG": {"hosts": [address]},
            }
        }
        yield


def test_what_one_puts_in_is_there_and_redis_is_left_alone_for_a_while(no_redis: None) -> None:
    began = time.monotonic()
    cache.set("a", 1, 60)
    for _ in range(50):
        cache.incr("a")
    found = cache.get_many(["a", "b"])

    assert found == {"a": 51}
    assert (cache.add("a", 2), cache.touch("a", 60), cache.delete("a")) == (False, True, True)
    assert cache.get("a", "nothing") == "nothing"
    assert time.monotonic() - began < 3


@pytest.mark.django_db(transaction=True)
def test_pages_signing_in_and_writes_go_on(no_redis: None, world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "5/m/ip", "login_failed": "10/m/ip,5/5m/key"}
    version = make_room(world)
    browser = Client()
    sign_in = {"login": world.supervisor.email, "password": "a long enough password"}
    body = {"number": 1, "act": "question", "body": "Whose wish was that?"}
    url = f"/api/v1/notes/{version.note_id}/annotations/"

    began = time.monotonic()
    door = browser.post(reverse("account_login"), sign_in)
    page = browser.get(reverse("room", args=[version.note_id]))
    written = signed_in(world.supervisor).post(url, body, format="json")
    read = signed_in(world.supervisee).get(url)

    assert [door.status_code, page.status_code] == [302, 200]
    assert [written.status_code, read.status_code] == [201, 200]
    assert time.monotonic() - began < 10
    presence.enter(version.note_id, world.supervisor.pk)
    assert presence.present(version.note_id, [world.supervisor.pk]) != {}


def test_limits_still_count(no_redis: None, settings: Any) -> None:
    """Somebody who guesses passwords has no better day because of it."""
    cache.set("limit", 0, 60)

    assert [cache.incr("limit") for _ in range(3)] == [1, 2, 3]
