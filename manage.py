#!/usr/bin/env python
"""Run administrative commands: ``manage.py demo`` is the one to start with."""

import os
import sys

from django.core.management import execute_from_command_line

from supervision import env


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    env.prepare(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
