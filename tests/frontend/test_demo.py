"""The demonstration as a process of its own: started, used, stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings


def test_ctrl_c_ends_it_without_an_alarm(tmp_path: Path) -> None:
    words = ["demo", "--json", "--no-seed", "--port=0", f"--data={tmp_path}"]
    plain = {name: value for name, value in os.environ.items() if not _chooses(name)}
    with subprocess.Popen(  # noqa: S603 - the project's own command
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=plain,
        # As a terminal starts it, whatever started the tests.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as server:
        assert server.stdout is not None
        said = json.loads(server.stdout.readline())
        with urlopen(said["url"] + "/healthz/live") as answer:  # noqa: S310
            assert answer.status == 200
        server.send_signal(signal.SIGINT)
        _, told = server.communicate(timeout=30)

    assert said["sign_in"] == {}
    assert "Traceback" not in told
    assert server.returncode == 0


def _chooses(name: str) -> bool:
    return name.startswith(("SUPERVISION_", "DJANGO_")) or name in {"DATABASE_URL", "REDIS_URL"}
