"""One decision as a document for somebody who was not there: all of it written out, nothing to
fold, dates in full. Fields and rows follow their declarations, so that a new one comes along.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format

from cases.actions.exports import Dossier
from cases.decision_field import DecisionField
from cases.decision_fields import fields_of
from cases.decision_reading import Shown
from cases.decision_workflow import turn_of
from cases.enums import LedgerKind
from cases.exporting.records import columns_of, parts_of
from frontend.decision_page import TURNS
from frontend.decision_sections import Section, display, names_in_order, sections_of
from frontend.forms_decisions import ContentForm
from supervision.enums import LedgerKind as ClinicLedgerKind
from supervision.models import LedgerEntry, User

Line = tuple[str, str]
# Which section a sort of rows belongs to; any other has a section of its own.
PLACED: Final = {"grounds": "grounds", "options": "options", "voices": "client"}
# Told as a course, not as rows.
TOLD: Final = frozenset({"steps"})
KINDS: Final = {kind.value: kind.label for kind in (*ClinicLedgerKind, *LedgerKind)}


class Row(NamedTuple):
    title: str
    lines: list[Line]


class Chapter(NamedTuple):
    title: str
    lines: list[Line]
    rows: list[Row]


class Entry(NamedTuple):
    position: str
    act: str
    who: str
    when: datetime
    leaf: str


def said_of(dossier: Dossier) -> dict[str, Any]:
    """All that its template writes."""
    shown = dossier.shown
    known = fields_of(shown.decision.kind)
    return {
        "export": dossier.export,
        "shown": shown,
        "decision": shown.decision,
        "turn": TURNS[turn_of(shown.decision.kind, shown.decision.status)],
        "withheld": sorted(known[name].label for name in shown.withheld),
        "chapters": list(_chapters(shown)),
        "entries": [_entry(entry, dossier) for entry in dossier.entries],
        "size": dossier.size,
        "root": dossier.root,
        "now": timezone.now(),
    }


def _chapters(shown: Shown) -> Iterator[Chapter]:
    rows = {name: _rows(name, found, shown) for name, found in parts_of(shown)}
    nothing = ContentForm(kind=shown.decision.kind, names=())
    for section in sections_of(shown, nothing, {}):
        placed = [row for name, code in PLACED.items() if code == section.code
                  for row in rows.get(name, [])]  # fmt: skip
        chapter = Chapter(section.title, list(_section_lines(section, shown)), placed)
        if chapter.lines or chapter.rows:
            yield chapter
    if further := list(_further(shown)):
        yield Chapter("Further facts", further, [])
    for name, found in rows.items():
        if found and name not in PLACED and name not in TOLD:
            yield Chapter(_words(name), [], found)


def _section_lines(section: Section, shown: Shown) -> Iterator[Line]:
    known = fields_of(shown.decision.kind)
    for item in (*section.items, *section.more):
        yield item.label, written(known[item.name], item.value)
    for lens in section.lenses:
        for question, answer in lens.answers:
            yield f"{lens.title}: {question}", answer


def _further(shown: Shown) -> Iterator[Line]:
    """Fields that the page has no section for."""
    planned = set(names_in_order(shown.decision.kind))
    for name, field in fields_of(shown.decision.kind).items():
        value = shown.content.get(name)
        if name not in planned and value not in (None, "", {}, []):
            yield field.label, written(field, display(field, value))


def written(field: DecisionField, value: Any) -> str:
    if field.kind == "month" and isinstance(value, date):
        return date_format(value, "F Y")
    return _text(value)


def _rows(name: str, found: Sequence[Model], shown: Shown) -> list[Row]:
    title = _words(name).removesuffix("s")
    return [
        Row(f"{title} {number}" if len(found) > 1 else title, list(_row_lines(row, shown)))
        for number, row in enumerate(found, start=1)
    ]


def _row_lines(row: Any, shown: Shown) -> Iterator[Line]:
    for column in columns_of(row, shown.reading):
        value = getattr(row, column.name)
        if column.choices:
            value = getattr(row, f"get_{column.name}_display")()
        unsaid = value is False and not column.null
        if value in (None, "", {}, []) or unsaid or column.name == "position":
            continue
        yield _words(str(column.verbose_name)), _text(value)


def _entry(entry: LedgerEntry, dossier: Dossier) -> Entry:
    placed = getattr(entry, "placed", None)
    return Entry(
        str(placed.position) if placed else "waiting",
        str(KINDS.get(entry.kind, entry.kind)),
        dossier.names.get(entry.actor_id, "the installation") if entry.actor_id else "",
        entry.occurred_at,
        bytes(entry.leaf).hex(),
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return value.display_name if isinstance(value, User) else str(value)


def _words(name: str) -> str:
    said = name.replace("_", " ")
    return said[:1].upper() + said[1:]
