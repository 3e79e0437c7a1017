"""``manage.py serve``: the server as an installation runs it."""

from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError

from supervision.checks import refusal_to_start
from supervision.server import OPTIONS


class Command(BaseCommand):
    help = "Serve pages, API and sockets with as many processes as SUPERVISION_WORKERS says."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")

    def handle(self, *args: Any, **options: Any) -> None:
        # Each process asks again; asked here first, the sentence is not lost among theirs.
        if reason := refusal_to_start():
            raise CommandError(reason)
        uvicorn.run(
            **OPTIONS, host=options["host"], port=options["port"], workers=settings.WORKERS
        )
