"""``manage.py serve`` under a wrong clock: ``python -m tests.faults.serve SECONDS --port N``.

Everything this process asks the time of, Django and uvicorn included, hears the moved one.
"""

import sys
from datetime import UTC, datetime, timedelta

import time_machine
from django.core.management import execute_from_command_line

from supervision import env

if __name__ == "__main__":
    moved = timedelta(seconds=float(sys.argv[1]))
    arguments = ["manage.py", "serve", *sys.argv[2:]]
    time_machine.travel(datetime.now(UTC) + moved, tick=True).start()
    env.prepare(arguments)
    execute_from_command_line(arguments)
