"""Each case starts a fresh process, since settings are read once, when it starts."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import json
from supervision import settings
names = [name for name in vars(settings) if name.isupper()]
print(json.dumps({name: str(getattr(settings, name)) for name in names}))
"""
Environment = dict[str, str]


def start(environment: Environment) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def settings_from(environment: Environment) -> dict[str, str]:
    started = start(environment)
    assert started.returncode == 0, started.stderr
    values: dict[str, str] = json.loads(started.stdout)
    return values


@pytest.fixture
def embedded(tmp_path: Path) -> Environment:
    return {"SUPERVISION_DATA": str(tmp_path / "data")}


@pytest.fixture
def production(tmp_path: Path) -> Environment:
    (tmp_path / "ring").mkdir()
    return {
        "SUPERVISION_ENV": "production",
        "SUPERVISION_DATA": str(tmp_path / "data"),
        "SUPERVISION_URL": "https://supervision.example.org",
        "SUPERVISION_SECRET_KEY": "k" * 60,
        "SUPERVISION_KEY_RING": str(tmp_path / "ring"),
    }


def test_an_empty_environment_is_one_process_on_sqlite(embedded: Environment) -> None:
    values = settings_from(embedded)

    data = Path(embedded["SUPERVISION_DATA"])
    assert values["DEBUG"] == "False"
    assert "sqlite3" in values["DATABASES"]
    assert "InMemoryChannelLayer" in values["CHANNEL_LAYERS"]
    assert "console" in values["EMAIL_BACKEND"]
    assert values["SECRET_KEY"] == (data / "secret_key").read_text()
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600


def test_one_address_decides_hosts_cookies_and_origins(production: Environment) -> None:
    values = settings_from(production)

    assert values["ALLOWED_HOSTS"] == "['supervision.example.org']"
    assert values["WEBSOCKET_ORIGINS"] == "['https://supervision.example.org']"
    assert values["CSRF_TRUSTED_ORIGINS"] == "['https://supervision.example.org']"
    assert values["SESSION_COOKIE_NAME"] == "__Host-session"
    assert values["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert values["SESSION_COOKIE_SECURE"] == values["CSRF_COOKIE_SECURE"] == "True"
    assert "wss://supervision.example.org" in values["CONTENT_SECURITY_POLICY"]


def test_services_are_chosen_by_their_addresses(production: Environment) -> None:
    values = settings_from(
        {
            **production,
            "DATABASE_URL": "postgres://db.example/clinic",
            "REDIS_URL": "redis://cache.example:6379/1",
            "SUPERVISION_WORKERS": "4",
            "SUPERVISION_PROCESS": "server",
        }
    )

    assert "django.db.backends.postgresql" in values["DATABASES"]
    assert "pool" in values["DATABASES"]
    assert "RedisPubSubChannelLayer" in values["CHANNEL_LAYERS"]
    assert "RedisCache" in values["CACHES"]
    assert values["LEDGER_SEQUENCER"] == "thread"


def test_a_secret_may_stand_in_a_file(production: Environment, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("f" * 60 + "\n")
    del production["SUPERVISION_SECRET_KEY"]

    values = settings_from({**production, "SUPERVISION_SECRET_KEY_FILE": str(tmp_path / "key")})

    assert values["SECRET_KEY"] == "f" * 60
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SUPERVISION_SECRET_KEY": ""}, "SUPERVISION_SECRET_KEY must hold at least 50"),
        ({"SUPERVISION_SECRET_KEY": "short"}, "SUPERVISION_SECRET_KEY must hold at least 50"),
        ({"SUPERVISION_KEY_RING": ""}, "SUPERVISION_KEY_RING must name the folder"),
        ({"SUPERVISION_KEY_RING": "/nowhere/ring"}, "SUPERVISION_KEY_RING names /nowhere/ring"),
        ({"SUPERVISION_URL": ""}, "SUPERVISION_URL must be set"),
        ({"SUPERVISION_URL": "http://example.org"}, "SUPERVISION_URL must begin with https://"),
        ({"SUPERVISION_DEBUG": "yes"}, "SUPERVISION_DEBUG must be off in production"),
        ({"SUPERVISION_DEMO": "yes"}, "SUPERVISION_DEMO must be off in production"),
        ({"SUPERVISION_WORKERS": "2"}, "DATABASE_URL must name PostgreSQL"),
        (
            {"SUPERVISION_WORKERS": "2", "DATABASE_URL": "postgres:///clinic"},
            "REDIS_URL must be set",
        ),
        ({"WEB_CONCURRENCY": "2"}, "DATABASE_URL must name PostgreSQL"),
        ({"SUPERVISION_ROW_SECURITY": "yes"}, "SUPERVISION_ROW_SECURITY needs PostgreSQL"),
        (
            {"SUPERVISION_SECURITY_CONTACT": "security@example.org"},
            "SUPERVISION_SECURITY_CONTACT must be an address that begins with mailto:",
        ),
        (
            {"SUPERVISION_SECURITY_CONTACT": "mailto:a@example.org\nPolicy: https://b.example"},
            "SUPERVISION_SECURITY_CONTACT must be an address that begins with mailto:",
        ),
        ({"SUPERVISION_BACKUP_DAYS": "0"}, "SUPERVISION_BACKUP_DAYS must be a whole number"),
        ({"SUPERVISION_ENV": "staging"}, "SUPERVISION_ENV must be one of embedded, production"),
    ],
    ids=lambda value: "" if isinstance(value, str) else ",".join(value),
)
def test_production_refuses_to_start_with_one_sentence(
    production: Environment, change: Environment, sentence: str
) -> None:
    refused = start({**production, **change})

    last_line = refused.stderr.strip().splitlines()[-1]
    assert refused.returncode == 1
    assert last_line.startswith(f"django.core.exceptions.ImproperlyConfigured: {sentence}")
