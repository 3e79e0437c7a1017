# ruff: noqa: S608 - the names are those of our own tables and columns
"""Append-only, enforced by the database itself.

A table registered here refuses UPDATE, DELETE and, in PostgreSQL, TRUNCATE, by whatever path
they come. SQLite also needs a refusal of inserting an existing key, since INSERT OR REPLACE
fires no delete trigger by default. Whoever owns the database can still drop the triggers; what
was changed then, ``manage.py ledger verify`` finds.

Django rebuilds SQLite tables when it alters them, which drops their triggers silently, so they
are installed again after every migrate (supervision.apps).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

WITH = " with "


@dataclass(frozen=True)
class Protected:
    """``mutable_columns`` may change; "a with b" only in an update that changes b as well."""

    table: str
    mutable_columns: tuple[str, ...] = ()
    until: str = ""  # a column: while it is null the row may change, and never after


class Trigger(NamedTuple):
    name: str
    statements: tuple[str, ...]
    # What the database says of it when it is as it should be.
    signature: object


class Dialect(Protocol):
    """``cursor`` is any DB-API cursor: verification also reads files Django does not know."""

    def prepare(self, cursor: Any) -> None: ...
    def exists(self, cursor: Any, table: str) -> bool: ...
    def wanted(self, cursor: Any, protected: Protected) -> Iterator[Trigger]: ...
    def installed(self, cursor: Any, table: str) -> dict[str, object]: ...
    def drop(self, name: str, table: str) -> str: ...


_protected: dict[str, Protected] = {}


def register(table: str, *, mutable_columns: tuple[str, ...] = (), until: str = "") -> None:
    """Protect a table from the next migrate on; call it in an application's ``ready``."""
    _protected[table] = Protected(table, mutable_columns, until)


register("supervision_ledgerentry")
register("supervision_ledgerposition")
register("supervision_ledgernode")
register("supervision_concernrecord")
# What was put forward to be signed, and that it was signed.
register("supervision_agreementoffer")
register("supervision_agreementsignature")


def install(connection: BaseDatabaseWrapper) -> None:
    """(Re)create the triggers of every registered table that exists."""
    remove(connection)
    dialect = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        dialect.prepare(cursor)
        for protected in _present(dialect, cursor):
            for trigger in list(dialect.wanted(cursor, protected)):
                for statement in trigger.statements:
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the protection off: for the installer, and for tests that empty their tables."""
    dialect = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        for protected in _present(dialect, cursor):
            for name in dialect.installed(cursor, protected.table):
                cursor.execute(dialect.drop(name, protected.table))


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are absent, switched off, or do something else than they should."""
    with connection.cursor() as cursor:
        return missing(DIALECTS[connection.vendor], cursor)


def missing(dialect: Dialect, cursor: Any) -> list[str]:
    found: list[str] = []
    for protected in _present(dialect, cursor):
        installed = dialect.installed(cursor, protected.table)
        found += [
            f"{protected.table}: {trigger.name}"
            for trigger in list(dialect.wanted(cursor, protected))
            if installed.get(trigger.name) != trigger.signature
        ]
    return found


def _present(dialect: Dialect, cursor: Any) -> list[Protected]:
    return [it for it in _protected.values() if dialect.exists(cursor, it.table)]


class Sqlite:
    PREFIX = "append_only_"

    def prepare(self, cursor: Any) -> None:
        pass

    def exists(self, cursor: Any, table: str) -> bool:
        return bool(self._columns(cursor, table))

    def wanted(self, cursor: Any, protected: Protected) -> Iterator[Trigger]:
        table, until = protected.table, protected.until
        changed = closed = f'WHEN OLD."{until}" IS NOT NULL' if until else ""
        if protected.mutable_columns:
            witness = {
                c: w for c, _, w in (m.partition(WITH) for m in protected.mutable_columns)
            }
            changed = "WHEN " + " OR ".join(
                f'OLD."{c}" IS NOT NEW."{c}"'
                if c not in witness
                else f'(OLD."{c}" IS NOT NEW."{c}" AND OLD."{w}" IS NEW."{w}")'
                for c in self._columns(cursor, table)
                if (w := witness.get(c, c))
            )
        yield self._trigger("update", table, changed)
        yield self._trigger("delete", table, closed)
        taken = " OR ".join(
            "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")"
            for key in self._keys(cursor, table)
        )
        if until:
            taken = f'({taken}) AND "{until}" IS NOT NULL'
        yield self._trigger(
            "insert", table, f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {taken})'
        )

    def _trigger(self, event: str, table: str, condition: str = "") -> Trigger:
        name = f"{self.PREFIX}{event}_{table}"
        sql = (
            f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return Trigger(name, (sql,), sql)

    def installed(self, cursor: Any, table: str) -> dict[str, object]:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
            f"AND tbl_name = '{table}' AND instr(name, '{self.PREFIX}') = 1"
        )
        return dict(cursor.fetchall())

    def drop(self, name: str, table: str) -> str:  # noqa: ARG002 - SQLite's names are global
        return f'DROP TRIGGER "{name}"'

    def _columns(self, cursor: Any, table: str) -> list[str]:
        cursor.execute(f'PRAGMA table_info("{table}")')
        return [row[1] for row in cursor.fetchall()]

    def _keys(self, cursor: Any, table: str) -> list[list[str]]:
        """The primary key and every unique constraint over plain columns of the whole table."""
        cursor.execute(f'PRAGMA table_info("{table}")')
        keys = [[row[1] for row in cursor.fetchall() if row[5]]]
        cursor.execute(f'PRAGMA index_list("{table}")')
        for _, index, unique, origin, partial in cursor.fetchall():
            if unique and not partial and origin != "pk":
                cursor.execute(f'PRAGMA index_info("{index}")')
                columns = [row[2] for row in cursor.fetchall()]
                if None not in columns:
                    keys.append(columns)
        return keys


