"""Flags as the editor lists them: their words, their state, and what can be done now."""

from typing import NamedTuple

from cases import policy, selectors
from cases.actions.drafts import section_text
from cases.dimensions import DIMENSIONS, Field
from cases.enums import Dimension, FlagAcceptance, FlagDirection, FlagStatus
from cases.formats import FORMATS, QUESTION_KEY, QUESTION_TITLE
from cases.models import NoteDraft, ReflectiveFlag
from cases.workflow import FLAG_TRANSITIONS
from frontend.templatetags.ui import dimension_class
from supervision.models import User

QUIET = (FlagStatus.RESTING, FlagStatus.SET_ASIDE)
ASKING = (FlagAcceptance.ASKED, FlagAcceptance.LEFT)


class FlagLine(NamedTuple):
    flag: ReflectiveFlag
    quote: str
    title: str
    """Of the section it is in; empty for the whole note."""
    classes: str
    moves: list[FlagStatus]
    asked: bool
    own: bool


class Fact(NamedTuple):
    label: str
    text: str


def flag_lines(user: User, draft: NoteDraft) -> list[FlagLine]:
    """In the order of the note, the flags of the whole note first."""
    titles = {each.key: each.title for each in FORMATS[draft.note.format].sections}
    titles[QUESTION_KEY] = QUESTION_TITLE
    order = {key: place for place, key in enumerate(titles)}
    flags = sorted(
        selectors.draft_flags(user, draft.note),
        key=lambda flag: (order.get(flag.section, -1), flag.start or 0, flag.end or 0),
    )
    return [_line(user, draft, flag, titles.get(flag.section, "")) for flag in flags]


def _line(user: User, draft: NoteDraft, flag: ReflectiveFlag, title: str) -> FlagLine:
    flag.note = draft.note
    own = policy.owns_flag(user, flag)
    quote = section_text(draft, flag.section)[flag.start : flag.end] if title else ""
    return FlagLine(
        flag,
        quote,
        title,
        classes_of(flag),
        _moves(flag) if own else [],
        asked=flag.acceptance == FlagAcceptance.ASKED and not own,
        own=own,
    )


def classes_of(flag: ReflectiveFlag) -> str:
    """How its words are painted: the dimension, a question, or at rest."""
    kind = [dimension_class(flag.dimension)]
    if flag.acceptance in ASKING:
        kind.append("is-question")
    if flag.status in QUIET:
        kind.append("is-resting")
    return " ".join(kind)


def _moves(flag: ReflectiveFlag) -> list[FlagStatus]:
    """In the order of the words, setting aside last."""
    return [to for to in FlagStatus if to in FLAG_TRANSITIONS[FlagStatus(flag.status)]]


def facts_of(flag: ReflectiveFlag) -> list[Fact]:
    """What was filled in, in words; what was left out is not mentioned."""
    fields = DIMENSIONS[flag.dimension].fields
    facts = [Fact(field.label, _said(field, flag.details.get(field.code))) for field in fields]
    if flag.direction:
        facts.insert(0, Fact("Where", FlagDirection(flag.direction).label))
    if flag.intensity is not None:
        facts.append(Fact("How strong", f"{flag.intensity} of 4"))
    return [fact for fact in facts if fact.text]


def answers_of(user: User, flag: ReflectiveFlag) -> list[Fact]:
    if not policy.reads_answers(user, flag):
        return []
    prompts = DIMENSIONS[flag.dimension].prompts
    said = [Fact(each.text, flag.prompt_answers.get(each.code, "")) for each in prompts]
    return [fact for fact in said if fact.text]


def invitation(dimension: str) -> str:
    return DIMENSIONS[Dimension(dimension)].invitation


def _said(field: Field, value: object) -> str:
    labels = {choice.code: choice.label for choice in field.choices}
    match field.kind, value:
        case _, None | "" | []:
            return ""
        case "one", str():
            return labels[value]
        case "many", list():
            return ", ".join(labels[each] for each in value)
        case "axes", list():
            return ", ".join(
                f"{labels[each['axis']]} ({each['side'].replace('_', ' ')})" for each in value
            )
        case _:
            return str(value)
