"""What only the page of a boundary decision has: its first words, the stop, the question."""

from collections.abc import Mapping
from typing import Any, Final

from cases.boundary_patterns import Pattern, pattern_for
from cases.decision_enums import BoundaryChoice, BoundaryDomain, BoundaryStatus
from cases.decision_needs import BROUGHT, HAPPENED, is_critical
from cases.decision_policy import Reading
from cases.models import BoundaryDecision
from frontend.boundary_words import OPENINGS, put_words
from frontend.decision_sections import NOT_WEIGHED
from frontend.forms_decisions import ContentForm
from supervision.models import User

FIRST: Final = frozenset({BoundaryStatus.NOTICED, BoundaryStatus.URGENT_CONSULT})
_LATER: Final = frozenset({"client", "decision", "after", "harm", "pattern"})
_NOTHING_DONE: Final = frozenset(
    {BoundaryStatus.NOTICED, BoundaryStatus.ANALYSING, BoundaryStatus.CONSULTED}
)
_MENDS: Final = frozenset({BoundaryChoice.STOP, BoundaryChoice.REPAIR, BoundaryChoice.REPORT})
STOP_SEEN: Final = "stop_seen"


def is_brought(boundary: BoundaryDecision) -> bool:
    """Something happened, and the first word is thanks."""
    return boundary.timing in BROUGHT and boundary.status in FIRST


def asks_to_stop(posted: Mapping[str, Any], domain: str = "") -> bool:
    """Before it goes to the supervisor and the lead, its author reads that it does."""
    return (
        posted.get("domain") == BoundaryDomain.SEXUAL_ROMANTIC
        and domain != BoundaryDomain.SEXUAL_ROMANTIC
        and STOP_SEEN not in posted
    )


def boundary_parts(
    user: User, boundary: BoundaryDecision, reading: Reading, form: ContentForm
) -> dict[str, Any]:
    put_words(form, boundary.timing)
    mine = reading == Reading.AUTHOR
    first = mine and boundary.status in FIRST and not is_critical(boundary)
    return {
        "opening": OPENINGS[boundary.timing] if first else None,
        "brought": mine and is_brought(boundary),
        "pattern": pattern_for(user, boundary, reading),
    }


def hidden_parts(boundary: BoundaryDecision, pattern: Pattern | None) -> frozenset[str]:
    """First what happened; the lens only then. Nothing is weighed up on the critical path."""
    asked = pattern or boundary.pattern_thoughts.strip()
    hidden = frozenset() if asked else frozenset({"pattern"})
    if is_critical(boundary):
        return hidden | NOT_WEIGHED
    if is_brought(boundary) and not boundary.summary.strip():
        return hidden | NOT_WEIGHED | _LATER
    return hidden if _may_have_hurt(boundary) else hidden | {"harm"}


def _may_have_hurt(boundary: BoundaryDecision) -> bool:
    happened = boundary.timing in HAPPENED or boundary.status not in _NOTHING_DONE
    return happened or boundary.choice in _MENDS
