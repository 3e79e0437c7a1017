"""``manage.py document``: write the generated documents, or say which are out of date."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.management.documents import documents


class Command(BaseCommand):
    help = "Writes docs/workflow.md and docs/permissions.md from the code."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail if stale"
        )

    def handle(self, *, check: bool, **_: Any) -> None:
        folder = settings.BASE_DIR / "docs"
        stale = {
            folder / name: text
            for name, text in documents().items()
            if not (folder / name).exists() or (folder / name).read_text("utf-8") != text
        }
        if check and stale:
            names = ", ".join(path.name for path in stale)
            msg = f"Out of date: {names}. Run manage.py document."
            raise CommandError(msg)
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
