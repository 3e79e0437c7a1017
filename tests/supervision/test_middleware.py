from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from supervision.middleware import PERMISSIONS_POLICY
from supervision.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(User.objects.create_user(email="ada@example.org", display_name="Ada"))
    return client


def is_signed_in(client: Client) -> bool:
    client.get("/nowhere/")
    return get_user(client).is_authenticated


def test_every_answer_is_private_and_closed(client: Client) -> None:
    answer = client.get("/accounts/login/")

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Permissions-Policy"] == PERMISSIONS_POLICY
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_page_is_closed_to_who_is_not_signed_in(client: Client) -> None:
    answer = client.get("/accounts/password/change/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_work_keeps_a_session_alive(signed_in: Client) -> None:
    step = settings.SESSION_IDLE_AGE - timedelta(minutes=1)
    now = timezone.now()

    for times in range(4):
        with time_machine.travel(now + times * step, tick=False):
            assert is_signed_in(signed_in)


def test_an_idle_session_ends(signed_in: Client) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert is_signed_in(signed_in)

    with time_machine.travel(now + settings.SESSION_IDLE_AGE, tick=False):
        assert not is_signed_in(signed_in)


def test_a_session_ends_however_busy_it_is(signed_in: Client) -> None:
    now = timezone.now()
    step = settings.SESSION_IDLE_AGE / 2
    steps = int(settings.SESSION_ABSOLUTE_AGE / step)

    for times in range(steps):
        with time_machine.travel(now + times * step, tick=False):
            assert is_signed_in(signed_in)

    with time_machine.travel(now + steps * step, tick=False):
        assert not is_signed_in(signed_in)


def test_reading_twice_in_a_minute_writes_the_session_once(signed_in: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        is_signed_in(signed_in)

        with CaptureQueriesContext(connection) as queries:
            signed_in.get("/nowhere/")

    assert [it["sql"] for it in queries if not it["sql"].startswith("SELECT")] == []
