"""Where verification reads: a database as it stands, without models and without writing.

Rows come through the driver's own cursor, one after the other, in one consistent view. What the
columns hold is compared as text, so that a value of a wrong type or encoding is a difference
found and not an error met.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from supervision.ledger import triggers

FETCH = 2000
ENTRY = "supervision_ledgerentry"
POSITION = "supervision_ledgerposition"
HEAD = "supervision_ledgerhead"


class EntryRow(NamedTuple):
    """An entry as stored. All None but the first two where a position's entry does not exist."""

    position: Any
    entry_id: Any
    body: bytes | None
    leaf: Any
    kind: str | None
    clinic_id: str | None
    occurred_at: str | None
    actor_id: str | None
    subject_type: str | None
    subject_id: str | None


class Source(Protocol):
    def rows(self, sql: str, *parameters: str) -> Iterator[tuple[Any, ...]]: ...
    def text(self, column: str) -> str: ...
    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]: ...
    def moment(self, at: str) -> str: ...
    def missing_triggers(self) -> list[str]: ...


def placed(source: Source, clinic: str) -> Iterator[EntryRow]:
    """The clinic's entries in the order of their positions."""
    return source.entries(
        f"FROM {POSITION} p LEFT JOIN {ENTRY} e ON e.id = p.entry_id "
        "WHERE p.clinic_id = ? ORDER BY p.position",
        clinic,
    )


def waiting(source: Source, clinic: str) -> Iterator[EntryRow]:
    """The clinic's entries that have no position, found without trusting the queue."""
    return source.entries(
        f"FROM {ENTRY} e LEFT JOIN {POSITION} p ON p.entry_id = e.id "
        "WHERE e.clinic_id = ? AND p.entry_id IS NULL ORDER BY e.id",
        clinic,
    )


def clinics(source: Source) -> list[str]:
    """Every clinic that any table of the ledger names, as stored."""
    selects = (
        f"SELECT {source.text('clinic_id')} FROM {table}" for table in (ENTRY, POSITION, HEAD)
    )
    found = source.rows(" UNION ".join(selects))
    return sorted(_text(row[0]) or "" for row in found)


def head(source: Source, clinic: str) -> tuple[Any, bytes, bytes] | None:
    """Size, frontier and root as the sequencer left them."""
    rows = source.rows(f"SELECT size, frontier, root FROM {HEAD} WHERE clinic_id = ?", clinic)
    for size, frontier, root in rows:
        return size, _bytes(frontier), _bytes(root)
    return None


class SqliteSource:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def rows(self, sql: str, *parameters: str) -> Iterator[tuple[Any, ...]]:
        yield from self._database.execute(sql, parameters)

    def text(self, column: str) -> str:
        """As bytes: text that is no UTF-8 would stop the reader instead of failing the check."""
        return f"CAST({column} AS BLOB)"

    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]:
        text = ("body", "kind", "clinic_id", "occurred_at", "actor_id", "subject_type", "subject_id")
        body, *others = (self.text(f"e.{column}") for column in text)
        sql = f"SELECT p.position, COALESCE(p.entry_id, e.id), {body}, e.leaf, {', '.join(others)} {joins}"
        for position, entry_id, content, leaf, *columns in self.rows(sql, clinic):
            yield EntryRow(position, entry_id, content, leaf, *map(_text, columns))

    def moment(self, at: str) -> str:
        return at.rstrip("Z").replace("T", " ").removesuffix(".000000")

    def missing_triggers(self) -> list[str]:
        with closing(self._database.cursor()) as cursor:
            return triggers.missing(triggers.DIALECTS["sqlite"], cursor)


class PostgresSource:
    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self._database = database

    def rows(self, sql: str, *parameters: str) -> Iterator[tuple[Any, ...]]:
        """Through a cursor of the server, so that neither side holds the whole table."""
        with self._database.chunked_cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), parameters)
            while rows := cursor.fetchmany(FETCH):
                yield from rows

    def text(self, column: str) -> str:
        return f"replace({column}::text, '-', '')"

    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]:
        moment = "to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        sql = (
            "SELECT p.position, COALESCE(p.entry_id, e.id), convert_to(e.body, 'UTF8'), e.leaf, e.kind, "
            f"{self.text('e.clinic_id')}, {moment}, {self.text('e.actor_id')}, "
            f"e.subject_type, e.subject_id {joins}"
        )
        for position, entry_id, body, leaf, *columns in self.rows(sql, clinic):
            content = None if body is None else bytes(body)
            yield EntryRow(position, entry_id, content, leaf, *columns)

    def moment(self, at: str) -> str:
        return at

    def missing_triggers(self) -> list[str]:
        return triggers.missing_triggers(self._database)


@contextmanager
def installation() -> Iterator[Source]:
    """The database of the settings."""
    if connection.in_atomic_block:
        connection.ensure_connection()
        raw = connection.connection
        yield SqliteSource(raw) if connection.vendor == "sqlite" else PostgresSource(connection)
    elif connection.vendor == "sqlite":
        with sqlite_file(Path(connection.settings_dict["NAME"])) as source:
            yield source
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield PostgresSource(connection)


@contextmanager
def sqlite_file(path: Path) -> Iterator[Source]:
    """A database file, opened so that nothing can write to it, in one view for all queries."""
    with closing(_open_read_only(path)) as database:
        database.execute("BEGIN")
        yield SqliteSource(database)


def _open_read_only(path: Path) -> sqlite3.Connection:
    """A copy on a medium without write access has no place for SQLite's shared memory; without
    a log beside it the file alone is the database, and can be read as one that never changes."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    database = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        database.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        database.close()
        if not path.is_file() or path.with_name(f"{path.name}-wal").exists():
            raise
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    return database


def _text(value: bytes | str | None) -> str | None:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
