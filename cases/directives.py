"""What a directive says, what each step of its life is called, and what holds meanwhile: data.

An order is read as an order only when one knows what it asks, by when, why, and how one will
see that it is done. Seeing it differently is an answer, not a refusal.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cases.enums import AnnotationMove, AnnotationStatus

# In the order in which they are asked and read; each with what is said when it is missing.
ASKED: Final[Mapping[str, str]] = {
    "what": "Say what has to be done.",
    "by_when": "Say by when.",
    "why": "Say why.",
    "how_seen": "Say how you both will see that it is done.",
}
LABELS: Final[Mapping[str, str]] = {
    "what": "What",
    "by_when": "By when",
    "why": "Why",
    "how_seen": "How we will see it",
}
BY_WHEN: Final = "by_when"  # a day, and nobody's
# Present when the client's safety hangs on it: then it holds even while it is disputed.
SAFETY: Final = "safety"
YES: Final = "yes"
FIELDS: Final = (*ASKED, SAFETY)

_M = AnnotationMove
_S = AnnotationStatus

# What has no end yet: the supervisee's to do, then the supervisor's to see.
TO_DO: Final = frozenset({_S.ISSUED, _S.ACKNOWLEDGED, _S.UPHELD, _S.MODIFIED, _S.DISPUTED})
TO_SEE: Final = frozenset({_S.DONE, _S.NOT_DONE})
RUNNING: Final = TO_DO | TO_SEE

# Each step as one reads it after the name of who took it.
SENTENCES: Final[Mapping[AnnotationMove, str]] = {
    _M.ACKNOWLEDGE: "acknowledged it",
    _M.DISPUTE: "sees this differently and asks for a talk",
    _M.UPHOLD: "upheld it after hearing the other view",
    _M.MODIFY: "changed it",
    _M.REPORT_DONE: "reported it done",
    _M.REPORT_NOT_DONE: "reported that it was not done",
    _M.VERIFY: "has seen what came of it",
    _M.LAPSE: "let it lapse with the supervision in which it was given",
    _M.WITHDRAW: "withdrew it",
}
# Moves that are nothing without words, and what they ask for.
NEEDS_WORDS: Final[Mapping[AnnotationMove, str]] = {
    _M.DISPUTE: "Say how you see it.",
    _M.UPHOLD: "Say why it stands.",
    _M.MODIFY: "Say why it changes.",
    _M.REPORT_NOT_DONE: "Say why it was not done.",
}
# What the person who is about to take a step should know.
HINTS: Final[Mapping[AnnotationMove, str]] = {
    _M.DISPUTE: "This puts your view on record and asks for a talk. It is not a refusal.",
    _M.UPHOLD: "Say why it stands. The other view stays on record beside it.",
    _M.MODIFY: "The new terms hold from now on. The old ones stay readable.",
    _M.REPORT_DONE: "You can say how it went.",
    _M.REPORT_NOT_DONE: "Say what was in the way. It can then be changed or withdrawn.",
    _M.VERIFY: "You can say what you have seen.",
    _M.LAPSE: "The supervision in which it was given is over. It stays on record as it was.",
    _M.WITHDRAW: "You can say why. What was answered to it stays.",
}

TALK_TODAY: Final = (
    "A talk is asked for. The client’s safety hangs on this: it holds until you have talked. "
    "Talk today. The other view is on record."
)
TALK_AND_PAUSE: Final = (
    "A talk is asked for. Until you have talked this is paused. If the client’s safety hangs "
    "on it, it holds. Either way the other view is on record."
)
_HOLDS: Final[Mapping[AnnotationStatus, str]] = {
    _S.ISSUED: "Waits to be acknowledged, or seen differently.",
    _S.UPHELD: "It holds as it was given. The other view stays on record.",
    _S.MODIFIED: "It holds as changed.",
    _S.NOT_DONE: "It was not done. What was in the way? It can be changed or withdrawn.",
}


def what_holds(status: str, directive: Mapping[str, Any]) -> str:
    """What applies now, in one sentence; empty where the status says it all."""
    if status == _S.DISPUTED:
        return TALK_TODAY if directive.get(SAFETY) else TALK_AND_PAUSE
    return _HOLDS.get(AnnotationStatus(status), "")


def is_paused(status: str, directive: Mapping[str, Any]) -> bool:
    """Disputed, and nobody's safety hangs on it."""
    return status == _S.DISPUTED and not directive.get(SAFETY)


def agreed_day(directive: Mapping[str, Any]) -> date | None:
    """The day it was agreed for; None when it says none, as an imported one may."""
    try:
        return date.fromisoformat(str(directive.get("by_when", "")))
    except ValueError:
        return None


def day_has_passed(status: str, directive: Mapping[str, Any], *, today: date) -> bool:
    """Whether its day is over and nothing was reported. What is paused is not late."""
    day = agreed_day(directive)
    waiting = status in TO_DO and not is_paused(status, directive)
    return waiting and day is not None and day < today
