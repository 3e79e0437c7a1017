"""What is wrong with one stored entry, by itself."""

import json

from supervision.ledger.canonical import VERSION
from supervision.ledger.merkle import leaf_hash
from supervision.ledger.source import EntryRow

# In the frame of a body whose actor is null.
QUOTES = 28


def fault_of(clinic: str, row: EntryRow) -> str:
    """What is wrong with this entry by itself; empty where nothing is."""
    if row.body is None:
        return "is missing: its position points at no entry"
    if not isinstance(row.leaf, bytes | memoryview) or leaf_hash(row.body) != bytes(row.leaf):
        return "does not hash to its leaf: body or leaf was changed"
    if not _repeats(row, row.body):
        return _difference(row, row.body)
    return "" if row.clinic_id == clinic else "belongs to another clinic"


def _repeats(row: EntryRow, body: bytes) -> bool:
    """Whether the body begins and ends with what the columns say.

    Canonical bytes have one order, so this proves what parsing them would, several times
    faster: as long as no column smuggles in a quote, no other reading of the body fits.
    """
    by = "null" if row.actor_id is None else f'"{row.actor_id}"'
    begin = f'{{"at":"{row.occurred_at}","by":{by},"clinic":"{row.clinic_id}","details":{{'
    end = (
        f'}},"kind":"{row.kind}","subject":{{"id":"{row.subject_id}",'
        f'"type":"{row.subject_type}"}},"v":{VERSION}}}'
    )
    quotes = begin.count('"') + end.count('"')
    return (
        quotes == (QUOTES if row.actor_id is None else QUOTES + 2)
        and body.startswith(begin.encode())
        and body.endswith(end.encode())
    )


def _difference(row: EntryRow, body: bytes) -> str:
    said = _said(body)
    if said is None:
        return "has a body that no version of this program wrote"
    for column, value in said.items():
        if getattr(row, column) != value:
            return f"says another {column} in its column than in its body"
    return "has a body that is not in canonical form"


def _said(body: bytes) -> dict[str, str | None] | None:
    """What the body says for each column."""
    try:
        said = json.loads(body)
        return {
            "kind": said["kind"],
            "clinic_id": said["clinic"],
            "occurred_at": said["at"],
            "actor_id": said["by"],
            "subject_type": said["subject"]["type"],
            "subject_id": said["subject"]["id"],
        }
    except (ValueError, KeyError, TypeError):
        return None
