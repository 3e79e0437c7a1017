"""``manage.py demo``: a fictional clinic on this machine, ready to look around in."""

import asyncio
import json
import shutil
import sys
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from frontend import build, demo
from supervision import row_scope
from supervision.server import OPTIONS

TRY = {
    "supervisee": "write a note, flag a passage, submit it",
    "supervisor": "open the queue, annotate a passage while the supervisee looks on",
    "clinic_lead": "audit the referral and boundary decisions, check the ledger",
}
SWITCHES = {
    "--reset": "begin anew",
    "--no-seed": "leave the database as it is",
    "--json": "print one line of JSON instead",
}


class Command(BaseCommand):
    help = "Serve a fictional clinic on 127.0.0.1 and print three one-time sign-in links."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="default: 8000, or the next free one")
        parser.add_argument("--data", help="folder for the database and the keys")
        for name, said in SWITCHES.items():
            parser.add_argument(name, action="store_true", help=said)

    def handle(self, *args: Any, **options: Any) -> None:
        build.ensure()
        if options["reset"]:
            _reset(settings.DATA_DIR)
        with row_scope.everywhere():  # a command, before this process is a server
            call_command("migrate", verbosity=0)
            if not options["no_seed"]:
                call_command("seed_demo", stdout=sys.stderr)
        # uvicorn closes the rooms first and then passes on the Ctrl+C that ended it.
        with suppress(KeyboardInterrupt):
            asyncio.run(self._serve(as_json=options["json"]))

    async def _serve(self, *, as_json: bool) -> None:
        server = uvicorn.Server(
            uvicorn.Config(
                **OPTIONS, host="127.0.0.1", port=int(settings.SITE_URL.rpartition(":")[2])
            )
        )
        serving = asyncio.create_task(server.serve())
        while not (server.started or serving.done()):  # noqa: ASYNC110 - uvicorn tells no one
            await asyncio.sleep(0.05)
        if server.started:
            links = await asyncio.to_thread(demo.make_links)
            self.stdout.write(_as_json(links) if as_json else _as_text(links))
            self.stdout.flush()
        await serving


def _reset(folder: Path) -> None:
    """Only what the demonstration itself puts there; never a folder as a whole."""
    if not settings.SQLITE:
        msg = "--reset empties the SQLite demonstration; drop a PostgreSQL database yourself."
        raise CommandError(msg)
    for path in folder.glob("supervision.sqlite3*"):
        path.unlink()
    shutil.rmtree(folder / "keys", ignore_errors=True)


def _as_json(links: dict[str, str]) -> str:
    return json.dumps(
        {"url": settings.SITE_URL, "sign_in": links, "data": str(settings.DATA_DIR)}
    )


def _as_text(links: dict[str, str]) -> str:
    lines = [
        f"\nSupervision runs at {settings.SITE_URL} with a fictional clinic.",
        "Open these in windows of their own (a private one for each); each works once:\n",
        *(
            f"  {role.replace('_', ' '):<12} {link}\n{'':14} {TRY[role]}"
            for role, link in links.items()
        ),
        "\nOpen the first two side by side to see the live room.",
        f"The data lie in {settings.DATA_DIR}; --reset begins anew. Stop with Ctrl+C.",
    ]
    return "\n".join(lines)
