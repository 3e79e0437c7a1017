"""The server as it is installed, in processes of its own beside the test, on its database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

ROOT: Final = Path(__file__).resolve().parents[1]
READY_WITHIN: Final = 60.0
ENDS_WITHIN: Final = 30.0


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def database_url() -> str:
    """The test's own database, for a process beside it."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    who = f"{held['USER']}:{held['PASSWORD']}" if held["PASSWORD"] else held["USER"]
    return f"postgres://{who}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def environment() -> dict[str, str]:
    """What makes such a process share the test's data, keys and sessions."""
    return {
        "DJANGO_SETTINGS_MODULE": "supervision.settings",
        "DATABASE_URL": database_url(),
        "SUPERVISION_DATA": str(settings.DATA_DIR),
        "SUPERVISION_LOG_LEVEL": "WARNING",
    }


@contextmanager
def serving_beside() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """``manage.py serve`` until the end of the block; its port and its process."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | environment(),
    )
    try:
        _wait_for(port)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(ENDS_WITHIN)


def _wait_for(port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=5):
                return
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
