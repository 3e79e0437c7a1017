"""An emergency access that was not justified: an incident, judged and closed."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access_incident_policy as policy
from cases.actions import break_glass_mail as told
from cases.actions.assessing import Judgement, check_unchanged, judge
from cases.break_glass_access import known_break_glass
from cases.break_glass_enums import AccessIncidentStatus
from cases.enums import LedgerKind
from cases.models import AccessIncident, BreakGlass
from supervision.exceptions import NotFound
from supervision.ledger.append import record
from supervision.models import User


def open_incident(reviewed: BreakGlass) -> AccessIncident:
    """With the review that did not find it justified, and in its transaction."""
    return AccessIncident.objects.create(break_glass=reviewed)


@transaction.atomic
def assess_access(
    *, break_glass_id: UUID, version: int, judgement: Judgement, by: User
) -> AccessIncident:
    """Once more until it is closed: what is learned later is added."""
    found = _locked(break_glass_id, version, by)
    policy.check_assess(by, found)
    names = judge(found, judgement, by)
    return _moved(found, AccessIncidentStatus.ASSESSED, by, *names)


@transaction.atomic
def close_access(*, break_glass_id: UUID, version: int, by: User) -> AccessIncident:
    found = _locked(break_glass_id, version, by)
    policy.check_close(by, found)
    found.closed_by, found.closed_at = by, timezone.now()
    told.tell_on_commit(found.break_glass, "settled")
    return _moved(found, AccessIncidentStatus.CLOSED, by, "closed_by", "closed_at")


def _moved(
    found: AccessIncident, status: AccessIncidentStatus, by: User, *names: str
) -> AccessIncident:
    before, found.status = found.status, status
    found.version += 1
    found.save(update_fields=[*names, "status", "version"])
    case = found.break_glass.case
    record(
        LedgerKind.BREAK_GLASS_JUDGED,
        clinic_id=case.clinic_id,
        by=by,
        subject=found.break_glass,
        case=case.pk,
        old=before,
        new=status,
        exception=found.exception,
        notifiable=found.notifiable,
        notified_on=found.notified_on,
        version=found.version,
    )
    return found


def _locked(break_glass_id: UUID, version: int, by: User) -> AccessIncident:
    """``NotFound`` also for whoever is told of it and has no part in judging it."""
    known = known_break_glass(by).filter(pk=break_glass_id).order_by().values("pk")
    rows = AccessIncident.objects.select_for_update(of=("self",)).select_related(
        "break_glass__case__clinic__data_key", "break_glass__by"
    )
    found = rows.filter(break_glass__in=known).first()
    if found is None:
        raise NotFound
    check_unchanged(found, version)
    return found
