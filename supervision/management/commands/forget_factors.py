"""``manage.py forget_factors``: phone, key and recovery codes are lost together."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from supervision.actions.factors import forget_factors
from supervision.exceptions import Refusal


class Command(BaseCommand):
    help = (
        "Take away all second factors of one account and end its sessions. Make sure first, "
        "by a way of your own, that it is this person who asks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address this person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = forget_factors(email=options["email"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"{person.display_name} signs in with the password alone, once, and sets up a new "
            "second step. They have mail, and it stands in the ledger."
        )
