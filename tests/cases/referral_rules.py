"""What may be done with a referral, written by hand from the description of the field.

Nothing here is read from the tables of the code, so that the two agree only if both are right.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cases.decision_walk import (
    AUTHOR,
    EITHER,
    MAY,
    SUPERVISOR,
    USUAL,
    Answer,
    Said,
    stranger,
)

ENDED = {
    "closed_completed", "closed_client_declined", "withdrawn", "continue_here",
    "entered_in_error",
}  # fmt: skip
EMERGENCY = {"emergency_referral_made", "retrospective_review"}
THINKING = {"considering", "proposed", "more_information"} | EMERGENCY
WITH_RECEIVER = {"sent", "accepted", "first_contact_made"}
STATES = ENDED | THINKING | WITH_RECEIVER | {
    "supervisor_review", "approved", "not_supported", "client_informed",
    "declined_by_receiver", "on_hold",
}  # fmt: skip
OPEN = STATES - ENDED - {"on_hold"}
HOLDABLE = OPEN - EMERGENCY
NOT_SENT = HOLDABLE - WITH_RECEIVER | {"on_hold"}
BACK = "where it was held"

# move: from where, to where, by whom
PATHS: dict[str, tuple[set[str], str, str]] = {
    "propose": ({"considering"}, "proposed", AUTHOR),
    "ask_review": ({"proposed"}, "supervisor_review", AUTHOR),
    "approve": ({"supervisor_review"}, "approved", SUPERVISOR),
    "ask_more": ({"supervisor_review"}, "more_information", SUPERVISOR),
    "not_support": ({"supervisor_review"}, "not_supported", SUPERVISOR),
    "propose_again": ({"more_information"}, "proposed", AUTHOR),
    "inform_client": ({"approved"}, "client_informed", AUTHOR),
    "send": ({"client_informed"}, "sent", AUTHOR),
    "receiver_accepts": ({"sent"}, "accepted", AUTHOR),
    "receiver_declines": ({"sent", "accepted"}, "declined_by_receiver", AUTHOR),
    "choose_another": ({"declined_by_receiver"}, "approved", AUTHOR),
    "first_contact": ({"accepted"}, "first_contact_made", AUTHOR),
    "close": ({"first_contact_made"}, "closed_completed", EITHER),
    "client_declines": (
        {"approved", "client_informed", "sent", "accepted"}, "closed_client_declined", AUTHOR,
    ),
    "withdraw": (
        {
            "considering", "proposed", "more_information", "not_supported", "approved",
            "declined_by_receiver",
        },
        "withdrawn", AUTHOR,
    ),
    "continue_here": (
        {
            "proposed", "more_information", "not_supported", "declined_by_receiver",
            "retrospective_review",
        },
        "continue_here", AUTHOR,
    ),
    "hold": (HOLDABLE, "on_hold", EITHER),
    "resume": ({"on_hold"}, BACK, EITHER),
    "mark_error": (STATES - {"entered_in_error"}, "entered_in_error", AUTHOR),
    "record_emergency": (NOT_SENT, "emergency_referral_made", AUTHOR),
    "start_retrospective": ({"emergency_referral_made"}, "retrospective_review", EITHER),
    "finish_retrospective": ({"retrospective_review"}, "sent", SUPERVISOR),
}  # fmt: skip
# What is said with these is kept for good, so it has to be said.
REASONED = {
    "approve", "ask_more", "not_support", "client_declines", "withdraw", "continue_here",
    "hold", "mark_error", "finish_retrospective",
}  # fmt: skip
# These bring it to the supervisor, and so to the clinic lead.
BRINGS = {"propose", "record_emergency"}
DECIDES = {"approve", "not_support"}
# To be there, it must have passed through one of these, whatever way it came.
PASSES: dict[str, set[str]] = {
    "supervisor_review": {"proposed"},
    "more_information": {"supervisor_review"},
    "not_supported": {"supervisor_review"},
    "approved": {"supervisor_review", "retrospective_review"},
    "client_informed": {"approved"},
    "sent": {"client_informed", "retrospective_review"},
    "accepted": {"sent"},
    "declined_by_receiver": {"sent"},
    "first_contact_made": {"accepted"},
    "closed_completed": {"first_contact_made"},
    "closed_client_declined": {"approved", "sent"},
    "retrospective_review": {"emergency_referral_made"},
}

ALL_TICKED = ["needs_arranged", "time_given", "alternatives_offered", "client_told"]
# name: what is written, and while it can be
BLOCKS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "situation": ({"situation": "Words."}, THINKING),
    "direction": ({"direction": "out_full_transfer"}, THINKING),
    "adjunct": ({"direction": "out_adjunct"}, THINKING),
    "inside": ({"direction": "internal_transfer"}, THINKING),
    "intake": ({"direction": "decline_at_intake"}, THINKING),
    "risk": ({"risk": "no_new_risk"}, THINKING),
    "unsure": ({"risk": "unsure"}, THINKING),
    "assessed": ({"risk_assessment": "Words."}, THINKING),
    "same": ({"difference_present": "no"}, THINKING),
    "differs": ({"difference_present": "unsure"}, THINKING),
    "imagined": ({"values_same_need": "Words."}, THINKING),
    "lacking": ({"values_missing": "both"}, THINKING),
    "worked": ({"values_work": "Words."}, THINKING),
    "proposal": ({"decided": "refer"}, THINKING),
    "why": ({"rationale": "Words."}, THINKING),
    "care": ({"interim_contact": "Words."}, OPEN),
    "plan": ({"crisis_plan_given": True}, OPEN),
    "told": ({"client_informed_on": "2026-05-04"}, OPEN),
    "how": ({"client_informed_how": "Words."}, OPEN),
    "wish": ({"client_preference": "Words."}, OPEN),
    "not_told": ({"not_told_reason": "unreachable"}, OPEN),
    "guardian": ({"who_decides": "guardian"}, OPEN),
    "consent": ({"consent_to_share": "given"}, OPEN),
    "refused": ({"consent_to_share": "refused"}, OPEN),
    "ending": ({"pre_termination": False}, OPEN),
    "not_alone": ({"abandonment_check": ALL_TICKED}, OPEN),
    "nearly": ({"abandonment_check": ALL_TICKED[1:]}, OPEN),
    "gap": ({"abandonment_gap": "Words."}, OPEN),
    "receiver": ({"receiving_service": "Words."}, OPEN - WITH_RECEIVER),
    "acted": (
        {"emergency_action": "Words."}, OPEN - WITH_RECEIVER - {"retrospective_review"},
    ),
    "arrived": ({"attended": "yes"}, OPEN),
    "lost": ({"attended": "no"}, OPEN),
    "outcome": ({"outcome": "Words."}, OPEN),
}  # fmt: skip
EMPTY: dict[str, Any] = {
    "crisis_plan_given": None, "client_informed_on": None, "pre_termination": None,
    "abandonment_check": [],
}  # fmt: skip
WHOLE = (
    "situation", "direction", "risk", "same", "proposal", "why", "care", "plan", "told", "how",
    "wish", "consent", "ending", "not_alone", "receiver", "acted", "arrived", "outcome",
)  # fmt: skip
# Each ground with its evidence; the first is the main one, unless the name says otherwise.
GROUNDS: dict[str, dict[str, str]] = {
    "none": {},
    "unproved": {"no_progress": " "},
    "real": {"no_progress": "Flat."},
    "no_main": {"no_progress": "Flat."},
    "values": {"values_conflict": "Mine."},
    "values_and_unproved": {"values_conflict": "Mine.", "practical": " "},
    "values_and_real": {"values_conflict": "Mine.", "practical": "Moves."},
}
# Each option with whether it is the chosen one.
OPTIONS: dict[str, tuple[tuple[str, bool], ...]] = {
    "none": (),
    "one": (("A", True),),
    "unnamed": (("A", True), (" ", False)),
    "two": (("A", False), ("B", False)),
    "chosen": (("A", True), ("B", False)),
}
NOT_PERMITTED = "not_permitted_continue_with_support"
VERDICTS = ("", "no_values_issue", "refer_on_other_grounds", NOT_PERMITTED)
OUTSIDE = ("out_full_transfer", "out_adjunct", "decline_at_intake", "")


@dataclass
class Referral:
    """What there is to know of one for saying what may happen next."""

    content: dict[str, Any] = field(default_factory=dict)
    grounds: str = "none"
    options: str = "none"
    verdict: str = ""
    status: str = "considering"
    held: str = ""
    shared: bool = False
    emergency: bool = False
    decided: bool = False
    reviewed: bool = False
    due: int = 0
    version: int = 1


def answer(it: Referral, move: str, who: str, said: Said = USUAL) -> Answer:
    """First who and since when, then the state and the values check, then what is missing."""
    sources, target, owner = PATHS[move]
    if refusal := stranger(who, MAY[owner], shared=it.shared):
        return Answer(refusal)
    if said.late:
        return Answer("stale_version")
    if it.status not in sources or is_gated(it, move):
        return Answer("wrong_state" if it.status not in sources else "values_only")
    if missing := frozenset(NEEDS[move](it) if move in NEEDS else ()):
        return Answer("incomplete", missing)
    if move in REASONED and not said.reasons.strip():
        return Answer("required")
    return Answer(it.held if target == BACK else target)


def is_gated(it: Referral, move: str) -> bool:
    """Values alone never leave ``proposed``, and are no emergency."""
    grounds = GROUNDS[it.grounds]
    others = [words for code, words in grounds.items() if code != "values_conflict"]
    alone = "values_conflict" in grounds and not any(words.strip() for words in others)
    if not alone or it.verdict == NOT_PERMITTED:
        return False
    if move in ("approve", "record_emergency", "finish_retrospective"):
        return True
    return it.status == "proposed" and move != "mark_error"


def _empty(it: Referral, *names: str) -> set[str]:
    return {name for name in names if it.content.get(name) in (None, "")}


def _if(missing: bool, name: str) -> set[str]:  # noqa: FBT001 - reads as a sentence
    return {name} if missing else set()


def _grounded(it: Referral) -> set[str]:
    proved = any(words.strip() for words in GROUNDS[it.grounds].values())
    return _if(not proved or it.grounds == "no_main", "grounds")


def _argued(it: Referral) -> set[str]:
    few = it.options in ("none", "one", "unnamed")
    return _empty(it, "situation") | _grounded(it) | _if(few, "options")


def _risk(it: Referral) -> set[str]:
    return _empty(it, "risk_assessment" if it.content.get("risk") == "unsure" else "risk")


def _values_worked(it: Referral) -> set[str]:
    if it.content.get("direction", "") not in OUTSIDE:
        return set()
    if it.content.get("difference_present") == "no":
        return set()
    return _empty(it, "difference_present", "values_same_need", "values_missing", "values_work")


def _values_judged(it: Referral) -> set[str]:
    outside = it.content.get("direction", "") in OUTSIDE
    return _if(outside and it.verdict in ("", NOT_PERMITTED), "values_outcome")


def _reviewable(it: Referral) -> set[str]:
    return _argued(it) | _empty(it, "direction") | _risk(it) | _values_worked(it)


def _approvable(it: Referral) -> set[str]:
    return (
        _reviewable(it)
        | _if(it.options == "two", "options")
        | _values_judged(it)
        | _empty(it, "decided", "rationale", "interim_contact", "crisis_plan_given")
    )


def _told(it: Referral) -> set[str]:
    guardian = it.content.get("who_decides") == "guardian"
    capacity = _empty(it, "guardian_part") if guardian else set()
    if it.content.get("not_told_reason"):
        return capacity
    names = ("client_informed_on", "client_informed_how", "client_preference")
    return capacity | _empty(it, *names)


def _ends_nothing(it: Referral) -> bool:
    return it.content.get("direction") in ("out_adjunct", "decline_at_intake")


def _left_alone(it: Referral) -> set[str]:
    cared = it.content.get("abandonment_check") == ALL_TICKED
    said = bool(it.content.get("abandonment_gap"))
    return _if(not (_ends_nothing(it) or cared or said), "abandonment_check")


def _sendable(it: Referral) -> set[str]:
    return (
        _empty(it, "receiving_service")
        | _if(it.content.get("consent_to_share") != "given", "consent_to_share")
        | (set() if _ends_nothing(it) else _empty(it, "pre_termination"))
        | _left_alone(it)
    )


def _closable(it: Referral) -> set[str]:
    lost = it.content.get("attended") == "no"
    return (
        _empty(it, "attended", "outcome")
        | (_empty(it, "outcome_reason") if lost else set())
        | _if(it.due > 0, "follow_ups")
    )


def _looked_back(it: Referral) -> set[str]:
    return (
        _empty(it, "situation", "direction", "interim_contact")
        | _risk(it)
        | _grounded(it)
        | _values_worked(it)
        | _values_judged(it)
        | _told(it)
        | _left_alone(it)
    )


NEEDS: dict[str, Callable[[Referral], set[str]]] = {
    "propose": _argued,
    "propose_again": _argued,
    "ask_review": _reviewable,
    "approve": _approvable,
    "inform_client": _told,
    "send": _sendable,
    "close": _closable,
    "record_emergency": lambda it: _empty(it, "emergency_action", "receiving_service"),
    "finish_retrospective": _looked_back,
}
