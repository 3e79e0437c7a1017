# ruff: noqa: S608 - the names are those of our own tables and columns; values are parameters
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

from supervision import row_scope
from supervision.ledger import triggers
from supervision.ledger.judging import IN_SQL, IN_UTC, Batch, dashed, judge
from supervision.ledger.merkle import LEVEL_WIDTH

FETCH = 8 * LEVEL_WIDTH
# Few enough of SQLite's rows to stay in the processor's cache while they are judged, and a
# whole subtree, which is built at once.
JUDGED = LEVEL_WIDTH
ENTRY = "supervision_ledgerentry"
POSITION = "supervision_ledgerposition"
PENDING = "supervision_ledgerpending"
HEAD = "supervision_ledgerhead"
NODE = "supervision_ledgernode"
OPENING = "supervision_ledgeropening"
KEY = "supervision_datakey"
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
    def rows(self, sql: str, *parameters: str | int) -> Iterator[tuple[Any, ...]]: ...
    def judged(self, clinic: str) -> Iterator[Batch]:
        """The clinic's entries in the order of their positions."""

    def text(self, column: str) -> str: ...
    def uuid(self, stored: Any) -> str: ...
    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]: ...
    def clinics(self, sql: str) -> list[str]: ...
    def key(self, clinic: str) -> str: ...
    def exists(self, table: str) -> bool: ...
    def missing_triggers(self) -> list[str]: ...


def placed(
    source: Source, clinic: str, *, skip: int = 0, most: int = 10**18
) -> Iterator[EntryRow]:
    """The clinic's entries in the order of their positions, or some of them."""
    return source.entries(
        f"FROM {POSITION} p LEFT JOIN {ENTRY} e ON e.id = p.entry_id "
        f"WHERE p.clinic_id = ? ORDER BY p.position LIMIT {int(most)} OFFSET {int(skip)}",
        clinic,
    )


def openings(source: Source, clinic: str, first: int, end: int) -> dict[Any, tuple[str, bytes]]:
    """Of the entries between two positions: under which key what lies beside them is sealed."""
    found = source.rows(
        f"SELECT o.entry_id, o.data_key_id, o.sealed FROM {POSITION} p "
        f"JOIN {OPENING} o ON o.entry_id = p.entry_id "
        "WHERE p.clinic_id = ? AND p.position >= ? AND p.position < ?",
        source.key(clinic),
        first,
        end,
    )
    return {entry: (source.uuid(key), _bytes(sealed)) for entry, key, sealed in found}


def opening(source: Source, entry_id: int) -> tuple[str, bytes] | None:
    sql = f"SELECT data_key_id, sealed FROM {OPENING} WHERE entry_id = ?"
    for key, sealed in source.rows(sql, entry_id):
        return source.uuid(key), _bytes(sealed)
    return None


def data_key(source: Source, key_id: str) -> tuple[str, str, bytes] | None:
    """The clinic, the epoch and the wrapped key."""
    for clinic, epoch, wrapped in source.rows(
        f"SELECT clinic_id, epoch, wrapped FROM {KEY} WHERE id = ?", source.key(key_id)
    ):
        return source.uuid(clinic), str(epoch), _bytes(wrapped)
    return None


def nodes(source: Source, clinic: str) -> Iterator[tuple[Any, Any, bytes]]:
    """The kept subtrees, level by level: level, number and root."""
    sql = f"SELECT level, number, root FROM {NODE} WHERE clinic_id = ? ORDER BY level, number"
    found = source.rows(sql, source.key(clinic))
    return ((level, number, _bytes(root)) for level, number, root in found)


def waiting(source: Source, clinic: str) -> Iterator[EntryRow]:
    """The clinic's entries that have no position, found without trusting the queue."""
    return source.entries(
        f"FROM {ENTRY} e LEFT JOIN {POSITION} p ON p.entry_id = e.id "
        "WHERE e.clinic_id = ? AND p.entry_id IS NULL ORDER BY e.id",
        clinic,
    )


