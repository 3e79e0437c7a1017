"""A decision on paper: what is saved, as text and unfolded; nothing to fill in or to press."""

from typing import Any

from cases.decision_policy import Reading
from cases.decision_reading import shown_to, to_hand_over
from cases.models import BoundaryDecision, ReferralDecision
from frontend.boundary_words import reworded
from frontend.decision_passage import passage_beside
from frontend.decision_sections import sections_of
from frontend.forms_decisions import ContentForm
from supervision.models import User


def paper_of(
    user: User, decision: ReferralDecision | BoundaryDecision, reading: Reading
) -> dict[str, Any]:
    """``sections`` hold no field to write; what is private to its author stays off paper."""
    shown = to_hand_over(shown_to(reading, decision))
    timing = decision.timing if isinstance(decision, BoundaryDecision) else ""
    sections = sections_of(shown, ContentForm(kind=decision.kind, names=()), {})
    return {
        "decision": decision,
        "shown": shown,
        "sections": reworded(sections, timing),
        "beside": passage_beside(user, decision, reading),
        "leaves_out": bool(timing) and reading == Reading.AUTHOR,
    }
