"""When a decision is looked at again: the weeks a clinic leaves until it asks what came of it.

The one place that says so; a clinic's own weeks take the place of ``DEFAULT_WEEKS`` here.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

# Whether the client arrived, has stayed, and is better for it.
DEFAULT_WEEKS: Final = (2, 6, 12)
# The supervisor hears of one that nobody has looked after for this long.
GRACE: Final = timedelta(days=7)


def weeks_to_ask(clinic_id: UUID, day: date) -> Sequence[int]:  # noqa: ARG001 - what a clinic's own weeks depend on
    """After how many weeks it is asked, for a referral that was sent on this day."""
    return DEFAULT_WEEKS


def due_days(clinic_id: UUID, sent: date) -> list[tuple[int, date]]:
    return [(weeks, sent + timedelta(weeks=weeks)) for weeks in weeks_to_ask(clinic_id, sent)]
