"""What a room shows of its review: how it ended, what is agreed, taken away, balanced."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from cases import policy
from cases.attestations import wording
from cases.directives import agreed_day, day_has_passed, is_paused
from cases.enums import AnnotationStatus, NoteMove
from cases.models import Annotation, Note, NoteStep, NoteVersion, TakeAway
from cases.review_selectors import (
    directives_in,
    takeaway_on,
)
from frontend.forms import PageForm
from frontend.forms_review import TakeAwayForm
from supervision.models import User


class Agreed(NamedTuple):
    """A directive that has no end yet, as one line."""

    annotation: Annotation
    what: str
    state: str
    day: date | None
    late: bool
    paused: bool


class Outcome(NamedTuple):
    """How the review of one version ended, in the words that were attested."""

    step: NoteStep
    words: str


def agreed_lines(directives: Iterable[Annotation]) -> list[Agreed]:
    return [_agreed(each) for each in directives]


def agreed_in(note: Note, *, to: User) -> list[Agreed]:
    return agreed_lines(directives_in(note, to=to))


def _agreed(annotation: Annotation) -> Agreed:
    terms, status = annotation.directive, annotation.status
    return Agreed(
        annotation,
        terms.get("what") or annotation.body,
        AnnotationStatus(status).label,
        agreed_day(terms),
        late=day_has_passed(status, terms, today=timezone.localdate()),
        paused=is_paused(status, terms),
    )


def outcome_of(history: Sequence[NoteStep], number: int) -> Outcome | None:
    """The last completed review of that version; a newer version has none from an older one."""
    for step in reversed(history):
        if step.move == NoteMove.COMPLETE and step.number == number:
            return Outcome(step, wording(step.attestation, step.wording))
    return None


def earlier_outcome(history: Sequence[NoteStep], number: int) -> NoteStep | None:
    earlier = [s for s in history if s.move == NoteMove.COMPLETE and s.number < number]
    return earlier[-1] if earlier else None


class TakenAway(NamedTuple):
    takeaway: TakeAway | None
    form: TakeAwayForm | None
    open: bool


def taken_away(version: NoteVersion, *, to: User, bound: PageForm | None) -> TakenAway:
    """What was taken away from this version, and the form of whoever may write it."""
    takeaway = takeaway_on(version, to=to)
    if not policy.allows(policy.check_write_takeaway, to, version):
        return TakenAway(takeaway, None, open=False)
    now = takeaway.version if takeaway else 0
    if isinstance(bound, TakeAwayForm):
        bound.catch_up(version=now)
        return TakenAway(takeaway, bound, open=True)
    form = TakeAwayForm(initial=_first(takeaway, version.number))
    return TakenAway(takeaway, form, open=False)


def _first(takeaway: TakeAway | None, number: int) -> dict[str, object]:
    if takeaway is None:
        return {"number": number, "version": 0}
    return {
        "number": number,
        "version": takeaway.version,
        "lines": takeaway.lines,
        "next_action": takeaway.next_action,
        "next_month": takeaway.next_month,
        "shared": takeaway.shared,
    }
