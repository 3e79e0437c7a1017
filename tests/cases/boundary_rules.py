"""What may be done with a boundary decision, written by hand from the description of the field.

As with ``referral_rules``, nothing here is read from the tables of the code.
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

WEIGHING = {"noticed", "analysing", "urgent_consult", "reopened"}
CHOOSING = WEIGHING | {"consulted"}
ACTED = {"decided", "carried_out", "refrained"}
AT_REVIEW = {"followed_up", "reviewed"}
ENDED = {"closed", "entered_in_error"}
OPEN = CHOOSING | ACTED | AT_REVIEW
STATES = OPEN | ENDED

# move: from where, to where, by whom
PATHS: dict[str, tuple[set[str], str, str]] = {
    "analyse": ({"noticed", "reopened"}, "analysing", AUTHOR),
    "consult": ({"analysing", "reopened"}, "consulted", AUTHOR),
    "consult_urgently": ({"noticed", "analysing"}, "urgent_consult", AUTHOR),
    "ask_more": ({"consulted", "urgent_consult"}, "analysing", SUPERVISOR),
    "decide": ({"consulted", "urgent_consult"}, "decided", AUTHOR),
    "carry_out": ({"decided"}, "carried_out", AUTHOR),
    "refrain": ({"decided"}, "refrained", AUTHOR),
    "follow_up": ({"carried_out", "refrained"}, "followed_up", AUTHOR),
    "review": ({"followed_up"}, "reviewed", SUPERVISOR),
    "close": ({"reviewed"}, "closed", EITHER),
    "reopen": ({"reviewed", "closed"}, "reopened", EITHER),
    "mark_error": (STATES - {"entered_in_error"}, "entered_in_error", EITHER),
}
REASONED = {"ask_more", "review", "reopen", "mark_error"}
BRINGS = {"consult", "consult_urgently"}
# Its author never ends what is sexual or romantic.
ENDS_IT = {"close", "mark_error"}
# Something has happened already, so it need not be thought through first.
HAPPENED = {"spontaneous", "discovered", "client_initiated", "historical"}
# To be there, it must have passed through one of these, whatever way it came.
PASSES: dict[str, set[str]] = {
    "decided": {"consulted", "urgent_consult"},
    "carried_out": {"decided"},
    "refrained": {"decided"},
    "followed_up": {"carried_out", "refrained"},
    "reviewed": {"followed_up"},
    "closed": {"reviewed"},
    "reopened": {"reviewed"},
}

BOTH_WAYS = ("best_if_cross", "worst_if_cross", "best_if_not", "worst_if_not")
LENS = {"crossing": {"answers": {"hope": "A bond that holds."}}}
# name: what is written, and while it can be
BLOCKS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "summary": ({"summary": "Words."}, WEIGHING),
    **{name: ({name: "Words."}, WEIGHING) for name in BOTH_WAYS},
    "lens": ({"lens_answers": LENS}, WEIGHING),
    "discovered": ({"timing": "discovered"}, WEIGHING),
    "planned": ({"timing": "planned"}, WEIGHING),
    "another": ({"domain": "money"}, WEIGHING),
    "critical": ({"domain": "sexual_romantic"}, WEIGHING),
    "choice": ({"choice": "do_not"}, CHOOSING),
    "bound": ({"choice": "do_with_conditions"}, CHOOSING),
    "repair": ({"choice": "repair"}, CHOOSING),
    "report": ({"choice": "report"}, CHOOSING),
    "conditions": ({"conditions": "Words."}, CHOOSING),
    "why": ({"rationale": "Words."}, CHOOSING),
    "followed": ({"after_effect": "Words."}, ACTED),
    "talked": ({"discussed_with_client": False}, OPEN),
    "mended": ({"repair_steps": "Words."}, OPEN),
    "duty": ({"notification_duty": "none"}, OPEN),
    "dissent": ({"dissent": "I see it differently."}, {"reviewed", "closed"}),
}
ALWAYS_SAID = {"timing", "domain"}
EMPTY: dict[str, Any] = {"lens_answers": {}, "discussed_with_client": None}
WHOLE = ("summary", *BOTH_WAYS, "lens", "choice", "why", "followed", "talked", "duty")


@dataclass
class Boundary:
    """What there is to know of one for saying what may happen next."""

    content: dict[str, Any] = field(default_factory=dict)
    status: str = "noticed"
    shared: bool = False
    emergency: bool = False
    decided: bool = False
    reviewed: bool = False
    version: int = 1

    @property
    def critical(self) -> bool:
        return bool(self.content["domain"] == "sexual_romantic")


def answer(it: Boundary, move: str, who: str, said: Said = USUAL) -> Answer:
    """First who and since when, then the state, then what is missing."""
    sources, target, owner = PATHS[move]
    may = MAY[owner] - ({AUTHOR} if it.critical and move in ENDS_IT else set())
    if refusal := stranger(who, may, shared=it.shared):
        return Answer(refusal)
    if said.late:
        return Answer("stale_version")
    urgent = it.critical or it.content["timing"] in HAPPENED
    if it.status not in sources or (move == "consult_urgently" and not urgent):
        return Answer("wrong_state")
    if missing := frozenset(NEEDS[move](it) if move in NEEDS else ()):
        return Answer("incomplete", missing)
    if move in REASONED and not said.reasons.strip():
        return Answer("required")
    return Answer(target)


def _empty(it: Boundary, *names: str) -> set[str]:
    return {name for name in names if it.content.get(name) in (None, "", {})}


def _weighed(it: Boundary) -> set[str]:
    if it.critical:
        return _empty(it, "summary")
    return _empty(it, "summary", *BOTH_WAYS, "lens_answers")


def _decided(it: Boundary) -> set[str]:
    missing = _empty(it, "choice", "rationale")
    if it.content.get("choice") == "do_with_conditions":
        missing |= _empty(it, "conditions")
    return missing if it.critical else missing | _empty(it, "lens_answers")


def _looked_after(it: Boundary) -> set[str]:
    missing = _empty(it, "after_effect", "discussed_with_client")
    if it.content.get("choice") == "repair":
        missing |= _empty(it, "repair_steps")
    if it.content.get("choice") == "report" or it.critical:
        missing |= _empty(it, "notification_duty")
    return missing


NEEDS: dict[str, Callable[[Boundary], set[str]]] = {
    "consult": _weighed,
    "consult_urgently": lambda it: _empty(it, "summary"),
    "decide": _decided,
    "follow_up": _looked_after,
}
