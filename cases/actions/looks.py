# ruff: noqa: S608 - the names are those of our own table
"""One look at narrative text: whether it is the same one still, and how it is counted.

By hand: it is asked at every look, and Django takes longer to write such a question than a
database to answer it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from cases.models import NarrativeRead
from cases.read_enums import BREAK_GLASS, EXPORTS
from supervision.prepared import rows_of

WINDOW_MINUTES: Final = 15
SAME_LOOK: Final = timedelta(minutes=1)

# What makes a further look the same row, but for those that have one each.
_KEY: Final = ("case_id", "reader_id", "what", "object_id", "role", "window")
# In the words of the unique index: SQLite compares them.
_EACH: Final = ", ".join(f"'{each}'" for each in EXPORTS)
_APART: Final = f""""what" IN ({_EACH}) OR "role" = '{BREAK_GLASS}'"""

_TABLE: Final = NarrativeRead._meta.db_table
_FIELDS: Final = {field.attname: field for field in NarrativeRead._meta.concrete_fields}
_SAME: Final = (
    f"SELECT 1 FROM {_TABLE} WHERE "
    + " AND ".join(f'"{name}" = %s' for name in _KEY)
    + ' AND "last_at" > %s'
)
_COUNT: Final = (
    "INSERT INTO {table} ({columns}) VALUES ({values}) "
    "ON CONFLICT ({key}) WHERE NOT ({apart}) "
    'DO UPDATE SET "times" = {table}."times" + 1, "last_at" = excluded."last_at" '
    'WHERE {table}."last_at" <= %s AND {table}."root_id" IS NULL RETURNING 1'
).format(
    table=_TABLE,
    columns=", ".join(f'"{name}"' for name in _FIELDS),
    values=", ".join(["%s"] * len(_FIELDS)),
    key=", ".join(f'"{name}"' for name in _KEY),
    apart=_APART,
)


def window_of(moment: datetime) -> datetime:
    minute = moment.minute - moment.minute % WINDOW_MINUTES
    return moment.replace(minute=minute, second=0, microsecond=0)


def is_same(look: NarrativeRead) -> bool:
    """What comes within a minute: a page loaded once more, or a part of it."""
    if look.is_apart:
        return False
    return bool(rows_of(_SAME, [*_values(look, _KEY), _before(look)]))


def count(look: NarrativeRead) -> None:
    """In one statement: two requests at the same time make one row, and one look. A row that
    is in the ledger already, because a clock was ahead for a while, stays as it is."""
    rows_of(_COUNT, [*_values(look, _FIELDS), _before(look)])


def _values(look: NarrativeRead, names: Iterable[str]) -> list[object]:
    return [_FIELDS[name].get_db_prep_save(getattr(look, name), connection) for name in names]


def _before(look: NarrativeRead) -> object:
    return _FIELDS["last_at"].get_db_prep_save(look.last_at - SAME_LOOK, connection)
