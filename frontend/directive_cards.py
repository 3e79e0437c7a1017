"""What is shown of a directive: its terms, what holds now, the way it went step by step."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from cases import room
from cases.directives import (
    LABELS,
    SAFETY,
    SENTENCES,
    agreed_day,
    day_has_passed,
    what_holds,
)
from cases.enums import Act, AnnotationMove, AnnotationStatus
from cases.models import Annotation, AnnotationStep

SEEN_NOT_DONE = "Not done, talked about"


class Term(NamedTuple):
    label: str
    text: str
    day: date | None


class StepLine(NamedTuple):
    """One step as a sentence: who, what, when, the words, and the terms that it replaced."""

    who: str
    did: str
    at: datetime
    words: str
    was: list[Term]


class Directive(NamedTuple):
    terms: list[Term]
    safety: bool
    state: str
    holds: str
    steps: list[StepLine]
    day: date | None
    late: bool

    @property
    def well(self) -> bool:
        """Done, and seen to be done."""
        return self.state == AnnotationStatus.VERIFIED.label


def directive_of(annotation: Annotation) -> Directive | None:
    """None for what is no directive. Of a withdrawn one its terms are gone."""
    if annotation.act != Act.DIRECTIVE:
        return None
    withdrawn = annotation.status == AnnotationStatus.WITHDRAWN
    terms = {} if withdrawn else annotation.directive
    steps = room.steps_of(annotation)
    return Directive(
        terms=_terms(terms),
        safety=bool(terms.get(SAFETY)),
        state=_state(annotation, steps),
        holds=what_holds(annotation.status, terms),
        steps=[_line(step, withdrawn=withdrawn) for step in steps],
        day=agreed_day(terms),
        late=day_has_passed(annotation.status, terms, today=timezone.localdate()),
    )


def is_worded(annotation: Annotation, move: AnnotationMove) -> bool:
    """A step of a directive has its words; everything else is done with one press."""
    return annotation.act == Act.DIRECTIVE and move != AnnotationMove.ACKNOWLEDGE


def _terms(given: Mapping[str, str]) -> list[Term]:
    return [
        Term(label, given[name], agreed_day(given) if name == "by_when" else None)
        for name, label in LABELS.items()
        if given.get(name)
    ]


def _state(annotation: Annotation, steps: Iterable[AnnotationStep]) -> str:
    """Its status; one that ended without being done does not look as if it had been."""
    reported = [s.move for s in steps if s.to_status in {"done", "not_done"}]
    not_done = reported[-1:] == [AnnotationMove.REPORT_NOT_DONE]
    if annotation.status == AnnotationStatus.VERIFIED and not_done:
        return SEEN_NOT_DONE
    return AnnotationStatus(annotation.status).label


def _line(step: AnnotationStep, *, withdrawn: bool) -> StepLine:
    hidden = withdrawn and room.is_hidden_step(step)
    return StepLine(
        who=str(step.by),
        did=SENTENCES[AnnotationMove(step.move)],
        at=step.at,
        words="" if hidden else step.text,
        was=[] if withdrawn else _terms(step.was),
    )
