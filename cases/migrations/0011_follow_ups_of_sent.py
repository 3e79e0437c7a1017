"""Follow-ups for what was decided before there were any.

A referral that is with its receiver is asked about after the clinic's weeks, counted from the day
it was sent. Of the days that have gone by the last one alone is planned, so that nobody is asked
the same thing three times at once; after a closed one, only days that are still to come. The one
day that was written in a decision stays as well.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

ROWS_AT_ONCE = 500
WITH_RECEIVER = ('sent', 'accepted', 'first_contact_made')
ENDED = (
    'closed_completed',
    'closed_client_declined',
    'withdrawn',
    'continue_here',
    'closed',
    'entered_in_error',
)
FIRST_WEEKS = [2, 6, 12]


def plan_follow_ups(apps: Any, schema_editor: Any) -> None:
    decisions = apps.get_model('cases', 'Decision')
    follow_ups = apps.get_model('cases', 'FollowUp')
    keys = apps.get_model('supervision', 'DataKey').objects.in_bulk()
    zones = dict(apps.get_model('supervision', 'Clinic').objects.values_list('pk', 'timezone'))
    follow_ups.sealing_key = lambda row: keys[row.decision.case.data_key_id]
    weeks = _weeks(apps)
    without = decisions.objects.filter(
        follow_ups__isnull=True, case__data_key__destroyed_at__isnull=True
    )
    for decision in without.select_related('case').iterator(chunk_size=ROWS_AT_ONCE):
        today = timezone.localdate(timezone=ZoneInfo(zones[decision.clinic_id]))
        of_clinic = weeks.get(decision.clinic_id, FIRST_WEEKS)
        planned = dict(_days(apps, decision, of_clinic, zones[decision.clinic_id], today))
        if decision.follow_up_due and decision.status not in ENDED:
            planned.setdefault(decision.follow_up_due, None)
        for due in sorted(planned):
            follow_ups.objects.create(decision=decision, due=due, weeks=planned[due])
        if planned:
            decisions.objects.filter(pk=decision.pk).update(follow_up_due=min(planned))


def _days(
    apps: Any, decision: Any, weeks: list[int], zone: str, today: date
) -> Iterator[tuple[date, int]]:
    where = decision.held_from or decision.status
    if where not in (*WITH_RECEIVER, 'closed_completed'):
        return
    sent = _sent_on(apps, decision, zone)
    if sent is None:
        return
    days = [(sent + timedelta(weeks=week), week) for week in weeks]
    gone = [day for day in days if day[0] < today]
    if where != 'closed_completed':
        yield from gone[-1:]
    yield from (day for day in days if day[0] >= today)


def _sent_on(apps: Any, decision: Any, zone: str) -> date | None:
    """The last time: after a refusal the weeks count from the next receiver on."""
    steps = apps.get_model('cases', 'DecisionStep').objects.filter(
        decision=decision.pk, move__in=('send', 'finish_retrospective')
    )
    at = steps.order_by('at').values_list('at', flat=True).last()
    return at and timezone.localdate(at, ZoneInfo(zone))


def _weeks(apps: Any) -> dict[Any, list[int]]:
    """Of each clinic that has set its own, as they are in force now."""
    agreed = apps.get_model('supervision', 'PolicyChange').objects.filter(
        status='approved', effective_from__lte=timezone.now()
    )
    found = {}
    in_order = agreed.order_by('effective_from', 'decided_at', 'number')
    for clinic_id, changes in in_order.values_list('clinic_id', 'changes'):
        if change := changes.get('referral_follow_up_weeks'):
            found[clinic_id] = sorted(change['to'])
    return found


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_exports'),
        ('supervision', '0005_exports'),
    ]

    operations = [
        migrations.RunPython(plan_follow_ups, migrations.RunPython.noop),
    ]
