"""The text of a decision or a version, in one fixed form, for the ledger to commit to.

Every column and every row that belongs to a decision alone is in it, so that what a field holds
later can be compared with what it held when the entry was written.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from django.db import models

from cases.decision_fields import fields_of
from cases.identifier_reading import Text
from cases.models import Decision, NoteVersion
from supervision.ledger import canonical
from supervision.ledger.commitments import Content
from supervision.models import SealedJSONField, SealedTextField

# Bookkeeping that changes without the decision changing.
PASSED_OVER: Final = frozenset({"updated_at", "quarantined_at"})
# Not part of it: what somebody has typed and not saved leaves no trace, here either; and that
# it was hidden is no part of what it says.
BESIDE: Final = frozenset({"drafts", "incidents"})

Held = dict[str, Any]


def content_of(decision: Decision) -> Content:
    """As it is in the database now, within the transaction of the act."""
    return content_in(decision, held_by(decision))


def held_by(decision: Decision) -> Held:
    """Its columns, and the rows that belong to it alone."""
    return _row(decision) | {
        f"{relation.name}": [_row(row) for row in _rows(relation, decision)]
        for relation in parts_of(type(decision))
    }


def content_in(decision: Decision, held: Held) -> Content:
    return Content(_written(held), decision.case.data_key)


def texts_in(decision: Decision, held: Held) -> list[Text]:
    """Everything in it that somebody wrote, by the name of its field."""
    known = fields_of(decision.kind)
    found = [
        Text(name, known[name].label if name in known else name, text)
        for name in _sealed(type(decision))
        for text in _strings(held.get(name))
    ]
    for relation in parts_of(type(decision)):
        title = relation.name.replace("_", " ")
        for row in held[relation.name]:
            for name in _sealed(relation.related_model):
                found += [Text(relation.name, title, text) for text in _strings(row[name])]
    return found


def _sealed(model: type[models.Model]) -> list[str]:
    own: frozenset[str] = getattr(model, "PRIVATE", frozenset())
    return [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField | SealedJSONField) and field.name not in own
    ]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def content_of_version(version: NoteVersion) -> Content:
    return Content(_written(_row(version)), version.note.case.data_key)


def parts_of(model: type[models.Model]) -> list[Any]:
    """The rows that point at a decision and at nothing else of this kind: grounds, options,
    consultations, steps, follow-ups and whatever is added later."""
    found = [
        relation
        for relation in model._meta.related_objects
        if relation.one_to_many
        and relation.name not in BESIDE
        and relation.related_model._meta.app_label == "cases"
        and callable(getattr(relation.related_model, "sealing_key", None))
    ]
    return sorted(found, key=lambda relation: str(relation.name))


def _rows(relation: Any, decision: Decision) -> list[Any]:
    manager = relation.related_model._base_manager  # noqa: SLF001 - Django's own name for it
    rows = list(manager.filter(**{relation.field.name: decision.pk}).order_by("pk"))
    for row in rows:
        setattr(row, relation.field.name, decision)  # its key opens them without more queries
    return rows


def _row(row: models.Model) -> dict[str, Any]:
    """Without what its author keeps to herself: no act is about that."""
    own: frozenset[str] = getattr(row, "PRIVATE", frozenset())
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in PASSED_OVER | own
    }


def _written(held: dict[str, Any]) -> str:
    return json.dumps(
        held, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return canonical.moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    msg = f"{type(value).__name__} has no fixed form."
    raise TypeError(msg)
