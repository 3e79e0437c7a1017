"""What a reviewer asks of a decision, as data: our own wording, with a version.

A finding keeps the version it answers. Changed wording is a new version; old ones stay, so that
a finding is read with the questions that were asked at its time.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cases.audit_enums import Met
from cases.enums import DecisionKind
from supervision.exceptions import Invalid
from supervision.text import clean_text

COMMENT_LENGTH: Final = 2_000


class Checklist(NamedTuple):
    version: str
    questions: Mapping[str, str]


REFERRAL_1: Final = Checklist(
    "1",
    {
        "grounds": "Does each ground stand on something that was seen or measured?",
        "options": "Were at least two ways weighed, for and against?",
        "client": "Did the client hear of it, and is the client's own view on record?",
        "values": "Was the values check answered with its reasons, not in one word?",
        "consultation": "Was somebody asked who could see it differently?",
        "continuity": "Was the client cared for until somebody else began?",
        "receiver": "Did the receiving service accept, or was another way found?",
        "follow_up": "Was it looked at afterwards how it went?",
    },
)
BOUNDARY_1: Final = Checklist(
    "1",
    {
        "context": "Is the context told: culture, place, setting, way of working?",
        "both_ways": "Were good and harm weighed for crossing and for not crossing?",
        "consultation": "Was somebody asked before, where there was time for it?",
        "client": "Was it spoken about with the client, where that was right?",
        "after_effect": "Is it told what came of it, for the client and for the work?",
        "pattern": "Was it asked whether this is one of several of its kind?",
    },
)
# Newest last.
CHECKLISTS: Final[Mapping[DecisionKind, tuple[Checklist, ...]]] = {
    DecisionKind.REFERRAL: (REFERRAL_1,),
    DecisionKind.BOUNDARY: (BOUNDARY_1,),
}


def asked_under(kind: str, number: int) -> Checklist:
    """The one the clinic's rules name; where there is none of that number yet, the newest."""
    versions = CHECKLISTS[DecisionKind(kind)]
    return next((it for it in versions if it.version == str(number)), versions[-1])


def version_of(kind: str, version: str) -> Checklist:
    return next(it for it in CHECKLISTS[DecisionKind(kind)] if it.version == version)


def clean_answers(checklist: Checklist, value: object) -> dict[str, Any]:
    """``{code: {"met", "comment"}}`` of known questions, or ``Invalid``."""
    if not isinstance(value, Mapping):
        raise Invalid.field("answers", "Answers come as an object, one per question.")
    return {str(code): _clean(checklist, code, given) for code, given in value.items()}


def _clean(checklist: Checklist, code: object, given: object) -> dict[str, str]:
    if code not in checklist.questions:
        raise Invalid.field("answers", f"This checklist does not ask “{str(code)[:40]}”.")
    if not isinstance(given, Mapping) or set(given) - {"met", "comment"}:
        raise Invalid.field("answers", "An answer has “met” and “comment”.")
    met = given.get("met") or ""
    if met and met not in Met.values:
        raise Invalid.field("answers", "Met is yes, partly, no or na.")
    comment = clean_text(given.get("comment") or "", field="answers", max_length=COMMENT_LENGTH)
    return {"met": str(met), "comment": comment}


def unanswered(checklist: Checklist, answers: Mapping[str, Any]) -> list[str]:
    return [code for code in checklist.questions if not (answers.get(code) or {}).get("met")]
