"""Referral and boundary decisions for tests, brought into their states by the actions."""

from collections.abc import Sequence
from typing import Any

from cases.actions import boundaries, referrals
from cases.actions.decisions import Moved
from cases.actions.referral_rows import GroundInput, OptionInput, VoiceInput
from cases.decision_enums import BoundaryMove, Ground, ReferralMove
from cases.models import BoundaryDecision, Case, ReferralDecision
from supervision.models import User
from tests.factories_cases import World, make_case

GROUNDS = (GroundInput("no_progress", "Eight weeks at the same score.", primary=True),)
VALUES_ONLY = (GroundInput("values_conflict", "His plans go against mine.", primary=True),)
OPTIONS = (
    OptionInput("Trauma service", pros="They are trained.", chosen=True),
    OptionInput("Go on here with changes", continue_here=True),
)
PROPOSAL: dict[str, Any] = {
    "situation": "Nothing has moved since spring.",
    "direction": "out_full_transfer",
    "risk": "no_new_risk",
    "difference_present": "no",
}
CONTINUITY: dict[str, Any] = {
    "decided": "refer_with_interim_care",
    "rationale": "They have what we lack.",
    "interim_contact": "Weekly here until the first appointment.",
    "crisis_plan_given": True,
}
CLIENT: dict[str, Any] = {
    "client_informed_on": "2026-05-04",
    "client_informed_how": "In the session.",
    "client_preference": "Wants it soon.",
}
RECEIVER: dict[str, Any] = {
    "receiving_service": "City trauma service",
    "consent_to_share": "given",
    "pre_termination": True,
    "abandonment_check": [
        "needs_arranged",
        "time_given",
        "alternatives_offered",
        "client_told",
    ],
}
OUTCOME: dict[str, Any] = {"attended": "yes", "outcome": "He arrived and stayed."}
WEIGHED: dict[str, Any] = {
    "summary": "He asked me to his daughter's wedding.",
    "best_if_cross": "He feels seen.",
    "worst_if_cross": "He wants more of it.",
    "best_if_not": "The frame holds.",
    "worst_if_not": "He takes it as a rebuff.",
    "lens_answers": {"crossing": {"answers": {"hope": "A bond that holds."}}},
}
FOLLOWED: dict[str, Any] = {
    "after_effect": "He was glad that I said it plainly.",
    "discussed_with_client": True,
}
SUPERVISOR_MOVES = frozenset(
    {"approve", "ask_more", "not_support", "finish_retrospective", "review"}
)


def make_referral(world: World, case: Case | None = None, **content: Any) -> ReferralDecision:
    """In mind, with all that a proposal needs."""
    given = content.pop("grounds", GROUNDS), content.pop("options", OPTIONS)
    return referrals.start_referral(
        case_id=(case or make_case(world)).pk,
        by=world.supervisee,
        content=PROPOSAL | CONTINUITY | content,
        grounds=given[0],
        options=given[1],
    )


def make_emergency(world: World, case: Case | None = None) -> ReferralDecision:
    return referrals.record_emergency(
        case_id=(case or make_case(world)).pk,
        action="Went with him to the ward.",
        service="City hospital",
        by=world.supervisee,
    )


def write_referral(
    world: World,
    referral: ReferralDecision,
    by: User | None = None,
    grounds: Sequence[GroundInput] | None = None,
    voices: Sequence[VoiceInput] | None = None,
    **content: Any,
) -> ReferralDecision:
    referral.refresh_from_db()
    return referrals.change_referral(
        referral_id=referral.pk,
        version=referral.version,
        by=by or world.supervisee,
        content=content,
        grounds=grounds,
        voices=voices,
    )


def add_ground(
    world: World, referral: ReferralDecision, ground: Ground, evidence: str
) -> ReferralDecision:
    referral.refresh_from_db()
    return referrals.put_ground(
        referral_id=referral.pk,
        version=referral.version,
        by=world.supervisee,
        ground=GroundInput(ground, evidence),
    )


def move_referral(
    world: World, referral: ReferralDecision, *moves: str, by: User | None = None, **said: Any
) -> ReferralDecision:
    """Each move by the person whose it is, with reasons."""
    for move in moves:
        referral.refresh_from_db()
        mover = world.supervisor if move in SUPERVISOR_MOVES else world.supervisee
        referral = referrals.move_referral(
            referral_id=referral.pk,
            move=ReferralMove(move),
            version=referral.version,
            by=by or mover,
            moved=Moved(**{"reasons": "Because of what we know."} | said),
        )
    return referral


def approved_referral(world: World, case: Case | None = None) -> ReferralDecision:
    referral = move_referral(world, make_referral(world, case), "propose", "ask_review")
    write_referral(world, referral, by=world.supervisor, values_outcome="no_values_issue")
    return move_referral(world, referral, "approve")


def make_boundary(
    world: World,
    case: Case | None = None,
    *,
    timing: str = "contemplated",
    domain: str = "attendance_at_event",
    **content: Any,
) -> BoundaryDecision:
    return boundaries.start_boundary(
        case_id=(case or make_case(world)).pk,
        timing=timing,
        domain=domain,
        by=world.supervisee,
        content=content,
    )


def write_boundary(
    world: World, boundary: BoundaryDecision, by: User | None = None, **content: Any
) -> BoundaryDecision:
    boundary.refresh_from_db()
    return boundaries.change_boundary(
        boundary_id=boundary.pk,
        version=boundary.version,
        by=by or world.supervisee,
        content=content,
    )


def move_boundary(
    world: World, boundary: BoundaryDecision, *moves: str, by: User | None = None, **said: Any
) -> BoundaryDecision:
    for move in moves:
        boundary.refresh_from_db()
        mover = world.supervisor if move in SUPERVISOR_MOVES else world.supervisee
        boundary = boundaries.move_boundary(
            boundary_id=boundary.pk,
            move=BoundaryMove(move),
            version=boundary.version,
            by=by or mover,
            moved=Moved(**{"reasons": "Because of what we know."} | said),
        )
    return boundary


def consulted_boundary(world: World, case: Case | None = None) -> BoundaryDecision:
    return move_boundary(world, make_boundary(world, case, **WEIGHED), "analyse", "consult")


def followed_boundary(world: World, case: Case | None = None) -> BoundaryDecision:
    boundary = consulted_boundary(world, case)
    write_boundary(world, boundary, choice="do_not", rationale="It is his family's day.")
    move_boundary(world, boundary, "decide", "refrain")
    write_boundary(world, boundary, **FOLLOWED)
    return move_boundary(world, boundary, "follow_up")
