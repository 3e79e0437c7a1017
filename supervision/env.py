"""Reads the environment, and refuses what it cannot understand.

Every value may stand in ``NAME`` or in a file named by ``NAME_FILE`` (the way container secrets
arrive). What is wrong is said in one sentence that begins with the variable's name. Only this
module and ``settings`` look at the environment.
"""

import os
import secrets
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
SERVERS = frozenset({"demo", "serve", "runserver"})
SECRET_LENGTH = 50


def refusal(name: str, sentence: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} {sentence}")


def refuse(name: str, sentence: str, *, when: bool) -> None:
    if when:
        raise refusal(name, sentence)


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file NAME_FILE; empty counts as unset."""
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise refusal(name, f"and {name}_FILE are both set; keep one of them.")
    if file:
        value = _content(name, Path(file))
    return value or default


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(name, f"cannot be read: its file is {path}.") from error


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise refusal(name, f"must be yes or no, not {value!r}.")
    return value in TRUE


def number(name: str, default: int, *, at_least: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or int(value) < at_least:
        raise refusal(name, f"must be a whole number of at least {at_least}, not {value!r}.")
    return int(value)


def choice(name: str, default: str, *, among: Sequence[str]) -> str:
    value = text(name, default)
    if value not in among:
        raise refusal(name, f"must be one of {', '.join(among)}, not {value!r}.")
    return value


def directory(name: str, default: Path) -> Path:
    """An absolute path; it may not exist yet, but must not be something else."""
    path = Path(text(name, str(default))).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise refusal(name, f"names {path}, which is not a directory.")
    return path


def url(name: str, default: str = "", *, schemes: Sequence[str]) -> SplitResult | None:
    """The parsed address, or None where nothing is set. Its value is never repeated: it may
    hold a password."""
    value = text(name, default)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in schemes or not _port_is_sane(parts):
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise refusal(name, f"must be an address that begins with {wanted}.")
    return parts


def contact(name: str) -> str:
    """Where people write to: mailto:… or https://…, in one line; empty where nothing is set."""
    value = text(name)
    sane = value.startswith(("mailto:", "https://")) and value.isprintable()
    refuse(
        name,
        "must be an address that begins with mailto: or https://.",
        when=bool(value) and not sane,
    )
    return value


def _port_is_sane(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def origin(name: str, default: str = "") -> SplitResult:
    """Scheme, host and port of the address people type, with nothing behind it."""
    parts = url(name, default, schemes=("http", "https"))
    if parts is None:
        raise refusal(name, "must be set, like https://example.org.")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise refusal(name, "must be scheme, host and port only, like https://example.org.")
    return parts


def host(site: SplitResult) -> str:
    name = str(site.hostname)
    return f"[{name}]" if ":" in name else name


def port(site: SplitResult) -> str:
    """As browsers write it in an Origin: nothing where it is the scheme's own."""
    usual = {"http": 80, "https": 443}[site.scheme]
    return "" if site.port in {None, usual} else f":{site.port}"


def database(name: str, *, default: Path, pool: bool) -> dict[str, Any]:
    """Django's description of a database address; an empty one is SQLite at ``default``."""
    parts = url(name, schemes=("postgres", "postgresql", "sqlite"))
    if parts is None:
        return sqlite(default)
    if parts.scheme == "sqlite":
        return sqlite(_sqlite_path(name, parts))
    if not parts.path.strip("/"):
        raise refusal(name, "must end with the name of the database.")
    return postgresql(parts, pool=pool)


def _sqlite_path(name: str, parts: SplitResult) -> Path:
    """As elsewhere: sqlite:///relative/file and sqlite:////absolute/file."""
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not path:
        raise refusal(name, "must look like sqlite:////folder/file.sqlite3.")
    return Path(path).resolve()


def sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A write lock taken when the transaction begins is waited for; one that a reader
            # asks for later fails at once with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
        },
    }


def postgresql(parts: SplitResult, *, pool: bool) -> dict[str, Any]:
    """Percent-encoded parts are decoded; the query becomes libpq options (sslmode, host…)."""
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        # A server answers from many threads, a command from one.
        "OPTIONS": {**query, **({"pool": {"min_size": 2, "max_size": 20}} if pool else {})},
    }


def mail(name: str) -> dict[str, Any]:
    """smtp:// (STARTTLS), smtps:// (TLS from the start) or smtp+plain://; nothing prints it."""
    parts = url(name, schemes=("smtp", "smtps", "smtp+plain"))
    if parts is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if not parts.hostname:
        raise refusal(name, "must name the mail server.")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 20,
    }


def kept_secret(path: Path) -> str:
    """The secret in ``path``, made at the first start. Two processes that start together end
    with the same one: the file appears complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(SECRET_LENGTH))
        _publish(draft, path)
    return path.read_text().strip()


def _publish(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its secret counts
    finally:
        draft.unlink()


def prepare(argv: Sequence[str]) -> None:
    """What the command line says about the environment, before settings are read."""
    command = argv[1] if len(argv) > 1 else ""
    data, port = option(argv, "--data"), option(argv, "--port")
    if (
        data and command != "ledger"
    ):  # which only looks at the folder, and leaves no trace in it
        os.environ["SUPERVISION_DATA"] = data
    if command in SERVERS:
        os.environ.setdefault("SUPERVISION_PROCESS", "server")
    if command == "demo":
        os.environ["SUPERVISION_DEMO"] = "yes"
        os.environ["SUPERVISION_URL"] = f"http://127.0.0.1:{_demo_port(port)}"


def option(argv: Sequence[str], name: str) -> str:
    """The value of ``--name value`` or ``--name=value``."""
    for position, word in enumerate(argv):
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
        if word == name and position + 1 < len(argv):
            return argv[position + 1]
    return ""


def _demo_port(value: str) -> int:
    """The port asked for; without one 8000 or the next that is free; 0 is any that is free.
    Nonsense is left to the command's parser."""
    if value.isascii() and value.isdigit() and value != "0":
        return int(value)
    wanted = [0] if value == "0" else [*range(8000, 8020), 0]
    return next(found for port in wanted if (found := _free_port(port)))


def _free_port(number: int) -> int:
    with socket.socket() as probe:
        # A port that a server has just left can be used again at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return 0
        return int(probe.getsockname()[1])
