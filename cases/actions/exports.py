"""Handing out the list of decisions: codes, names and dates, never a word of theirs."""

import io
from collections.abc import Iterator

from defusedcsv import csv
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from cases.actions.decisions import record_export
from cases.decision_enums import Ground
from cases.decision_selectors import DecisionFilters, decisions_visible_to
from cases.decision_workflow import status_label
from cases.models import Decision
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


@transaction.atomic
def export_decisions(*, filters: DecisionFilters, by: User) -> Iterator[str]:
    """Recorded first; the lines follow, as many at a time as are asked for.

    Cells that a spreadsheet would run as a formula are neutralised.
    """
    decisions = filters.apply(decisions_visible_to(by))
    rows = decisions.order_by().values_list("clinic").annotate(rows=Count("pk"))
    record_export(counts=dict(rows), filters=filters.named(), by=by)
    return _lines(decisions.order_by("-opened_at", "-id").iterator(chunk_size=CHUNK))


def _lines(decisions: Iterator[Decision]) -> Iterator[str]:
    yield _line(COLUMNS)
    for decision in decisions:
        yield _line(_cells(decision))


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(
        [f"'{cell}" if cell.startswith(ALSO_FORMULAS) else cell for cell in cells]
    )
    return line.getvalue()


def _cells(decision: Decision) -> tuple[str, ...]:
    ground = getattr(decision, "main_ground", None)
    supervisor = decision.relationship.supervisor.display_name if decision.relationship else ""
    dates = (
        decision.opened_at,
        decision.review_due,
        decision.reviewed_at,
        decision.decided_at,
        decision.closed_at,
    )
    return (
        decision.reference,
        decision.case.code,
        decision.get_kind_display(),
        status_label(decision.kind, decision.status),
        Ground(ground).label if ground else "",
        supervisor,
        decision.supervisee.display_name,
        "yes" if decision.emergency else "",
        *(timezone.localdate(when).isoformat() if when else "" for when in dates),
    )
