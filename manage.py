#!/usr/bin/env python
"""Run administrative commands: ``manage.py demo`` is the one to start with."""

import json
import os
import sys
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from supervision import env

# Python's own 1 would say that the ledger was tampered with.
CANNOT_VERIFY: Final = 3


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    env.prepare(sys.argv)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if sys.argv[1:3] != ["ledger", "verify"]:
            raise
        _say_that_nothing_was_verified(str(error))
        sys.exit(CANNOT_VERIFY)


def _say_that_nothing_was_verified(reason: str) -> None:
    """In the form of the command itself, which needs settings to exist."""
    if "--json" in sys.argv:
        said = {"status": "cannot_verify", "clinics": [], "reason": reason}
        sys.stdout.write(json.dumps({**said, "exit": CANNOT_VERIFY}) + "\n")
    else:
        sys.stderr.write(f"Cannot verify: {reason}\n")


if __name__ == "__main__":
    main()
