"""``manage.py send_reminders``: mail about follow-ups that are due. To be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.actions.reminders import remind_all


class Command(BaseCommand):
    help = (
        "Mail everybody whose follow-ups are due. Safe to run again: each follow-up is "
        "mailed about once. The mail has no clinical words."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = list(remind_all())
        sent = [each for each in done if each.follow_ups]
        problems = [each.problem for each in done if each.problem]
        self.stdout.write(
            f"{len(sent)} people were reminded of "
            f"{sum(each.follow_ups for each in sent)} follow-ups."
        )
        if problems:
            kinds = sorted({type(each).__name__ for each in problems})
            why = ", ".join(kinds)
            msg = f"{len(problems)} mails did not go ({why}); the next run tries again."
            raise CommandError(msg)
