"""PostgreSQL and Redis of a test's own, on free ports, for it to break."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults import guard

HOST = "127.0.0.1"
READY_WITHIN = 60.0
UNPRIVILEGED = "postgres"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


class Cluster:
    """A PostgreSQL that this test made, and may crash; it refuses to run as root."""

    def __init__(self, folder: Path, programs: Path, preload: Path | None = None) -> None:
        self.folder, self.programs, self.port = folder, programs, free_port()
        # A library that stands before libc in the server's own process.
        self._further = {"LD_PRELOAD": str(preload)} if preload else {}

    def make(self) -> None:
        self._run("initdb", "-D", str(self.folder), "-U", "faults", "-A", "trust", "-N")
        self.start()
        with psycopg.connect(f"{self.url}postgres", autocommit=True) as connection:
            # Not a superuser: those pass by protections of the ledger.
            connection.execute("CREATE ROLE clinic LOGIN CREATEDB")
            connection.execute("CREATE DATABASE clinic OWNER clinic")

    def start(self) -> None:
        options = f"-p {self.port} -h {HOST} -k {self.folder}"
        log = str(self.folder / "log")
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder),
            "-w",
            "-t",
            "60",
            "-l",
            log,
            "-o",
            options,
            "start",
        )
        self._postmaster = int((self.folder / "postmaster.pid").read_text().split()[0])
        guard.started(self._postmaster)  # pg_ctl gives it a group of its own

    def stop(self, mode: str) -> None:
        """``immediate`` is a crash: the next start recovers from the write-ahead log."""
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-m", mode, "stop")
        guard.ended(self._postmaster)

    def recoveries(self) -> int:
        """How often it came up and found that it had crashed."""
        said = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        return said.count("automatic recovery in progress")

    @property
    def url(self) -> str:
        return f"postgres://faults@{HOST}:{self.port}/"

    @property
    def address(self) -> str:
        return f"postgres://clinic@{HOST}:{self.port}/clinic"

    def _run(self, program: str, *arguments: str) -> None:
        as_somebody = ["runuser", "-u", UNPRIVILEGED, "--"] if os.getuid() == 0 else []
        subprocess.run(  # noqa: S603 - the database's own programs
            [*as_somebody, str(self.programs / program), *arguments],
            check=True,
            cwd=self.folder,
            env=os.environ | self._further,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def cluster(*, preload: Path | None = None) -> Iterator[Cluster]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        pytest.skip("needs Debian's PostgreSQL, for a cluster of its own")
    folder = Path(tempfile.mkdtemp(prefix="supervision-faults-"))
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam(UNPRIVILEGED).pw_uid, -1)
    made = Cluster(folder, found[-1].parent, preload)
    try:
        made.make()
        yield made
    finally:
        if (folder / "postmaster.pid").exists():
            made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


class Redis:
    """A Redis that keeps nothing: whoever kills it takes its data away."""

    def __init__(self, program: str) -> None:
        self.program, self.port = program, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", HOST, "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(  # noqa: S603 - Debian's own program
            [self.program, *options], stdout=subprocess.DEVNULL, start_new_session=True
        )
        guard.started(self.process.pid)
        deadline = time.monotonic() + READY_WITHIN
        while not listens(self.port):
            assert time.monotonic() < deadline, "redis-server did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            guard.ended(self.process.pid)
            self.process = None


@contextmanager
def redis() -> Iterator[Redis]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("needs redis-server, for one of its own")
    made = Redis(program)
    made.start()
    try:
        yield made
    finally:
        made.kill()
