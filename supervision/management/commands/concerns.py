"""``manage.py concerns seal|verify``: the chain of concerns, sealed daily and checked.

``seal`` is run once a day for every clinic, whether or not anything happened: what the ledger
gets looks the same in either case.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from supervision.concern_chain import problems, seal_chain
from supervision.models import Clinic


class Command(BaseCommand):
    help = (
        "Seal the day's records of every clinic in its ledger, or verify what was sealed. "
        "Run seal once a day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["seal", "verify"])

    def handle(self, *_args: Any, **options: Any) -> None:
        clinics = list(Clinic.objects.order_by("pk").values_list("pk", flat=True))
        if options["what"] == "seal":
            for clinic_id in clinics:
                with transaction.atomic():
                    seal_chain(clinic_id)
            self.stdout.write(f"Sealed for {len(clinics)} clinics.")
            return
        found = [said for clinic_id in clinics for said in problems(clinic_id)]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"Intact in {len(clinics)} clinics.")
