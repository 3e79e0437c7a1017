"""When a decision is looked at again: after the weeks that the clinic has chosen."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from supervision.policies import policy_of

# The supervisor hears of one that nobody has looked after for this long.
GRACE: Final = timedelta(days=7)


def due_days(clinic_id: UUID, sent: date) -> list[tuple[int, date]]:
    """Each of the clinic's weeks with its day, for a referral that was sent on this one.

    The rules that count are those of now: a later change moves no day that is planned.
    """
    weeks = policy_of(clinic_id).follow_up_weeks
    return [(week, sent + timedelta(weeks=week)) for week in weeks]
