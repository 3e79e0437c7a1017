"""A ledger of any size, written straight into the tables in the form that acts leave."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from supervision.ledger import canonical, merkle
from supervision.models import LedgerHead

CHUNK = 20_000
BEGUN = datetime(2026, 1, 1, 8, 0, 0, 250, tzinfo=UTC)
COLUMNS = (
    "id", "clinic_id", "kind", "occurred_at", "actor_id", "subject_type", "subject_id",
    "body", "leaf",
)  # fmt: skip


def fill(clinic_id: UUID, actor_id: UUID, entries: int, first_id: int = 1) -> None:
    """``entries`` with their positions, kept subtrees and head."""
    tree = merkle.Frontier()
    decisions = [str(uuid4()) for _ in range(max(entries // 5, 1))]
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, entries, CHUNK):
            numbers = range(start, min(start + CHUNK, entries))
            rows = [_row(clinic_id, actor_id, n, first_id + n, decisions) for n in numbers]
            _insert(cursor, "supervision_ledgerentry", COLUMNS, rows)
            _insert(
                cursor, "supervision_ledgerposition", ("entry_id", "clinic_id", "position"),
                [(first_id + n, _uuid(clinic_id), n) for n in numbers],
            )  # fmt: skip
            nodes = tree.extend([row[-1] for row in rows])
            _insert(
                cursor, "supervision_ledgernode", ("clinic_id", "level", "number", "root"),
                [(_uuid(clinic_id), *node) for node in nodes],
            )  # fmt: skip
    LedgerHead.objects.create(
        clinic_id=clinic_id, size=tree.size, frontier=tree.to_bytes(), root=tree.root()
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE supervision_ledgerentry")
            cursor.execute("ANALYZE supervision_ledgerposition")
            cursor.execute("SELECT setval(pg_get_serial_sequence('supervision_ledgerentry', "
                           "'id'), (SELECT max(id) FROM supervision_ledgerentry))")  # fmt: skip


def _row(
    clinic_id: UUID, actor_id: UUID, number: int, row: int, decisions: list[str]
) -> tuple[Any, ...]:
    at, subject = BEGUN + timedelta(seconds=number), decisions[number % len(decisions)]
    body = canonical.encode_entry(
        {
            "v": 1, "clinic": str(clinic_id), "kind": "decision.moved",
            "at": canonical.moment(at), "by": str(actor_id),
            "subject": {"type": "cases.decision", "id": subject},
            "details": {"from_status": "in_progress", "to_status": "proposed", "version": 2},
        }
    )  # fmt: skip
    stored = at if connection.vendor == "postgresql" else f"{at:%Y-%m-%d %H:%M:%S.%f}"
    return (
        row, _uuid(clinic_id), "decision.moved", stored, _uuid(actor_id), "cases.decision",
        subject, body.decode(), merkle.leaf_hash(body),
    )  # fmt: skip


def _uuid(value: UUID) -> Any:
    return value if connection.vendor == "postgresql" else value.hex


def _insert(
    cursor: Any, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own tables
