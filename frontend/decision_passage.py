"""The passages a decision grew from, to read beside it; for those who read the note itself."""

from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString

from cases import selectors
from cases.actions.reads import record_version_read
from cases.decision_policy import Reading
from cases.models import Decision, NoteVersion
from frontend.marks import Mark, render
from frontend.templatetags.ui import dimension_class
from supervision.models import User

_READ: Final = (Reading.AUTHOR, Reading.SUPERVISOR)
PASSAGE: Final = "passage"


class Part(NamedTuple):
    title: str
    html: SafeString


class Beside(NamedTuple):
    """``grown_from`` holds the passage, marked; ``rest`` is the note around it."""

    url: str
    number: int
    grown_from: list[Part]
    rest: list[Part]


def passage_beside(user: User, decision: Decision, reading: Reading) -> Beside | None:
    """None where there is no note, or this person may not read that version of it."""
    if decision.from_version_id is None or reading not in _READ:
        return None
    versions = selectors.versions_visible_to(user)
    version = versions.filter(pk=decision.from_version_id).first()
    if version is None:
        return None
    record_version_read(version=version, by=user)
    marks = [*_of_passage(decision), *_of_flags(version, user)]
    found: tuple[list[Part], list[Part]] = ([], [])
    for each in version.sections:
        start, end = each["start"], each["end"]
        html = render(version.text, start, end, marks)
        holds = any(m.card == PASSAGE and m.start < end and m.end > start for m in marks)
        found[0 if holds else 1].append(Part(each["title"], html))
    address = f"{reverse('room', args=[version.note_id])}?version={version.number}"
    return Beside(address, version.number, *found)


def _of_passage(decision: Decision) -> list[Mark]:
    if decision.from_start is None or decision.from_end is None:
        return []
    return [Mark(decision.from_start, decision.from_end, PASSAGE, "grew-from", "", "")]


def _of_flags(version: NoteVersion, user: User) -> list[Mark]:
    """As this reader sees them in the room."""
    marks = []
    for flag in selectors.flags_shown_on(version, to=user).distinct():
        for anchor in flag.anchors.all():
            here = anchor.version_id == version.pk
            if here and anchor.start is not None and anchor.end is not None:
                look = dimension_class(flag.dimension)
                marks.append(Mark(anchor.start, anchor.end, f"flag-{flag.pk}", look, "", ""))
    return marks
