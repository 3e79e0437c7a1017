"""Note formats as data: which sections a note has and what each asks.

The wording is the project's own. The supervision question is not a section: every
format ends with it, and a note cannot be submitted without it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from cases.enums import Format

QUESTION_KEY = "question"
QUESTION_TITLE = "My question for supervision"
SEPARATOR = "\n\n"


class Section(NamedTuple):
    key: str
    title: str
    hint: str


class NoteFormat(NamedTuple):
    code: Format
    title: str
    purpose: str
    sections: tuple[Section, ...]


def _format(code: Format, purpose: str, *sections: tuple[str, str, str]) -> NoteFormat:
    return NoteFormat(code, code.label, purpose, tuple(Section(*each) for each in sections))


_ALL = (
    _format(
        Format.CASE_PRESENTATION,
        "The whole case, for a first presentation or a change of direction.",
        (
            "reason",
            "What brings the client",
            "The problem as the client puts it, and as you do.",
        ),
        ("client", "The client in a few lines", "Roles and bands, no names or places."),
        ("history", "Brief history", "What matters for today; leave the rest."),
        ("treatment", "Treatment so far", "What was tried, what came of it."),
        ("impression", "Working impression", "Your diagnostic thinking, held lightly."),
        ("formulation", "Formulation", "How you make sense of it."),
        ("culture", "Culture and context", "What the client has told you it means to them."),
        ("course", "Course of the sessions", "The last sessions, in order."),
        (
            "transference",
            "Between us",
            "What you notice in the client towards you, and in you.",
        ),
    ),
    _format(
        Format.SEVEN_EYED,
        "One session seen from seven sides.",
        ("client", "1 The client", "What happened, without interpretation."),
        ("interventions", "2 What I did", "Interventions, and ones you held back."),
        ("relationship", "3 The relationship", "If the two of you were on an island…"),
        ("therapist", "4 Me", "What moved in you, and what it asked for."),
        ("parallel", "5 Here and there", "What of the session repeats in supervision?"),
        ("supervisor", "6 For my supervisor", "What you would like your supervisor to notice."),
        ("context", "7 The wider context", "Clinic, family, law, money, culture, time."),
    ),
    _format(
        Format.FORMULATION_5P,
        "A formulation in five parts.",
        ("presenting", "Presenting", "What is the matter now?"),
        ("predisposing", "Predisposing", "What made this client open to it?"),
        ("precipitating", "Precipitating", "What set it off?"),
        ("perpetuating", "Perpetuating", "What keeps it going, the therapy included?"),
        ("protective", "Protective", "What holds and helps?"),
    ),
    _format(
        Format.REFLECTIVE_SHORT,
        "Ten minutes after a session.",
        ("happened", "What happened", "In order, in a few lines."),
        ("felt", "What I felt", "Also in the body."),
        ("assumed", "What I assumed", "About the client, about myself."),
        ("avoided", "What I avoided", "What was not said or done."),
        ("need", "What I need", "From supervision, from anybody."),
    ),
    _format(
        Format.ECHO_QUESTION,
        "One page, one question.",
        ("background", "What we need to know", "Only what the question needs."),
    ),
)

FORMATS: Mapping[str, NoteFormat] = {each.code: each for each in _ALL}


class PlacedSection(NamedTuple):
    """Where a section lies in the text of a version, in code points, end exclusive."""

    key: str
    title: str
    start: int
    end: int


def join_sections(
    code: str, sections: Mapping[str, str], question: str
) -> tuple[str, list[PlacedSection]]:
    """The whole note as one text, and where each written section lies in it."""
    parts = [
        (each.key, each.title, sections.get(each.key, "")) for each in FORMATS[code].sections
    ]
    parts.append((QUESTION_KEY, QUESTION_TITLE, question))
    placed: list[PlacedSection] = []
    texts: list[str] = []
    position = 0
    for key, title, text in parts:
        if not text:
            continue
        placed.append(PlacedSection(key, title, position, position + len(text)))
        texts.append(text)
        position += len(text) + len(SEPARATOR)
    return SEPARATOR.join(texts), placed
