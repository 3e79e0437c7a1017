"""The list of decisions for a spreadsheet: codes, names and dates, never a word of theirs."""

import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from defusedcsv import csv
from django.utils import timezone

from cases.decision_enums import Ground
from cases.decision_field import DecisionField
from cases.decision_fields import fields_of
from cases.decision_workflow import status_label
from cases.enums import DecisionKind
from cases.exporting.records import plain
from cases.models import BoundaryDecision, Decision, ReferralDecision

AnyDecision = ReferralDecision | BoundaryDecision

FACTS: Final = (
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
CODED: Final = frozenset({"choice", "date", "month", "flag"})
# What defusedcsv lets through, and some spreadsheets run as they run =, +, - and @.
ALSO_FORMULAS: Final = ("\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MODELS: Final[Any] = {
    DecisionKind.REFERRAL: ReferralDecision,
    DecisionKind.BOUNDARY: BoundaryDecision,
}


def coded_fields(kind: str) -> dict[str, DecisionField]:
    """The declared fields that hold a code or a date, without what is reflective."""
    return {
        name: field
        for name, field in fields_of(kind).items()
        if field.kind in CODED and name not in _MODELS[kind].REFLECTIVE
    }


def columns() -> tuple[str, ...]:
    declared = (f"{kind}.{name}" for kind in DecisionKind for name in coded_fields(kind))
    return (*FACTS, *declared)


def header() -> str:
    return row_line(columns())


def lines(decisions: Iterable[AnyDecision]) -> Iterator[str]:
    for decision in decisions:
        yield row_line((*_facts(decision), *_declared(decision)))


def row_line(cells: Iterable[str]) -> str:
    """Cells that a spreadsheet would run as a formula are neutralised."""
    line = io.StringIO()
    csv.writer(line).writerow(
        [f"'{cell}" if cell.startswith(ALSO_FORMULAS) else cell for cell in cells]
    )
    return line.getvalue()


def _declared(decision: AnyDecision) -> Iterator[str]:
    """Those of the other kind stay empty."""
    for kind in DecisionKind:
        for name, field in coded_fields(kind).items():
            value = getattr(decision, name) if kind == decision.kind else None
            yield "" if value is None else words(field, value)


def words(field: DecisionField, value: Any) -> str:
    if field.kind == "choice" and field.choices:
        return str(field.choices(value).label) if value else ""
    if field.kind == "many" and field.choices:
        return "; ".join(str(field.choices(code).label) for code in value)
    if field.kind == "flag":
        return "yes" if value else "no"
    return str(plain(value, field))


def _facts(decision: AnyDecision) -> tuple[str, ...]:
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
        _main_ground(decision),
        supervisor,
        decision.supervisee.display_name,
        "yes" if decision.emergency else "",
        *(timezone.localdate(when).isoformat() if when else "" for when in dates),
    )


def _main_ground(decision: Decision) -> str:
    if not isinstance(decision, ReferralDecision):
        return ""
    main = next((row for row in decision.grounds.all() if row.primary), None)
    return str(Ground(main.ground).label) if main else ""
