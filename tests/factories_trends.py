"""Many decisions at once, as they would be after years: written straight into the tables."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from cases.decision_enums import BoundaryTiming, ReferralMove
from cases.enums import DecisionKind
from cases.models import (
    BoundaryDecision,
    Case,
    Decision,
    DecisionStep,
    FollowUp,
    ReferralDecision,
    ReferralGround,
)
from tests.factories_cases import World


def brought(world: World, case: Case, when: datetime, **facts: Any) -> Decision:
    """A decision that was brought to the supervisor at that moment."""
    return Decision.objects.create(**_facts(world, case, when, DecisionKind.REFERRAL) | facts)


def make_referred(
    world: World,
    case: Case,
    when: datetime,
    *grounds: str,
    days: int | None = None,
    **facts: Any,
) -> Decision:
    """With its grounds, the first one the main; ``days`` until the first contact."""
    given = _facts(world, case, when, DecisionKind.REFERRAL) | {"status": "sent"} | facts
    made = ReferralDecision.objects.create(**given)
    for place, ground in enumerate(grounds):
        ReferralGround.objects.create(referral=made, ground=ground, primary=place == 0)
    if days is not None:
        DecisionStep.objects.create(
            decision=made,
            move=ReferralMove.FIRST_CONTACT,
            from_status="accepted",
            to_status="first_contact_made",
            by=world.supervisee,
            at=when + timedelta(days=days, hours=3),
        )
    return made


def make_crossed(world: World, case: Case, when: datetime, domain: str) -> Decision:
    given = _facts(world, case, when, DecisionKind.BOUNDARY) | {"status": "decided"}
    return BoundaryDecision.objects.create(
        **given, timing=BoundaryTiming.CONTEMPLATED, domain=domain
    )


def _facts(world: World, case: Case, when: datetime, kind: DecisionKind) -> dict[str, Any]:
    return {
        "clinic": case.clinic,
        "case": case,
        "kind": kind,
        "reference": f"{case.code}-X{Decision.objects.count() + 1}",
        "supervisee": world.supervisee,
        "raised_by": world.supervisee,
        "relationship": world.relationship,
        "opened_at": when,
        "shared_at": when,
    }


def answered(world: World, decision: Decision, due: datetime, late: bool) -> None:  # noqa: FBT001 - reads well as a word
    DecisionStep.objects.create(
        decision=decision,
        move=ReferralMove.APPROVE,
        from_status="supervisor_review",
        to_status="approved",
        by=world.supervisor,
        at=due + timedelta(hours=1 if late else -1),
        due=due,
    )


def looked_after(
    world: World,
    decision: Decision,
    *dates: date,
    done: int = 0,
    called_off: int = 0,
) -> None:
    """Follow-ups on these days: the first ones done, the last ones called off."""
    for number, due in enumerate(dates):
        at = datetime(due.year, due.month, due.day, tzinfo=UTC)
        is_done, is_off = number < done, number >= len(dates) - called_off
        FollowUp.objects.create(
            decision=decision,
            due=due,
            done_at=at if is_done else None,
            done_by=world.supervisee if is_done else None,
            called_off_at=at if is_off else None,
        )
