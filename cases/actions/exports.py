"""Handing out the list of decisions: codes, names and dates, never a word of theirs."""

import io
from collections.abc import Iterator
from typing import Any

from defusedcsv import csv
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from cases.actions.decisions import record_export
from cases.decision_enums import Ground
from cases.decision_selectors import DecisionFilters, decisions_visible_to
from cases.decision_workflow import status_label
from cases.enums import DecisionKind
from supervision.models import User

COLUMNS = (
    "reference",
    "case",
    "kind",
    "status",
    "ground",
    "supervisor",
    "supervisee",
    "emergency",
    "opened",
    "review_due",
    "reviewed",
    "decided",
    "closed",
)
CHUNK = 500
# What defusedcsv lets through, and some spreadsheets run as they run =, +, - and @.
ALSO_FORMULAS = ("\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


# What a line is made of, by name; nothing else is read.
READ = (
    "reference",
    "case__code",
    "kind",
    "status",
    "main_ground",
    "relationship__supervisor__display_name",
    "supervisee__display_name",
    "emergency",
    "opened_at",
    "review_due",
    "reviewed_at",
    "decided_at",
    "closed_at",
)


class Export(Iterator[str]):
    """The lines of an export, heading first, and how many there will be of the others."""

    def __init__(self, lines: Iterator[str], total: int) -> None:
        self.lines = lines
        self.total = total

    def __next__(self) -> str:
        return next(self.lines)


@transaction.atomic
def export_decisions(*, filters: DecisionFilters, by: User) -> Export:
    """Recorded first; the lines follow, as many at a time as are asked for.

    Cells that a spreadsheet would run as a formula are neutralised.
    """
    decisions = filters.apply(decisions_visible_to(by))
    counts = dict(decisions.order_by().values_list("clinic").annotate(rows=Count("pk")))
    record_export(counts=counts, filters=filters.named(), by=by)
    rows = decisions.order_by("-opened_at", "-id").values_list(*READ)
    return Export(_lines(rows.iterator(chunk_size=CHUNK)), sum(counts.values()))


def _lines(rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    yield _line(COLUMNS)
    for row in rows:
        yield _line(_cells(row))


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(
        [f"'{cell}" if cell.startswith(ALSO_FORMULAS) else cell for cell in cells]
    )
    return line.getvalue()


def _cells(row: tuple[Any, ...]) -> tuple[str, ...]:
    reference, case, kind, status, ground, supervisor, supervisee, emergency, *dates = row
    return (
        reference,
        case,
        str(DecisionKind(kind).label),
        status_label(kind, status),
        str(Ground(ground).label) if ground else "",
        supervisor or "",
        supervisee,
        "yes" if emergency else "",
        *(timezone.localdate(when).isoformat() if when else "" for when in dates),
    )
