"""A third step of one kind on one case is a question to the pair, and nothing else.

It is worked out while one of the two reads, from what that person may read anyway. It is kept
nowhere, counted nowhere else, and nobody above the pair is told.
"""

from datetime import timedelta
from typing import Final, NamedTuple

from cases import decision_access
from cases.decision_enums import BoundaryStatus
from cases.decision_policy import Reading
from cases.models import BoundaryDecision
from supervision.models import User

WITHIN: Final = timedelta(days=90)
ASKED_FROM: Final = 3


class Pattern(NamedTuple):
    """Which one of its kind this is; ``earlier`` are those before it, the oldest first."""

    number: int
    earlier: list[BoundaryDecision]


def pattern_for(user: User, boundary: BoundaryDecision, reading: Reading) -> Pattern | None:
    """What there is to ask this reader; None for whoever is not one of the pair.

    The supervisor is asked about what was brought to her: what the supervisee still keeps to
    herself is not counted there.
    """
    if reading == Reading.AUTHOR:
        read = decision_access.own_decisions(user)
    elif reading == Reading.SUPERVISOR:
        read = decision_access.addressed_decisions(user)
    else:
        return None
    earlier = list(
        BoundaryDecision.objects.filter(
            pk__in=read.values("pk"),
            case=boundary.case_id,
            domain=boundary.domain,
            opened_at__gt=boundary.opened_at - WITHIN,
            opened_at__lte=boundary.opened_at,
        )
        .exclude(pk=boundary.pk)
        .exclude(status=BoundaryStatus.ENTERED_IN_ERROR)
        .order_by("opened_at", "pk")
    )
    number = len(earlier) + 1
    return Pattern(number, earlier) if number >= ASKED_FROM else None