def filed(source: Source, clinic: str) -> int:
    """How many entries name this clinic as theirs."""
    sql = f"SELECT count(*) FROM {ENTRY} WHERE clinic_id = ?"
    return sum(count for (count,) in source.rows(sql, source.key(clinic)))


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
    tables = [ENTRY, POSITION, HEAD, *([NODE] if source.exists(NODE) else [])]
    selects = (f"SELECT {source.text('clinic_id')} FROM {table}" for table in tables)
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

    def rows(self, sql: str, *parameters: str | int) -> Iterator[tuple[Any, ...]]:
        yield from self._database.execute(sql, parameters)

    def judged(self, clinic: str) -> Iterator[Batch]:
        """The database is in this process, so Python compares faster than its SQL would."""
        cursor = self._database.execute(
            # Without a declared type, or Django's own connection makes a date of it.
            "SELECT p.position, p.entry_id, e.body, e.leaf, e.clinic_id, e.kind, "
            f"+e.occurred_at, e.actor_id, e.subject_type, e.subject_id FROM {POSITION} p "
            f"LEFT JOIN {ENTRY} e ON e.id = p.entry_id WHERE p.clinic_id = ? "
            "ORDER BY p.position",
            (self.key(clinic),),
        )
        judged = judge(self.key(clinic), clinic)
        while True:
            try:
                rows = cursor.fetchmany(JUDGED)
            except sqlite3.OperationalError:  # a text that is no UTF-8
                yield Batch.bad(JUDGED)
                return
            if not rows:
                return
            yield judged(rows)

    def text(self, column: str) -> str:
        """As bytes: text that is no UTF-8 would stop the reader, not fail the check."""
        return f"CAST({column} AS BLOB)"

    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]:
        columns = ", ".join(self.text(f"e.{column}") for column in EntryRow._fields[4:])
        sql = f"{SELECT}, {self.text('e.body')}, e.leaf, {columns} {joins}"
        for position, entry_id, body, leaf, *others in self.rows(sql, self.key(clinic)):
            kind, filed, at, actor, *subject = map(_text, others)
            yield EntryRow(
                position, entry_id, body, leaf, kind, dashed(filed), _moment(at), dashed(actor),
                *subject,
            )  # fmt: skip

    def uuid(self, stored: Any) -> str:
        return dashed(_text(stored)) or ""

    def key(self, clinic: str) -> str:
        return clinic.replace("-", "")

    def clinics(self, sql: str) -> list[str]:
        return [dashed(_text(row[0])) or "" for row in self.rows(sql)]

    def exists(self, table: str) -> bool:
        """A copy may be older than a table."""
        return any(self.rows(f'PRAGMA table_info("{table}")'))

    def missing_triggers(self) -> list[str]:
        with closing(self._database.cursor()) as cursor:
            return triggers.missing(triggers.DIALECTS["sqlite"], cursor)


class PostgresSource:
    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self._database = database

    def rows(self, sql: str, *parameters: str | int) -> Iterator[tuple[Any, ...]]:
        """Through a cursor of the server, so that neither side holds the whole table."""
        with self._database.chunked_cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), parameters)
            while rows := cursor.fetchmany(FETCH):
                yield from rows

    def judged(self, clinic: str) -> Iterator[Batch]:
        sql = (
            "SELECT p.position, p.entry_id, convert_to(e.body, 'UTF8'), e.leaf, "
            f"{IN_SQL} FROM {POSITION} p LEFT JOIN {ENTRY} e ON e.id = p.entry_id "
            "WHERE p.clinic_id = %s::uuid ORDER BY p.position"
        )
        with self._database.chunked_cursor() as cursor:
            # In the server's own form: bytes cost twice as much as digits.
            cursor.cursor.execute(sql, (clinic,), binary=True)
            while rows := cursor.cursor.fetchmany(FETCH):
                yield Batch(*zip(*rows, strict=True))

    def text(self, column: str) -> str:
        return f"{column}::text"

    def uuid(self, stored: Any) -> str:
        return str(stored)

    def entries(self, joins: str, clinic: str) -> Iterator[EntryRow]:
        sql = (
            f"{SELECT}, convert_to(e.body, 'UTF8'), e.leaf, e.kind, e.clinic_id::text, "
            f"{IN_UTC}, e.actor_id::text, e.subject_type, e.subject_id {joins}"
        )
        for position, entry_id, body, leaf, *columns in self.rows(sql, clinic):
            content = None if body is None else bytes(body)
            yield EntryRow(position, entry_id, content, leaf, *columns)

    def key(self, clinic: str) -> str:
        return clinic

    def clinics(self, sql: str) -> list[str]:
        return [row[0] for row in self.rows(sql)]

    def exists(self, table: str) -> bool:
        return any(found for (found,) in self.rows("SELECT to_regclass(?) IS NOT NULL", table))

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
            row_scope.tell(connection)  # the driver's own cursors do not
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


def _moment(stored: str | None) -> str | None:
    """SQLite holds a space between date and time, and no microseconds where there are none."""
    if stored is None or stored[10:11] != " " or stored.endswith(".000000"):
        return stored and f"? {stored}"
    return f"{stored[:10]}T{stored[11:]}{'' if '.' in stored else '.000000'}Z"


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
