"""``manage.py retention``: warn of cases that were kept long enough, and erase them later."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.actions import retention
from supervision.models import Clinic


class Command(BaseCommand):
    help = (
        "--warn tells the leads which cases were kept long enough, --purge erases those that "
        "were told of thirty days ago. Without either it prints both and does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--warn", action="store_true")
        parser.add_argument("--purge", action="store_true")

    def handle(self, *, warn: bool = False, purge: bool = False, **_: Any) -> None:
        problems = 0
        for clinic in Clinic.objects.order_by("name", "pk"):
            if not (warn or purge):
                self._print(clinic)
            try:
                self._act(clinic, warn=warn, purge=purge)
            except OSError as problem:  # smtplib's errors are of this kind too
                problems += 1
                self.stderr.write(f"{clinic}: the mail did not go ({type(problem).__name__}).")
        if problems:
            msg = f"{problems} clinics could not be warned; the next run tries again."
            raise CommandError(msg)

    def _print(self, clinic: Clinic) -> None:
        for word, due in (
            ("would be warned of", retention.cases_to_warn_of(clinic.pk)),
            ("would be erased", retention.cases_to_purge(clinic.pk)),
        ):
            for each in due:
                self.stdout.write(f"{clinic}: {each.case} {word}, due since {each.on}")

    def _act(self, clinic: Clinic, *, warn: bool, purge: bool) -> None:
        """Erasing first: what is told of today is never erased today."""
        if purge:
            for each in retention.purge(clinic):
                self.stdout.write(f"{clinic}: {each.case} is erased, due since {each.on}")
        if warn:
            told = retention.warn(clinic)
            self.stdout.write(f"{clinic}: the leads were told of {len(told)} cases")
