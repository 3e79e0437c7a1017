"""A decision as plain values, led by the declarations: a new field comes along by itself."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields as attributes
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from django.db.models import Field, Model

from cases.decision_field import DecisionField
from cases.decision_fields import fields_of
from cases.decision_policy import Reading
from cases.decision_reading import Shown
from cases.models import Decision
from supervision.models import LedgerEntry, User

# What a person could do next is of the page; all else that a reader is shown goes out.
NOT_RECORD: Final = frozenset({"offers"})
# Where in a note it began: of a text that is no part of the record.
NOT_FACTS: Final = frozenset({"from_start", "from_end"})


def record_of(shown: Shown) -> dict[str, Any]:
    """Codes as codes, days as ISO 8601, months as YYYY-MM; no row's key but the decision's."""
    decision = shown.decision
    known = fields_of(decision.kind)
    return {
        **facts_of(decision),
        "read_as": shown.reading.value,
        "withheld": sorted(shown.withheld),
        "content": {
            name: plain(shown.content[name], field)
            for name, field in known.items()
            if name in shown.content
        },
        **{
            name: [row_of(row, shown.reading) for row in rows] for name, rows in parts_of(shown)
        },
    }


def facts_of(decision: Decision) -> dict[str, Any]:
    supervisor = decision.relationship.supervisor if decision.relationship else None
    plain_columns = {
        column.name: plain(getattr(decision, column.attname))
        for column in Decision._meta.concrete_fields
        if not column.is_relation
        and column.name not in NOT_FACTS
        and column.name not in fields_of(decision.kind)
    }
    return plain_columns | {
        "case": decision.case.code,
        "supervisee": decision.supervisee.display_name,
        "supervisor": supervisor.display_name if supervisor else None,
        "linked_note": decision.from_version_id is not None,
    }


def parts_of(shown: Shown) -> Iterator[tuple[str, Sequence[Model]]]:
    """Every sort of row that this reader is shown beside the fields: grounds, steps, …"""
    for attribute in attributes(shown):
        rows = getattr(shown, attribute.name)
        if isinstance(rows, list | tuple) and attribute.name not in NOT_RECORD:
            yield attribute.name, rows


def row_of(row: Model, reading: Reading) -> dict[str, Any]:
    return {column.name: _cell(row, column) for column in columns_of(row, reading)}


def columns_of(row: Model, reading: Reading) -> "list[Field[Any, Any]]":
    """Its own columns and the people in it; what is reflective is not the lead's."""
    reflective: frozenset[str] = getattr(row, "REFLECTIVE", frozenset())
    hidden = reflective if reading.audits else frozenset()
    return [
        column
        for column in row._meta.concrete_fields
        if not column.primary_key
        and column.name not in hidden
        and (not column.is_relation or column.related_model is User)
    ]


def _cell(row: Model, column: "Field[Any, Any]") -> Any:
    value = getattr(row, column.name)
    return value.display_name if isinstance(value, User) else plain(value)


def plain(value: Any, field: DecisionField | None = None) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return f"{value:%Y-%m}" if field and field.kind == "month" else value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def entry_of(entry: LedgerEntry) -> dict[str, Any]:
    """The exact bytes that were hashed, and where they stand: enough to check it elsewhere."""
    placed = getattr(entry, "placed", None)
    return {
        "position": placed.position if placed else None,
        "leaf": bytes(entry.leaf).hex(),
        "body": entry.body,
    }


def line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
