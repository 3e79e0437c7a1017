"""How much of a decision each reader gets: pages, API and exports all show this."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cases.decision_fields import fields_of
from cases.decision_moves import OfferedMove
from cases.decision_policy import Reading
from cases.decision_workflow import turn_of
from cases.enums import CarryOverStatus
from cases.models import (
    BoundaryDecision,
    ClientVoice,
    Consultation,
    Decision,
    DecisionStep,
    FollowUp,
    ReceiverReply,
    ReferralDecision,
    ReferralGround,
    ReferralOption,
)
from cases.workflow import Owner


@dataclass(frozen=True)
class Shown:
    """``content`` lacks what this reader does not get; ``withheld`` names it."""

    decision: Decision
    reading: Reading
    content: dict[str, Any]
    withheld: frozenset[str]
    grounds: Sequence[ReferralGround]
    options: Sequence[ReferralOption]
    voices: Sequence[ClientVoice]
    replies: Sequence[ReceiverReply]
    follow_ups: Sequence[FollowUp]
    consultations: Sequence[Consultation]
    steps: Sequence[DecisionStep]
    offers: Sequence[OfferedMove]

    @property
    def turn(self) -> Owner:
        return turn_of(self.decision.kind, self.decision.status)

    @property
    def linked_note(self) -> bool:
        """That there is one; what it says is its own question."""
        return self.decision.from_version_id is not None


def shown_to(
    reading: Reading,
    decision: ReferralDecision | BoundaryDecision,
    offers: Sequence[OfferedMove] = (),
) -> Shown:
    """The lead gets no reflective field. A past supervisor gets what has not changed since."""
    names = frozenset(fields_of(decision.kind))
    withheld = _withheld(reading, decision, names)
    whole = withheld != names
    referral = decision if whole and isinstance(decision, ReferralDecision) else None
    return Shown(
        decision=decision,
        reading=reading,
        content={name: getattr(decision, name) for name in names - withheld},
        withheld=withheld,
        grounds=list(referral.grounds.all()) if referral else [],
        options=list(referral.options.all()) if referral else [],
        voices=list(referral.voices.all()) if referral else [],
        replies=list(referral.replies.all()) if referral else [],
        follow_ups=list(decision.follow_ups.all()) if whole else [],
        consultations=list(decision.consultations.all()) if whole else [],
        steps=_steps(reading, decision),
        offers=offers,
    )


def to_hand_over(shown: Shown) -> Shown:
    """As it goes on paper or into a file: without what its author keeps to herself."""
    own = frozenset(getattr(shown.decision, "PRIVATE", ()))
    content = {name: said for name, said in shown.content.items() if name not in own}
    return replace(shown, content=content)


def _withheld(
    reading: Reading, decision: ReferralDecision | BoundaryDecision, names: frozenset[str]
) -> frozenset[str]:
    own = decision.PRIVATE if isinstance(decision, BoundaryDecision) else frozenset()
    if reading.audits:
        return decision.REFLECTIVE
    if reading == Reading.PAST_SUPERVISOR and _changed_since(decision):
        return names
    return frozenset() if reading == Reading.AUTHOR else own


def _changed_since(decision: Decision) -> bool:
    ended = _ended(decision)
    return ended is not None and decision.updated_at > ended


def _ended(decision: Decision) -> datetime | None:
    """Where the time of a past supervisor ended. Of several the first one's end counts: rather
    too little is shown for the record than what was written to another."""
    taken = decision.carry_overs.filter(status=CarryOverStatus.ACCEPTED)
    first = taken.order_by("answered_at").select_related("change__old").first()
    if first is not None:
        return first.change.old.valid_to
    return decision.relationship.valid_to if decision.relationship else None


def _steps(reading: Reading, decision: Decision) -> list[DecisionStep]:
    """What was said while the supervisee still thought alone stays hers."""
    steps = list(decision.steps.all())
    if reading == Reading.AUTHOR:
        return steps
    since = decision.shared_at
    shown = [step for step in steps if since is not None and step.at >= since]
    ended = _ended(decision) if reading == Reading.PAST_SUPERVISOR else None
    return [step for step in shown if step.at <= ended] if ended else shown
