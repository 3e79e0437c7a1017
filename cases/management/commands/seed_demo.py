"""``manage.py seed_demo``: the fictional clinic, for a look around."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from cases.management.demo import (
    agreements,
    audits,
    concerns,
    credentials,
    decisions,
    groups,
    incidents,
    keeping,
    notes,
    people,
    rules,
)
from cases.management.demo.clock import Clock
from supervision.ledger import sequencer
from supervision.models import Clinic

# The invitations of the fictional year are taken up at once; nobody waits for these mails.
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


class Command(BaseCommand):
    help = "Fill an empty database with a fictional clinic; leave a filled one alone."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        clinics = set(Clinic.objects.values_list("name", flat=True))
        if clinics - {people.CLINIC}:
            msg = (
                "This database holds a clinic that is not the demonstration's. Name another "
                "folder with --data."
            )
            raise CommandError(msg)
        if clinics:
            self.stdout.write("The fictional clinic is already there.")
            return
        with override_settings(EMAIL_BACKEND=NO_MAIL), transaction.atomic():
            clock = Clock(timezone.now())
            cast = people.gather(clock)
            opened = notes.open_cases(cast, clock)
            notes.play_notes(cast, clock, opened)
            decisions.play_decisions(cast, clock, opened)
            groups.play_groups(cast, clock, opened)
            rules.play_rules(cast, clock)
            credentials.play_credentials(cast, clock)
            agreements.play_agreements(cast, clock)
            audits.play_audit(cast, clock, opened)
            concerns.play_concerns(cast, clock)
            incidents.play_incidents(cast, clock)
            keeping.play_keeping(cast, clock, opened)
        sequencer.sequence(cast.clinic.pk)
        self.stdout.write(f"Made {people.CLINIC}: {len(cast.people)} people.")