class Postgresql:
    FUNCTION = "supervision_refuse_change"
    # The trigger's arguments are the columns that may change, some with another alone, or one
    # until which all may.
    BODY = """
DECLARE
  argument text;
  witness text;
  free text[] := '{}';
BEGIN
  IF TG_OP <> 'TRUNCATE' AND TG_NARGS > 0 AND starts_with(TG_ARGV[0], 'until:') AND
     (to_jsonb(OLD) ->> substr(TG_ARGV[0], 7)) IS NULL THEN
    IF TG_OP = 'DELETE' THEN
      RETURN OLD;
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
    FOREACH argument IN ARRAY TG_ARGV LOOP
      witness := split_part(argument, ' with ', 2);
      IF witness = '' OR
         to_jsonb(NEW) -> witness IS DISTINCT FROM to_jsonb(OLD) -> witness THEN
        free := free || split_part(argument, ' with ', 1);
      END IF;
    END LOOP;
    IF (to_jsonb(NEW) - free) IS NOT DISTINCT FROM (to_jsonb(OLD) - free) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
"""
    # pg_trigger.tgtype: row 1, before 2, delete 8, update 16, truncate 32.
    ROW, TRUNCATE = 1 + 2 + 8 + 16, 2 + 32

    def prepare(self, cursor: Any) -> None:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {self.FUNCTION}() RETURNS trigger "
            f"LANGUAGE plpgsql AS $body${self.BODY}$body$"
        )

    def exists(self, cursor: Any, table: str) -> bool:
        cursor.execute(f"SELECT to_regclass('{table}') IS NOT NULL")
        return bool(cursor.fetchone()[0])

    def wanted(self, cursor: Any, protected: Protected) -> Iterator[Trigger]:  # noqa: ARG002
        yield self._trigger(protected, "row", "UPDATE OR DELETE", self.ROW)
        yield self._trigger(protected, "truncate", "TRUNCATE", self.TRUNCATE)

    def _trigger(self, protected: Protected, level: str, events: str, kind: int) -> Trigger:
        table, mutable = protected.table, protected.mutable_columns if level == "row" else ()
        if protected.until and level == "row":
            mutable = (f"until:{protected.until}",)
        name = f"append_only_{level}"
        each = "ROW" if level == "row" else "STATEMENT"
        arguments = ", ".join(f"'{column}'" for column in mutable)
        create = (
            f'CREATE TRIGGER {name} BEFORE {events} ON "{table}" '
            f"FOR EACH {each} EXECUTE FUNCTION {self.FUNCTION}({arguments})"
        )
        # ALWAYS: also for a session that calls itself a replica, which skips ordinary triggers.
        enable = f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {name}'
        stored = "".join(f"{column}\\000" for column in mutable)
        return Trigger(name, (create, enable), (kind, "A", stored, None, self.BODY))

    def installed(self, cursor: Any, table: str) -> dict[str, object]:
        cursor.execute(
            "SELECT tgname, tgtype, tgenabled::text, encode(tgargs, 'escape'), tgqual::text, "
            "prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            f"WHERE tgrelid = to_regclass('{table}') AND starts_with(tgname, 'append_only_')"
        )
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}

    def drop(self, name: str, table: str) -> str:
        return f'DROP TRIGGER {name} ON "{table}"'


DIALECTS: dict[str, Dialect] = {"sqlite": Sqlite(), "postgresql": Postgresql()}
