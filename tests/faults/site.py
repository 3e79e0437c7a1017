"""An installation in a folder of its own whose server can be killed and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

from tests.faults import guard
from tests.faults.services import HOST, free_port, listens

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 90.0
STOP_WITHIN = 30.0
QUICK = {
    "SUPERVISION_API_RATE_USER": "600000/min",
    "SUPERVISION_API_RATE_WRITES": "600000/min",
    "SUPERVISION_IDLE_MINUTES": "600",
    "PYTHONUNBUFFERED": "1",
}


class Site:
    def __init__(self, folder: Path, *, database: str = "", redis: str = "") -> None:
        self.folder, self.port = folder, free_port()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SUPERVISION_", "DJANGO_", "DATABASE_", "REDIS_"))
        }
        services = {"DATABASE_URL": database, "REDIS_URL": redis}
        self.environment = (
            kept
            | QUICK
            | services
            | {
                "DJANGO_SETTINGS_MODULE": "supervision.settings",
                "SUPERVISION_DATA": str(folder),
                "SUPERVISION_URL": f"http://{HOST}:{self.port}",
            }
        )
        self.server: subprocess.Popen[bytes] | None = None
        # Of each room what the server ever said yes to: op_id and the annotation it made.
        self.acknowledged: dict[str, dict[str, str]] = {}

    def prepare(self, rooms: int) -> None:
        said = self._run("-m", "tests.faults.prepare", str(rooms))
        assert said.returncode == 0, said.stderr
        facts = json.loads(said.stdout.splitlines()[-1])
        self.notes: list[str] = facts["notes"]
        self.people: list[str] = facts["people"]

    def start(self, *, clock: float = 0.0, within: float = START_WITHIN) -> None:
        """As operators start it; with a moved clock through the wrapper that moves it."""
        program = ["-m", "tests.faults.serve", str(clock)] if clock else ["manage.py", "serve"]
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, *program, "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # one signal for all its processes
            )
        guard.started(self.server.pid)
        deadline = time.monotonic() + within
        while not listens(self.port):
            assert self.server.poll() is None, self.log[-3000:]
            assert time.monotonic() < deadline, self.log[-3000:]
            time.sleep(0.05)

    @contextmanager
    def beside(self) -> Iterator[int]:
        """The port of a second server on the same data, until the end of the block."""
        other = copy(self)
        other.port, other.server = free_port(), None
        other.start()
        try:
            yield other.port
        finally:
            other.stop()

    def kill(self) -> None:
        """kill -9, with every process it started."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self.server is None:
            return
        server, self.server = self.server, None
        if server.poll() is None:
            os.killpg(server.pid, number)
        try:
            server.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        guard.ended(server.pid)

    def verified(self) -> dict[str, Any]:
        """What ``ledger verify`` says once nothing waits for its position any more."""
        said = self._run("-m", "tests.faults.verify")
        assert said.stdout, said.stderr
        report: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
        return report | {"exit": said.returncode}

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def installed(
    folder: Path, *, rooms: int = 2, database: str = "", redis: str = ""
) -> Iterator[Site]:
    made = Site(folder, database=database, redis=redis)
    made.prepare(rooms)
    made.start()
    try:
        yield made
    finally:
        made.stop()
