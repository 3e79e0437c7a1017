import contextlib
import multiprocessing
import os
import socket
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from supervision import env


def test_a_value_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACE", "Vienna")

    assert env.text("PLACE", "Graz") == "Vienna"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACE", "")

    assert env.text("PLACE", "Graz") == "Graz"


def test_a_value_is_read_from_the_file_its_variable_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "place").write_text("Vienna\n")
    monkeypatch.setenv("PLACE_FILE", str(tmp_path / "place"))

    assert env.text("PLACE") == "Vienna"


def test_two_sources_for_one_value_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLACE", "Vienna")
    monkeypatch.setenv("PLACE_FILE", str(tmp_path / "place"))

    with pytest.raises(ImproperlyConfigured, match=r"^PLACE and PLACE_FILE are both set"):
        env.text("PLACE")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not text"])
def test_a_file_that_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "place").write_bytes(content)
    monkeypatch.setenv("PLACE_FILE", str(tmp_path / "place"))

    with pytest.raises(ImproperlyConfigured, match=r"^PLACE cannot be read"):
        env.text("PLACE")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("yes", True), ("1", True), ("TRUE", True), ("off", False), ("0", False)],
)
def test_a_flag_has_several_spellings(
    monkeypatch: pytest.MonkeyPatch, value: str, *, expected: bool
) -> None:
    monkeypatch.setenv("SWITCH", value)

    assert env.flag("SWITCH") is expected


def test_a_flag_refuses_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", "perhaps")

    with pytest.raises(ImproperlyConfigured, match=r"^SWITCH must be yes or no, not 'perhaps'"):
        env.flag("SWITCH")


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "٣"])
def test_a_number_refuses_what_it_is_not(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("COUNT", value)

    with pytest.raises(ImproperlyConfigured, match=r"^COUNT must be a whole number"):
        env.number("COUNT", 1, at_least=1)


def test_a_choice_names_what_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "staging")

    with pytest.raises(
        ImproperlyConfigured, match=r"^MODE must be one of embedded, production"
    ):
        env.choice("MODE", "embedded", among=("embedded", "production"))


def test_a_directory_is_not_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    monkeypatch.setenv("FOLDER", str(tmp_path / "data"))

    with pytest.raises(ImproperlyConfigured, match=r"^FOLDER names .* not a directory"):
        env.directory("FOLDER", tmp_path)


@pytest.mark.parametrize("value", ["mysql://u:hunter2@h/db", "postgres://u:hunter2@h:99999/db"])
def test_a_refused_address_does_not_show_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)

    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL must") as refusal:
        env.database("DATABASE_URL", default=tmp_path / "db", pool=False)

    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "value",
    [
        "example.org",
        "https://",
        "https://example.org/path",
        "https://me@example.org",
        "ftp://x",
    ],
)
def test_an_origin_is_scheme_host_and_port(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SITE", value)

    with pytest.raises(ImproperlyConfigured, match=r"^SITE must be"):
        env.origin("SITE")


def test_no_database_address_is_sqlite_with_waiting_writers(tmp_path: Path) -> None:
    assert env.database("DATABASE_URL_UNSET", default=tmp_path / "x", pool=True) == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "x",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
        },
    }


def test_a_sqlite_address_with_four_slashes_is_absolute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/a%20b.sqlite3")

    settings = env.database("DATABASE_URL", default=tmp_path / "x", pool=False)

    assert settings["NAME"] == tmp_path / "a b.sqlite3"


def test_a_postgresql_address_is_decoded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgres://us%40er:p%2Fw@db.example:6432/clinic?sslmode=verify-full"
    )

    assert env.database("DATABASE_URL", default=tmp_path / "x", pool=True) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "clinic",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6432",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"sslmode": "verify-full", "pool": {"min_size": 2, "max_size": 20}},
    }


def test_a_mail_address_names_server_and_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL", "smtps://clinic:s3cret@mail.example.org")

    assert env.mail("MAIL") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 465,
        "EMAIL_HOST_USER": "clinic",
        "EMAIL_HOST_PASSWORD": "s3cret",
        "EMAIL_USE_SSL": True,
        "EMAIL_USE_TLS": False,
        "EMAIL_TIMEOUT": 20,
    }


def test_a_kept_secret_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret_key"

    first, second = env.kept_secret(path), env.kept_secret(path)

    assert first == second
    assert len(first) >= env.SECRET_LENGTH
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_together_keep_one_secret(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        secrets = pool.map(env.kept_secret, [tmp_path / "secret_key"] * 16)

    assert len(set(secrets)) == 1


@pytest.fixture
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "SUPERVISION_DATA",
        "SUPERVISION_DEMO",
        "SUPERVISION_URL",
        "SUPERVISION_PROCESS",
    ):
        monkeypatch.setenv(name, "before")
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("_own_environment")
def test_the_demo_is_a_server_on_the_loopback_address() -> None:
    env.prepare(["manage.py", "demo", "--port", "8123", "--data=/somewhere"])

    assert os.environ["SUPERVISION_DEMO"] == "yes"
    assert os.environ["SUPERVISION_URL"] == "http://127.0.0.1:8123"
    assert os.environ["SUPERVISION_DATA"] == "/somewhere"
    assert os.environ["SUPERVISION_PROCESS"] == "server"


@pytest.mark.usefixtures("_own_environment")
def test_port_zero_finds_a_free_port() -> None:
    env.prepare(["manage.py", "demo", "--port", "0"])

    assert not os.environ["SUPERVISION_URL"].endswith(":0")


@pytest.mark.usefixtures("_own_environment")
def test_without_a_port_the_next_free_one_is_found() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # another server has it: as good
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        env.prepare(["manage.py", "demo"])

    assert os.environ["SUPERVISION_URL"] != "http://127.0.0.1:8000"


@pytest.mark.usefixtures("_own_environment")
def test_another_command_is_neither_demo_nor_server() -> None:
    env.prepare(["manage.py", "migrate"])

    assert "SUPERVISION_DEMO" not in os.environ
    assert "SUPERVISION_PROCESS" not in os.environ
