"""A session ends after a warning; what others do, or a page asks by itself, is no work."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from supervision.models import User
from tests.factories_cases import make_room, make_world
from tests.frontend.browsing import as_
from tests.live import opened, serving

pytestmark = pytest.mark.django_db

ALONE = {"X-Unattended": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def client() -> Client:
    return as_(User.objects.create_user(email="ada@example.org", display_name="Ada"))


def told(answer: Any) -> int:
    """What the page tells its script."""
    found = re.search(r'data-session-left-value="(\d+)"', answer.content.decode())
    assert found
    return int(found[1])


def test_each_page_says_how_long_its_session_has(client: Client) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        fresh = told(client.get("/settings/"))
    with time_machine.travel(now + MINUTE / 2, tick=False):
        again = told(client.get("/settings/"))

    assert fresh == settings.SESSION_IDLE_AGE.total_seconds()
    assert again == fresh - 30, "work is noted once in a minute"
    assert "data-session-left-value" not in Client().get("/accounts/login/").content.decode()


def test_to_look_does_not_keep_it_and_to_stay_does(client: Client) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.get("/settings/")
    with time_machine.travel(now + 28 * MINUTE, tick=False):
        looked = client.get("/session/", headers=ALONE).json()
        again = client.get("/session/", headers=ALONE).json()
        stayed = client.post("/session/").json()

    assert looked == again == {"left": 120, "extends": True}
    assert stayed == {"left": 1800, "extends": True}


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(client: Client) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.get("/settings/")
    for minutes in range(1, 30, 4):
        with time_machine.travel(now + minutes * MINUTE, tick=False):
            assert client.get("/session/", headers=ALONE).status_code == 200

    with time_machine.travel(now + settings.SESSION_IDLE_AGE, tick=False):
        answer = client.get("/session/", headers=ALONE)

    assert answer.status_code == 302
    assert not get_user(client).is_authenticated


def test_a_full_day_is_not_made_longer_by_staying(client: Client) -> None:
    now = timezone.now()
    steps = int(settings.SESSION_ABSOLUTE_AGE / (20 * MINUTE))
    for step in range(steps):
        with time_machine.travel(now + step * 20 * MINUTE, tick=False):
            client.get("/settings/")

    with time_machine.travel(now + settings.SESSION_ABSOLUTE_AGE - 2 * MINUTE, tick=False):
        stayed = client.post("/session/").json()
    with time_machine.travel(now + settings.SESSION_ABSOLUTE_AGE, tick=False):
        over = client.post("/session/")

    assert stayed == {"left": 120, "extends": False}
    assert over.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_an_open_socket_is_no_work() -> None:
    world = make_world()
    version = make_room(world)
    client = as_(world.supervisor)
    client.get("/settings/")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    before = client.session.get("session_seen")

    with serving() as port, opened(port, version.note_id, session) as socket:
        socket.follow()
        with time_machine.travel(timezone.now() + 20 * MINUTE):
            socket.say("ping", last=0)
            socket.hear("pong")
        seen = client.session.get("session_seen")
        with time_machine.travel(timezone.now() + settings.SESSION_IDLE_AGE):
            socket.let_it_look()
            code = socket.closed()

    assert seen == before
    assert code == 4401


def test_one_s_own_sessions_are_listed_and_the_others_ended() -> None:
    user = User.objects.create_user(
        email="ada@example.org", display_name="Ada", password="eleven old grey donkeys"
    )
    here, there = Client(HTTP_USER_AGENT="Desk"), Client(HTTP_USER_AGENT="Phone")
    for each in (here, there):
        said = {"login": user.email, "password": "eleven old grey donkeys"}
        each.post("/accounts/login/", said)
        each.get("/settings/")

    listed = here.get("/accounts/sessions/").content.decode()
    here.post("/accounts/sessions/")

    assert "Desk" in listed
    assert "Phone" in listed
    assert get_user(here).is_authenticated
    assert not get_user(there).is_authenticated
