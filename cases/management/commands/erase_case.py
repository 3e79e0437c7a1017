"""``manage.py erase_case``: destroy the key of a case, in the name of a clinic lead."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from cases.actions.erasure import erase_case
from cases.models import Case
from supervision.exceptions import Refusal
from supervision.models import User


class Command(BaseCommand):
    help = "Erase a case for good. What it said can never be read again; the ledger stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="of the case, as in C-12")
        parser.add_argument("--clinic", type=UUID, required=True, metavar="ID")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="the lead who decided it"
        )
        parser.add_argument(
            "--confirm", required=True, metavar="CODE", help="the code of the case once more"
        )

    def handle(
        self, *args: Any, code: str, clinic: UUID, by: str, confirm: str, **options: Any
    ) -> None:
        if confirm != code:
            msg = f"{confirm} is not {code}. Nothing was erased."
            raise CommandError(msg)
        case = Case.objects.filter(clinic=clinic, code=code).first()
        lead = User.objects.filter(email__iexact=by).first()
        if case is None or lead is None:
            msg = "There is no such case or no such person. Nothing was erased."
            raise CommandError(msg)
        try:
            erase_case(case_id=case.pk, by=lead)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"{code} is erased. Backups open it until they and the key of its epoch are gone."
        )
