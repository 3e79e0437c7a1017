"""Mail about emergency access: at once to the author, the supervisor and the other leads, and
later to whoever has to review it and has not."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cases.break_glass_enums import REMIND_BEFORE
from cases.break_glass_policy import reviewers
from cases.models import BreakGlass
from supervision import access, mail
from supervision.models import User
from supervision.selectors import people_of_clinic

PAGE: Final = "/break-glass/"


class Reminded(NamedTuple):
    """``problems`` is why mails did not go."""

    people: int
    problems: tuple[OSError, ...] = ()


def tell_on_commit(break_glass: BreakGlass, what: str) -> None:
    for person in people_told(break_glass):
        mail.send_on_commit(f"cases/break_glass_{what}", person.email, _said(person))


def people_told(break_glass: BreakGlass) -> list[User]:
    """Never whoever took it."""
    case = break_glass.case
    running = access.live_relationships().filter(addressed_cases__case=case)
    found = {lead.pk: lead for lead in people_of_clinic(case.clinic_id, *access.ANSWERABLE)}
    found |= {it.supervisor_id: it.supervisor for it in running.select_related("supervisor")}
    found[case.supervisee_id] = case.supervisee
    found.pop(break_glass.by_id, None)
    return [person for person in found.values() if person.is_active]


def _said(person: User) -> dict[str, object]:
    """No case, no reason, no name but the reader's: there is something to look at."""
    return {"person": person, "link": f"{settings.SITE_URL}{PAGE}"}


# --- The review ---


def remind_reviewers() -> Iterator[Reminded]:
    """Twice for each: before its day, and once that has passed."""
    due = _unreviewed(timezone.now()).order_by("review_due", "pk")
    for pk in due.values_list("pk", flat=True):
        yield _remind(pk)


@transaction.atomic
def _remind(break_glass_id: UUID) -> Reminded:
    """An address that fails keeps nobody else from theirs. Where none went it leaves no mark,
    and the next run tries again."""
    rows = _unreviewed(timezone.now()).select_for_update(of=("self",)).select_related("case")
    found = rows.filter(pk=break_glass_id).first()
    if found is None:
        return Reminded(0)
    told, problems = 0, []
    for person in reviewers(found):
        try:
            mail.send("cases/break_glass_to_review", person.email, _said(person))
        except OSError as problem:  # smtplib's errors are of this kind too
            problems.append(problem)
        else:
            told += 1
    if told:
        found.review_reminded_at = timezone.now()
        found.save(update_fields=["review_reminded_at"])
    return Reminded(told, tuple(problems))


def _unreviewed(now: datetime) -> QuerySet[BreakGlass]:
    """Ended, due soon, and not reminded of; or overdue, and not reminded of since."""
    soon = Q(review_reminded_at=None, review_due__lte=now + REMIND_BEFORE)
    since = Q(review_due__lte=now, review_reminded_at__lt=F("review_due"))
    return BreakGlass.objects.filter(
        soon | since, outcome="", ended_at__isnull=False, case__data_key__destroyed_at=None
    )
