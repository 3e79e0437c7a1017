"""Erasing what was kept long enough: first a warning, then, after a while, the erasure."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases import retention
from cases.actions.cases import lock_case
from cases.actions.erasure import destroy_case
from cases.models import Case, RetentionNotice
from cases.retention import Due
from supervision import mail
from supervision.access import ANSWERABLE
from supervision.models import Clinic
from supervision.selectors import people_of_clinic

# Time to set a hold, or to go on with the case, before it is erased.
WARNED_BEFORE: Final = timedelta(days=30)


def cases_to_warn_of(clinic_id: UUID) -> list[Due]:
    """Due now, and no notice says so."""
    due = list(retention.due_cases(clinic_id, timezone.localdate()))
    told = dict(
        RetentionNotice.objects.filter(case__clinic=clinic_id).values_list("case", "due_on")
    )
    return [each for each in due if told.get(each.case.pk) != each.on]


def cases_to_purge(clinic_id: UUID, *, only: Case | None = None) -> list[Due]:
    """Due, and those who could hold it have known it for long enough."""
    before = timezone.now() - WARNED_BEFORE
    told = dict(
        RetentionNotice.objects.filter(
            case__clinic=clinic_id, warned_at__lte=before
        ).values_list("case", "due_on")
    )
    due = retention.due_cases(clinic_id, timezone.localdate(), only=only)
    return [each for each in due if told.get(each.case.pk) == each.on]


def warn(clinic: Clinic) -> list[Due]:
    """Mark and mail together: a mail that does not go leaves no mark."""
    with transaction.atomic():
        due = cases_to_warn_of(clinic.pk)
        for each in due:
            RetentionNotice.objects.update_or_create(
                case=each.case, defaults={"due_on": each.on, "warned_at": timezone.now()}
            )
        if due:
            _mail(clinic, len(due))
    return due


def purge(clinic: Clinic) -> Iterator[Due]:
    """One transaction for each case. Worked on or held meanwhile, it stays."""
    for each in cases_to_purge(clinic.pk):
        if _purge_if_still_due(clinic, each):
            yield each


@transaction.atomic
def _purge_if_still_due(clinic: Clinic, due: Due) -> bool:
    case = lock_case(due.case.pk)
    if due not in cases_to_purge(clinic.pk, only=case):
        return False
    destroy_case(case, by=None, due_on=due.on)
    return True


def _mail(clinic: Clinic, count: int) -> None:
    """To whoever may set a hold; no code of a case, no date."""
    link = f"{settings.SITE_URL}/retention/{clinic.pk}/"
    for person in people_of_clinic(clinic.pk, *ANSWERABLE):
        said = {"person": person, "clinic": clinic, "count": count, "link": link}
        mail.send("cases/retention_notice", person.email, said | {"days": WARNED_BEFORE.days})
