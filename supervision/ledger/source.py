# ruff: noqa: S608 - the names are those of our own tables and columns; values are parameters
"""Where verification reads: a database as it stands, without models and without writing.

Rows come through the driver's own cursor, one after the other, in one consistent view. What the
columns hold is compared as text, so that a value of a wrong type or encoding is a difference
found and not an error met.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from supervision.ledger import triggers

FETCH = 2000
UUID_DIGITS = 32
ENTRY = "supervision_ledgerentry"
POSITION = "supervision_ledgerposition"
PENDING = "supervision_ledgerpending"
HEAD = "supervision_ledgerhead"
SELECT = "SELECT p.position, COALESCE(p.entry_id, e.id)"


class EntryRow(NamedTuple):
    """An entry as stored, its columns in the form that the body has for them.

    All None but the first two where a position points at no entry.
    """

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
    def clinics(self, sql: str) -> list[str]: ...
    def key(self, clinic: str) -> str: ...
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


def queue(source: Source, clinic: str) -> tuple[int, int]:
    """How many of the clinic's entries the queue names, and how many of them are placed."""
    found = source.rows(
        f"SELECT count(*), count(p.entry_id) FROM {PENDING} q JOIN {ENTRY} e "
        f"ON e.id = q.entry_id LEFT JOIN {POSITION} p ON p.entry_id = e.id "
        "WHERE e.clinic_id = ?",
        source.key(clinic),
    )
    ((queued, placed_already),) = found
    return queued, placed_already


def clinics(source: Source) -> list[str]:
    """Every clinic that any table of the ledger names, as stored."""
    selects = (
        f"SELECT {source.text('clinic_id')} FROM {table}" for table in (ENTRY, POSITION, HEAD)
    )
    return sorted(source.clinics(" UNION ".join(selects)))


def head(source: Source, clinic: str) -> tuple[Any, bytes, bytes] | None:
    """Size, frontier and root as the sequencer left them."""
    for size, frontier, root in source.rows(
        f"SELECT size, frontier, root FROM {HEAD} WHERE clinic_id = ?", source.key(clinic)
    ):
        return size, _bytes(frontier), _bytes(root)
    return None


class SqliteSource:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def rows(self, sql: str, *parameters: str) -> Iterator[tuple[Any, ...]]:
        yield from self._database.execute(sql, parameters)

    def text(self, column: str) -> str:
        """As bytes: text that is no UTF-8 would stop the reader, not fail the check."""
        return f"CAST({column} AS BLOB)"

    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]:
        columns = ", ".join(self.text(f"e.{column}") for column in EntryRow._fields[4:])
        sql = f"{SELECT}, {self.text('e.body')}, e.leaf, {columns} {joins}"
        for position, entry_id, body, leaf, *others in self.rows(sql, self.key(clinic)):
            kind, filed, at, actor, *subject = map(_text, others)
            yield EntryRow(
                position, entry_id, body, leaf, kind, _uuid(filed), _moment(at), _uuid(actor),
                *subject,
            )  # fmt: skip

    def key(self, clinic: str) -> str:
        return clinic.replace("-", "")

    def clinics(self, sql: str) -> list[str]:
        return [_uuid(_text(row[0])) or "" for row in self.rows(sql)]

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
        return f"{column}::text"

    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]:
        sql = (
            f"{SELECT}, convert_to(e.body, 'UTF8'), e.leaf, e.kind, e.clinic_id::text, "
            "to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), "
            f"e.actor_id::text, e.subject_type, e.subject_id {joins}"
        )
        for position, entry_id, body, leaf, *columns in self.rows(sql, clinic):
            content = None if body is None else bytes(body)
            yield EntryRow(position, entry_id, content, leaf, *columns)

    def key(self, clinic: str) -> str:
        return clinic

    def clinics(self, sql: str) -> list[str]:
        return [row[0] for row in self.rows(sql)]

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
    """A copy where nothing may be written has no place for SQLite's shared memory. Without a
    log beside it the file alone is the database, and is read as one that never changes."""
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


@lru_cache(maxsize=4096)
def _uuid(stored: str | None) -> str | None:
    """SQLite holds 32 digits. Any other form was not written by this program, and stays
    recognisable as other than what the body says."""
    if stored is None or len(stored) != UUID_DIGITS:
        return stored and f"? {stored}"
    return "-".join((stored[:8], stored[8:12], stored[12:16], stored[16:20], stored[20:]))


def _moment(stored: str | None) -> str | None:
    """SQLite holds a space between date and time, and no microseconds where there are none."""
    if stored is None or stored[10:11] != " " or stored.endswith(".000000"):
        return stored and f"? {stored}"
    return f"{stored[:10]}T{stored[11:]}{'' if '.' in stored else '.000000'}Z"


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
