"""Mail about follow-ups whose day has come: one for each person, each follow-up once."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.followup_selectors import follow_ups_due, people_to_remind
from cases.models import FollowUp
from supervision import mail
from supervision.models import User

PAGE: Final = "/decisions/"


class Reminded(NamedTuple):
    """``problem`` is why the mail did not go; then it is tried again the next time."""

    follow_ups: int
    problem: Exception | None = None


def remind_all() -> Iterator[Reminded]:
    """One after the other, so that an address that fails keeps nobody else from theirs."""
    for person in people_to_remind(timezone.localdate()):
        try:
            yield Reminded(remind(person))
        except OSError as problem:  # smtplib's errors are of this kind too
            yield Reminded(0, problem)


@transaction.atomic
def remind(person: User) -> int:
    """Mark and send together: a mail that does not go leaves no mark.

    Two runs at once do not meet: the second waits for the rows, and finds them marked.
    """
    due = follow_ups_due(person).filter(reminded_at__isnull=True)
    ids = list(due.values_list("pk", flat=True))
    held = FollowUp.objects.select_for_update().filter(pk__in=ids, reminded_at__isnull=True)
    rows = list(held.order_by("pk"))
    if not rows:
        return 0
    FollowUp.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=timezone.now())
    _send(person, len(rows))
    return len(rows)


def _send(person: User, count: int) -> None:
    """No name of a case, no kind, no date: whoever reads this mailbox learns nothing."""
    said = {"person": person, "count": count, "link": f"{settings.SITE_URL}{PAGE}"}
    mail.send("cases/follow_up_reminder", person.email, said)
