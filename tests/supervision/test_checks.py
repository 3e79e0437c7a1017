import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from supervision.asgi import application
from supervision.checks import refusal_to_start
from supervision.ledger import triggers


def found(**how: object) -> set[str | None]:
    messages: Sequence[CheckMessage] = run_checks(include_deployment_checks=True, **how)  # type: ignore[arg-type]
    return {it.id for it in messages if str(it.id).startswith("supervision.")}


def test_the_defaults_are_found_in_order() -> None:
    assert not found() & {"supervision.E001", "supervision.E002", "supervision.W001"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("GUARDIAN_AUTO_PREFETCH", True, "supervision.E001"),
        ("ANONYMOUS_USER_NAME", "AnonymousUser", "supervision.E002"),
        (
            "EMAIL_BACKEND",
            "django.core.mail.backends.console.EmailBackend",
            "supervision.W002",
        ),
    ],
)
def test_a_dangerous_setting_is_found(
    settings: Settings, name: str, value: object, expected: str
) -> None:
    setattr(settings, name, value)

    assert expected in found()


def test_limits_that_each_worker_counts_alone_are_found(settings: Settings) -> None:
    settings.WORKERS, settings.REDIS = 2, None

    assert "supervision.W001" in found()


def test_keys_beside_the_data_are_found(settings: Settings) -> None:
    settings.KEY_RING = settings.DATA_DIR / "keys"

    assert "supervision.W003" in found()


@pytest.mark.django_db(transaction=True)
def test_an_unprotected_ledger_is_found() -> None:
    before = found(databases=["default"])

    triggers.remove(connection)

    assert found(databases=["default"]) - before == {"supervision.E003"}


@pytest.mark.django_db(transaction=True)
def test_no_server_starts_on_an_unprotected_ledger() -> None:
    assert refusal_to_start() == ""

    triggers.remove(connection)

    assert "The ledger can be rewritten" in refusal_to_start()
    with pytest.raises(CommandError, match="The ledger can be rewritten"):
        call_command("serve", "--port", "1")
    assert asyncio.run(_lifespan()) == ["lifespan.startup.failed"]


async def _lifespan() -> list[str]:
    """What the server's entrance answers a server that is about to begin."""
    heard: list[str] = []
    entrance: Any = application

    async def receive() -> dict[str, str]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, str]) -> None:
        heard.append(message["type"])

    await entrance({"type": "lifespan"}, receive, send)
    return heard
