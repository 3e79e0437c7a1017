"""``manage.py serve``: the server as an installation runs it."""

from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand

# A frame of our protocol has a few hundred bytes; uvicorn would accept 16 MB.
SOCKET_FRAME_BYTES = 64 * 1024


class Command(BaseCommand):
    help = "Serve pages, API and sockets with as many processes as SUPERVISION_WORKERS says."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")

    def handle(self, *args: Any, **options: Any) -> None:
        uvicorn.run(
            "supervision.asgi:application",
            host=options["host"],
            port=options["port"],
            workers=settings.WORKERS,
            ws="websockets-sansio",
            ws_max_size=SOCKET_FRAME_BYTES,
            server_header=False,
            # Paths hold ids of cases; who opened what is in the access log of the application.
            access_log=False,
            log_config=None,
        )
