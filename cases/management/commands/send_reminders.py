"""``manage.py send_reminders``: mail about what is due, about agreements and emergency access
to be looked at, and that supervision rests for want of a credential. To be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.actions.break_glass import close_expired
from cases.actions.break_glass_mail import remind_reviewers
from cases.actions.reminders import remind_all
from supervision.actions.agreement_reminders import remind_reviews
from supervision.actions.credentials import tell_lapsed


class Command(BaseCommand):
    help = (
        "Mail everybody whose follow-ups or reviews are due. Safe to run again: each is mailed "
        "about once, an overdue review twice. The mail has no clinical words."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        close_expired()
        done = list(remind_all())
        sent = [each for each in done if each.follow_ups]
        asked = list(remind_reviewers())
        told = list(tell_lapsed())
        reviews = list(remind_reviews())
        problems = [each.problem for each in done if each.problem]
        problems += [problem for each in asked for problem in each.problems]
        problems += [each for each in (*told, *reviews) if isinstance(each, OSError)]
        self.stdout.write(
            f"{len(sent)} people were reminded of "
            f"{sum(each.follow_ups for each in sent)} follow-ups."
        )
        if reviewers := sum(each.people for each in asked):
            self.stdout.write(f"{reviewers} mails asked for the review of an emergency access.")
        if resting := sum(each for each in told if isinstance(each, int)):
            self.stdout.write(f"{resting} people were told that a supervision rests.")
        if reminded := sum(each for each in reviews if isinstance(each, int)):
            self.stdout.write(f"{reminded} people were reminded of an agreement.")
        if problems:
            kinds = sorted({type(each).__name__ for each in problems})
            why = ", ".join(kinds)
            msg = f"{len(problems)} mails did not go ({why}); the next run tries again."
            raise CommandError(msg)
