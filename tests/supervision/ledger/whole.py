"""The whole ledger as rows, taken and put back: what a backup and its restoring do to it."""

from typing import Any

from django.db import connection

# In the order in which they can be filled.
TABLES = (
    "supervision_ledgerentry",
    "supervision_ledgerpending",
    "supervision_ledgerposition",
    "supervision_ledgerhead",
    "supervision_ledgernode",
    "supervision_ledgeropening",
)
Backup = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def taken() -> Backup:
    backup: Backup = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
            names = [column[0] for column in cursor.description]
            backup[table] = (names, cursor.fetchall())
    return backup


def put_back(cursor: Any, backup: Backup) -> None:
    """Past the triggers: the cursor is that of ``behind_the_applications_back``."""
    for table in reversed(TABLES):
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - the same
    for table in TABLES:
        names, rows = backup[table]
        marks = ", ".join(["%s"] * len(names))
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - the same
        for row in rows:
            cursor.execute(sql, row)
