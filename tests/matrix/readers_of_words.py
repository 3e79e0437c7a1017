"""Who may read what was written in the things of the world, word by word."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.matrix.readers import (
    ACTIONS,
    AGREEMENT_WORDS,
    ANNOTATIONS,
    ANSWERABLE,
    ANSWERS,
    BREAK_GLASS_REASONS,
    CASES,
    CIRCLE,
    CONCERNS,
    COVER_NOTES,
    CREDENTIALS,
    DECISION_WORDS,
    DECISIONS,
    DESKS,
    EXPORTS,
    FINDING_WORDS,
    FLAGS,
    GRANTS,
    GROUPS,
    HEARD,
    HERE,
    MAIN,
    MANAGERS,
    NOBODY,
    OFFICERS,
    OWN,
    QUESTIONS,
    RAISERS,
    RELATIONSHIPS,
    REPORTERS,
    SUCCESSION_WORDS,
    TAKEAWAYS,
    THERE,
    VERSIONS,
    People,
    W,
    only,
)

_APART: Final = {**CREDENTIALS, **BREAK_GLASS_REASONS, **AGREEMENT_WORDS}


def _without_office(relationship: str) -> People:
    """Why it ended and what was declared: the two people and the lead."""
    return RELATIONSHIPS[relationship] - {W.ADMINISTRATOR}


def _words() -> Iterator[tuple[str, People]]:
    for name, readers in {**CASES, **TAKEAWAYS, **FINDING_WORDS, **ACTIONS}.items():
        yield f"{name}: words", readers
    for name, readers in VERSIONS.items():
        yield f"{name}: text", readers
        yield f"{name}: steps", readers
        yield f"{name}: question", QUESTIONS[name]
    for name, readers in ANNOTATIONS.items():
        yield f"{name}: words", NOBODY if name == "annotation withdrawn" else readers
    for name, readers in FLAGS.items():
        yield f"{name}: words", readers
        yield f"{name}: answers", ANSWERS[name]
        yield f"{name}: aside", RAISERS[name]
    for name, readers in DECISION_WORDS.items():
        yield f"{name}: words", readers
        yield f"{name}: reflective", readers - {W.LEAD, W.LEAD_THERE, W.OUTSIDE}
        yield f"{name}: own", readers & {W.OWNER, W.PEER, W.SUPERVISEE_THERE}
        yield f"{name}: steps", DECISIONS[name]  # moves that were made in its time
        yield f"{name}: steps alone", readers & {W.OWNER, W.PEER, W.SUPERVISEE_THERE}
    for name in RELATIONSHIPS:
        yield f"{name}: words", _without_office(name)
    for name, readers in {**GRANTS, **EXPORTS, **_APART}.items():
        yield f"{name}: words", readers
    yield from _words_of_covers()


def _words_of_covers() -> Iterator[tuple[str, People]]:
    for name, readers in COVER_NOTES.items():
        yield f"{name}: notes", readers
        yield f"{name}: why", readers | ({W.LEAD} if name != "cover there" else {W.LEAD_THERE})


# What was hidden: its author and the privacy officer, in the incident; what somebody keeps to
# herself is there for her alone, too.
PUT_AWAY: Final = {
    f"version {name} 1: {part}": OWN | OFFICERS
    for name in ("hidden", "astray", "masked")
    for part in ("text", "steps", "question")
} | {
    "annotation black: words": only(W.SUPERVISOR) | OFFICERS,
    "annotation unsaid: words": OWN | OFFICERS,
    "annotation masked: words": OWN | OFFICERS,
    "takeaway unseen: words": OWN | OFFICERS,
    "flag dark: words": OWN | OFFICERS,
    "flag dark: aside": OWN,
    "flag dark: answers": OWN,
    "flag unseen: words": OWN | OFFICERS,
    "flag unseen: aside": OWN,
    "flag unseen: answers": OWN,
    "flag masked: words": OWN | OFFICERS,
    "flag masked: aside": OWN,
    "flag masked: answers": OWN,
    **{f"flag unseen secret: {part}": OWN for part in ("words", "aside", "answers")},
    **{f"flag unseen asked: {part}": NOBODY for part in ("words", "aside", "answers")},
    "boundary veiled: words": OWN | OFFICERS,
    "boundary veiled: reflective": OWN | OFFICERS,
    "boundary veiled: own": OWN,
    "boundary veiled: steps": OWN | OFFICERS,
    "boundary veiled: steps alone": OWN,
    "typed veiled: words": OWN,
    "finding veiled: words": NOBODY,
}


def _words_of_concerns() -> Iterator[tuple[str, People]]:
    for name, reporter in REPORTERS.items():
        yield f"{name}: words", reporter | DESKS[name]
        yield f"{name}: said", reporter | DESKS[name]
    yield "concern main: note", DESKS["concern main"]
    yield "concern inquiry: shared", CONCERNS["concern inquiry"]
    yield "concern inquiry: reply", DESKS["concern inquiry"] | HEARD["concern inquiry"]


WORDS: Final[Mapping[str, People]] = dict(
    [*_words(), *_words_of_concerns(), *PUT_AWAY.items()]
) | {
    **SUCCESSION_WORDS,
    "incident astray: words": OWN | OFFICERS,
    "annotation blacked: words": MAIN | OFFICERS,  # all that is not black, and the original
    "version passed 1: steps before": only(W.OWNER, W.SECONDARY),
    "referral old: conflict": NOBODY,  # why somebody is not free to review it
    "learning there: words": THERE,
    "hold here: words": ANSWERABLE,
    "typed brought: words": OWN,
    "note draft: draft": OWN,
    # What keeps the guard quiet in her case, and why, is for its author to look through.
    "note draft: fine": OWN,
    "version open 1: kept": OWN,
    "case main: kept": OWN,
    "note returned: draft": OWN,
    "copy redraft: draft": OWN,
    "rule here: basis": HERE,
    "rule there: basis": THERE,
    "clinic here: name": HERE,
    "clinic there: name": THERE,
    "presentation circle: shown": CIRCLE,
    # The pair is told to which group a note is presented.
    "group circle: name": GROUPS["group circle"] | {W.SUPERVISOR},
    "group apart: name": GROUPS["group apart"],
    "group there: name": THERE,
    "invitation here: mail": MANAGERS,
    "invitation there: mail": only(W.LEAD_THERE),
}
