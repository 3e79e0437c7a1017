"""Ways of thinking a boundary through, as data: our own wording, with a version.

An answer is kept with the version of the lens it answers. Changed wording is a new version;
old ones stay, so that a decision is read with the questions that were asked at its time.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cases.decision_enums import Lens
from supervision.exceptions import Invalid
from supervision.text import clean_text

ANSWER_LENGTH = 4_000


class LensVersion(NamedTuple):
    version: str
    intro: str
    questions: Mapping[str, str]


CROSSING_1 = LensVersion(
    "1",
    "For a step out of the usual frame, before it or after it.",
    {
        "hope": "What good could come of it, for the client and for the work?",
        "without": "What would the client lose if it did not happen?",
        "knowledge": "What do you know about steps like this, from reading or from practice?",
        "rules": "What do your code of ethics, the law and the clinic say about it?",
        "colleague": "Whom could you tell about it today, and what would she ask you?",
        "unease": "Is there anything about it that you would rather not say aloud?",
        "agreed": "What did you and the client agree at the start that touches this?",
        "elsewhere": "If you cannot do it well, who else could meet this need?",
        "record": "How would you write down why it helps, so that the client could read it?",
    },
)

DUAL_ROLE_RISK_1 = LensVersion(
    "1",
    "For a second role beside that of the therapist: what could it cost, and whom?",
    {
        "needed": "Is the further role needed, or can it be avoided?",
        "use": "Could the client be used by it, even without anybody wishing so?",
        "benefit": "Who gains from it, and who gains most?",
        "client_harm": "How could it hurt the client?",
        "work_harm": "How could it hurt the work you do together?",
        "clear_sight": "Can you still see clearly? Who else looks at it with you?",
        "consent": "Has the client understood the risk, and could she freely say no?",
    },
)

DUAL_ROLE_RISK_2 = LensVersion(
    "2",
    DUAL_ROLE_RISK_1.intro,
    {
        **DUAL_ROLE_RISK_1.questions,
        "written": "Does your record show, to whoever asks later, how you thought about it?",
    },
)

WENT_BADLY_1 = LensVersion(
    "1",
    "For a step that turned out badly, or that somebody was hurt by.",
    {
        "watch": "What do you notice in yourself now: the wish to explain, to hide, to hurry?",
        "open": "Can you listen to the client without defending yourself? What would help you?",
        "talk": "With whom, outside of it all, have you talked it over plainly?",
        "client_eyes": "How did it look and feel from where the client sat?",
        "needs": "What does the client need next, also if it is not from you?",
        "record": "What stands in your notes about it, and is it what happened?",
        "sorry": "Is an apology due? What would it say, and what would it cost the client?",
        "repair": "What could be repaired between you, and what can only be borne?",
        "learn": "What would have had to be different for it not to happen?",
    },
)

POWER_DURATION_1 = LensVersion(
    "1",
    "For a relation that changes, or may come after therapy: power, time and ending.",
    {
        "power": "How much power do you hold in this client's life, and over what?",
        "duration": "How long has the work lasted, and how long may it go on?",
        "ending": "How clearly has it ended, for you and for the client? Might she come back?",
        "both_roles": "Put the present role beside the new one: where do they pull apart?",
    },
)

# Newest last.
LENSES: Mapping[Lens, tuple[LensVersion, ...]] = {
    Lens.CROSSING: (CROSSING_1,),
    Lens.DUAL_ROLE_RISK: (DUAL_ROLE_RISK_1, DUAL_ROLE_RISK_2),
    Lens.POWER_DURATION: (POWER_DURATION_1,),
    Lens.WENT_BADLY: (WENT_BADLY_1,),
}

# Thoughts that easily lead astray, offered as questions and never stored.
SECOND_THOUGHTS = (
    "It is outside the session. Does it still count for the client?",
    "What would this mean with anybody else, and what does it mean with this client?",
    "You know what you mean by it. How would you find out what the client hears?",
    "It helped somebody once. What is different this time?",
    "It is only this once. What would a second time look like?",
    "You gain nothing that you can see. What would somebody else see?",
)


def current(lens: Lens) -> LensVersion:
    return LENSES[lens][-1]


def asked_of(lens: Lens, answers: Mapping[str, Any]) -> LensVersion:
    """What is asked in a decision: the version it has answers to, else the newest."""
    given = answers.get(lens.value)
    return version_of(lens, given["version"]) if given else current(lens)


def version_of(lens: Lens, version: str) -> LensVersion:
    for known in LENSES[lens]:
        if known.version == version:
            return known
    raise Invalid.field("lens_answers", f"There is no version “{version[:20]}” of this lens.")


def answered(answers: Mapping[str, Any]) -> list[str]:
    """The lenses with at least one answer that says something."""
    return [
        lens
        for lens, given in answers.items()
        if any(text.strip() for text in given["answers"].values())
    ]


def clean_answers(value: object) -> dict[str, Any]:
    """``{lens: {"version", "answers": {question: text}}}``, or ``Invalid``."""
    if not isinstance(value, Mapping):
        raise Invalid.field("lens_answers", "Answers come as a lens with its questions.")
    return {str(lens): _clean_lens(lens, given) for lens, given in value.items()}


def _clean_lens(lens: object, given: object) -> dict[str, Any]:
    if lens not in Lens.values or not isinstance(given, Mapping):
        raise Invalid.field("lens_answers", "There is no such lens.")
    if set(given) - {"version", "answers"} or not isinstance(given.get("answers"), Mapping):
        raise Invalid.field("lens_answers", "A lens has a version and answers.")
    asked = version_of(Lens(lens), str(given.get("version") or current(Lens(lens)).version))
    answers = given["answers"]
    if unknown := [code for code in answers if code not in asked.questions]:
        said = f"This lens does not ask “{str(unknown[0])[:40]}”."
        raise Invalid.field("lens_answers", said)
    return {
        "version": asked.version,
        "answers": {
            code: clean_text(text, field="lens_answers", max_length=ANSWER_LENGTH)
            for code, text in answers.items()
        },
    }
