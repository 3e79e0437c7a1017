"""A server in a process of its own, with a data folder and a database that nobody else has."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.realdata.client import Caller
from tests.realdata.serve import HOST, PEOPLE

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 60.0
DATABASE = "DATABASE_URL"


@dataclass(frozen=True)
class People:
    """A clinic, and who calls from it."""

    clinic: str
    relationship: str
    ids: dict[str, str]
    sessions: dict[str, str]


@dataclass(frozen=True)
class Site:
    port: int
    folder: Path
    environment: dict[str, str]
    home: People
    elsewhere: People

    def caller(self, who: str = "supervisee", people: People | None = None) -> Caller:
        """A browser of this person; each has a connection of its own."""
        return Caller(self.port, (people or self.home).sessions[who])

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def verified(self) -> dict[str, Any]:
        """What ``ledger verify`` says of this installation once nothing waits any more."""
        assert self.manage("ledger", "sequence").returncode == 0
        sqlite = DATABASE not in self.environment
        said = self.manage(
            "ledger", "verify", "--json", *(("--data", str(self.folder)) if sqlite else ())
        )
        report: dict[str, Any] = json.loads(said.stdout)
        return report | {"exit": said.returncode}

    @property
    def soon(self) -> str:
        """A day within the year that a grant may last."""
        return (datetime.now(UTC) + timedelta(days=30)).isoformat()

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def started(folder: Path) -> Iterator[Site]:
    with _database(folder) as environment:
        port = _free_port()
        with (folder / "server.log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "tests.realdata.serve", str(port)],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield _site(server, port, folder, environment)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _site(
    server: subprocess.Popen[bytes], port: int, folder: Path, environment: dict[str, str]
) -> Site:
    _wait_for(port, server, folder / "server.log")
    who = json.loads((folder / PEOPLE).read_text(encoding="utf-8"))
    return Site(port, folder, environment, People(**who["home"]), People(**who["elsewhere"]))


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    msg = f"the server did not start:\n{log.read_text(encoding='utf-8')}"
    raise AssertionError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _database(folder: Path) -> Iterator[dict[str, str]]:
    """SQLite in the folder, or a database made for this run on the server of DATABASE_URL."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.realdata.settings",
        "SUPERVISION_DATA": str(folder),
    }
    environment.pop("SUPERVISION_PROCESS", None)
    if not environment.get(DATABASE):
        environment.pop(DATABASE, None)
        yield environment
        return
    address = urlsplit(environment[DATABASE])
    name = f"{address.path.strip('/')}_realdata_{os.getpid()}"
    _run(environment[DATABASE], f'CREATE DATABASE "{name}"')
    try:
        yield environment | {DATABASE: address._replace(path=f"/{name}").geturl()}
    finally:
        _run(environment[DATABASE], f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(address: str, statement: str) -> None:
    maintenance = urlsplit(address)._replace(path="/postgres").geturl()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(statement.encode())
