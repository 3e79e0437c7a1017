# ruff: noqa: S608 - the names are those of our own tables and columns; values are parameters
"""The access log as evidence: the leaf of a row, and whether rows still make their roots.

Verification reads plain SQL, as that of the ledger does, and trusts no column but the entry in
the ledger, whose own bytes ``manage.py ledger verify`` proves.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from cases.enums import LedgerKind
from supervision.ledger import canonical, merkle
from supervision.ledger.source import ENTRY, Source

READ, ROOT = "cases_narrativeread", "cases_readroot"
IDS: Final = ("id", "case_id", "reader_id", "object_id")
TIMES: Final = ("window", "first_at", "last_at")
COLUMNS: Final = (*IDS, *TIMES, "what", "role", "times")
QUOTED: Final = ", ".join(f'r."{name}"' for name in COLUMNS)


def leaf_of(row: dict[str, Any]) -> bytes:
    """Of all that a row says. In a tree the leaves stand by window and id."""
    said = {name: str(row[name]) for name in (*IDS, "what", "role")}
    said |= {name: canonical.moment(row[name]) for name in TIMES}
    return merkle.leaf_hash(canonical.encode_entry(said | {"v": 1, "times": row["times"]}))


def check(source: Source, clinic: str) -> str | None:
    """What is wrong with this clinic's access log, in one sentence; None where nothing is."""
    if not source.exists(ROOT):  # a copy from before there were roots
        return None
    told = dict(_told(source, clinic))
    for root in _roots(source, clinic) - told.keys():
        return f"names no root {root} of the access log, which is there"
    for root, said in told.items():
        leaves = list(_leaves(source, root))
        if len(leaves) != said["size"]:
            return (
                f"was not followed by the access log: of {said['size']} reads before "
                f"{said['upto']} there are {len(leaves)}"
            )
        if merkle.root_of(leaves).hex() != said["root"]:
            return f"was not followed by the access log: a read before {said['upto']} changed"
    return None


def _told(source: Source, clinic: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the ledger says of each root."""
    found = source.rows(
        f"SELECT subject_id, body FROM {ENTRY} WHERE clinic_id = ? AND kind = ? ORDER BY id",
        source.key(clinic),
        LedgerKind.READS_ROOTED.value,
    )
    for root, body in found:
        yield str(root), json.loads(body)["details"]


def _roots(source: Source, clinic: str) -> set[str]:
    found = source.rows(f"SELECT id FROM {ROOT} WHERE clinic_id = ?", source.key(clinic))
    return {source.uuid(pk) for (pk,) in found}


def _leaves(source: Source, root: str) -> Iterator[bytes]:
    found = source.rows(
        f'SELECT {QUOTED} FROM {READ} r WHERE r.root_id = ? ORDER BY r."window", r.id',
        source.key(root),
    )
    for values in found:
        row = dict(zip(COLUMNS, values, strict=True))
        row |= {name: source.uuid(row[name]) for name in IDS}
        row |= {name: _moment(row[name]) for name in TIMES}
        yield leaf_of(row)


def _moment(stored: Any) -> datetime:
    """SQLite's text is UTC, with or without microseconds."""
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
