"""``manage.py create_clinic``: a new clinic, and the link for its first lead."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from supervision.actions.clinics import create_clinic
from supervision.actions.invitations import Issued, invite_first_lead
from supervision.exceptions import Refusal


class Command(BaseCommand):
    help = "Create a clinic and invite its first lead, who then invites everybody else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="as people know it")
        parser.add_argument("--lead-email", required=True, help="where the invitation goes")
        parser.add_argument("--timezone", default="UTC", help="for example Europe/Berlin")
        parser.add_argument(
            "--code-prefix", default="C", help="of case codes, at most 4 letters"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issued = self._create(**options)
        except Refusal as refusal:
            said = [f"{name}: {' '.join(lines)}" for name, lines in refusal.fields.items()]
            raise CommandError("\n".join(said) or refusal.sentence) from refusal
        clinic, address = issued.invitation.clinic, issued.invitation.email
        self.stdout.write(f"{clinic.name} is ready. {address} has mail with this link:")
        self.stdout.write(issued.link)
        self.stdout.write(
            f"It works once, until {issued.invitation.expires_at:%d %B %Y %H:%M %Z}."
        )

    @transaction.atomic
    def _create(
        self, *, name: str, lead_email: str, timezone: str, code_prefix: str, **_: Any
    ) -> Issued:
        clinic = create_clinic(name=name, timezone=timezone, code_prefix=code_prefix, by=None)
        return invite_first_lead(clinic_id=clinic.pk, email=lead_email)
