from collections.abc import Sequence

import pytest
from django.core.checks import CheckMessage, run_checks
from django.db import connection
from pytest_django import Settings

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
