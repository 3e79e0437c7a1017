"""Keys, anchors and the command, for tests that sign and prove."""

import io
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError


def ledger(*words: str | Path) -> tuple[int, str]:
    """The exit code, and everything said."""
    said = io.StringIO()
    try:
        call_command("ledger", *map(str, words), stdout=said, stderr=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, said.getvalue()


def verify_json(*words: str | Path) -> tuple[int, dict[str, Any]]:
    code, said = ledger("verify", "--json", *words)
    assert said.count("\n") == 1
    found: dict[str, Any] = json.loads(said)
    return code, found


def root_in(note: str) -> bytes:
    return b64decode(note.split("\n")[2])
