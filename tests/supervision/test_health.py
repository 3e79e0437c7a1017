import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from supervision import seal_alarm

READY = {
    "ready": True,
    "database": "ok",
    "migrations": "ok",
    "channel_layer": "ok",
    "sealed_text": "ok",
}


@pytest.fixture(autouse=True)
def _silent() -> None:
    seal_alarm.silence()


def test_a_live_process_says_so_without_the_database(client: Client) -> None:
    answer = client.get("/healthz/live")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db(transaction=True)
def test_a_ready_process_names_its_parts(client: Client) -> None:
    answer = client.get("/healthz/ready")

    assert (answer.status_code, answer.json()) == (200, READY)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_a_probe_may_come_by_any_address_and_without_https(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/healthz/ready", headers={"host": "10.1.2.3:8000"})

    assert answer.status_code == 200


@pytest.mark.django_db
def test_an_unapplied_migration_is_not_ready(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("sessions", "0001_initial")

    answer = client.get("/healthz/ready")

    assert (answer.status_code, answer.json()) == (
        503,
        {**READY, "ready": False, "migrations": "failing"},
    )


def test_a_database_that_does_not_answer_is_not_ready(client: Client) -> None:
    """pytest-django blocks the database here, which is a real refusal to connect."""
    answer = client.get("/healthz/ready")

    assert (answer.status_code, answer.json()) == (
        503,
        READY | {"ready": False, "database": "failing", "migrations": "failing"},
    )


@pytest.mark.django_db(transaction=True)
def test_a_dead_channel_layer_is_named_and_takes_nothing_out_of_service(
    client: Client, settings: Settings
) -> None:
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},  # nothing listens on port 1
        }
    }

    answer = client.get("/healthz/ready")

    assert (answer.status_code, answer.json()) == (200, {**READY, "channel_layer": "failing"})
