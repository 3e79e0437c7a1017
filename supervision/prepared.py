"""Questions whose SQL is made once, not at every asking: ``prepared`` for visibility as a
subquery, ``Remembered`` for a whole question about one thing.

Building such a query in Python takes several times as long as the database takes to run
it. The queryset stays the one definition: it is compiled for a person nobody is, and each
question puts its own person, and now, into their places.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import datetime
from functools import cache, wraps
from typing import Any, Final, NamedTuple, NoReturn
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from supervision.models import User

NOBODY = User(pk=UUID("00000000-0000-4000-8000-0000000000ff"))
# SQLite is given moments as text. A rule about visibility knows no moment but now.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")

Ways = Callable[..., models.QuerySet[Any, Any]]

# Where a remembered question has a number that differs from asking to asking.
NUMBER: Final = 2**62 + 4999
MOST_REMEMBERED: Final = 1000
PREPARED_AFTER: Final = 5  # what psycopg does unless told otherwise; ours are from the first
MOMENT: Final = models.DateTimeField()
PERSON: Final = models.UUIDField()


def prepared(build: Ways) -> Callable[..., RawSQL]:
    """``build(user, *codes)`` gives a queryset of one column; the result is for ``…__in``."""
    templates: dict[tuple[Hashable, ...], tuple[str, tuple[Any, ...]]] = {}

    @wraps(build)
    def ids(user: User, *codes: Hashable) -> RawSQL:
        kind = (connection.vendor, *codes)
        if kind not in templates:
            templates[kind] = build(NOBODY, *codes).query.sql_with_params()
        sql, params = templates[kind]
        return RawSQL(sql, _filled(params, user.pk))  # noqa: S611 - made by the ORM above

    return ids


def _filled(params: tuple[Any, ...], user_id: UUID) -> list[Any]:
    nobody, person = (_prepared(PERSON, each) for each in (NOBODY.pk, user_id))
    now = _prepared(MOMENT, timezone.now())
    return [person if p == nobody else now if _is_moment(p) else p for p in params]


def _prepared(field: "models.Field[Any, Any]", value: object) -> object:
    return field.get_db_prep_value(value, connection)


def _is_moment(param: object) -> bool:
    return isinstance(param, datetime) or (
        isinstance(param, str) and bool(_MOMENT.match(param))
    )


class _Kept(NamedTuple):
    rows: models.QuerySet[Any, Any]
    compiler: Any
    converters: Any
    sql: str
    params: tuple[Any, ...]
    moments: list[int]
    numbers: list[int]


class Remembered:
    """A question that is asked again and again about the same thing.

    ``build(*about)`` gives a queryset; it is called, and its SQL made, when ``key`` is new. The
    key has to hold everything of ``about`` that the rule looks at. At each asking now is put in
    the place of the moment at which it was made, and ``number`` in the place of ``NUMBER``.
    What the rule finds is never kept: a rule that would ask the database while it is built is
    refused.
    """

    def __init__(self, build: Ways) -> None:
        self._build = build
        self._kept: dict[Hashable, _Kept | None] = {}

    def ask(self, *about: Any, key: Hashable, number: int | None = None) -> list[Any]:
        kind = (connection.vendor, key)
        if kind not in self._kept:
            if len(self._kept) >= MOST_REMEMBERED:
                self._kept.clear()
            self._kept[kind] = self._made(about)
        kept = self._kept[kind]
        return [] if kept is None else _asked(kept, number)

    def _made(self, about: tuple[Any, ...]) -> _Kept | None:
        """None when the rule can find nothing, whatever the database holds."""
        with connection.execute_wrapper(_refuse):
            rows = self._build(*about)
            compiler = rows.query.get_compiler(connection=connection)
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                return None
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        return _Kept(
            rows,
            compiler,
            compiler.get_converters(columns),
            sql,
            tuple(params),
            moments=[place for place, param in enumerate(params) if _is_moment(param)],
            numbers=[place for place, param in enumerate(params) if param == NUMBER],
        )


def _refuse(*_query: Any) -> NoReturn:
    msg = "A remembered question asks nothing while it is built: its answer would be kept."
    raise RuntimeError(msg)


def _asked(kept: _Kept, number: int | None) -> list[Any]:
    params = list(kept.params)
    now = _prepared(MOMENT, timezone.now())
    for place in kept.moments:
        params[place] = now
    for place in kept.numbers:
        params[place] = number
    found = [rows_of(kept.sql, params)]
    compiler = copy(kept.compiler)
    compiler.connection = connections[DEFAULT_DB_ALIAS]
    compiler.execute_sql = lambda *_args, **_kwargs: found
    compiler.get_converters = lambda _columns: kept.converters
    rows: Any = kept.rows
    made: list[Any] = list(rows._iterable_class(_Asked(rows.model, compiler)))  # noqa: SLF001
    return made


class _Asked:
    """As much of a queryset as Django needs to make its rows; a copy of the real one costs as
    much as the database takes to answer."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, model: Any, compiler: Any) -> None:
        self.model, self.query, self._compiler = model, self, compiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        return self._compiler


def rows_of(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the database finds. PostgreSQL plans such a question once for each connection: for
    a rule about visibility that takes many times as long as the answer."""
    with _cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _cursor() -> Any:
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    raw = connection.connection
    # Django's None would forbid it. Its own cursors put their values in and never prepare.
    raw.prepare_threshold = raw.prepare_threshold or PREPARED_AFTER
    return connection.make_cursor(_planned_once()(raw))


@cache
def _planned_once() -> Any:
    from psycopg import Cursor  # noqa: PLC0415 - an installation with SQLite does not need it

    class PlannedOnce(Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            return super().execute(query, params, **{"prepare": True} | options)

    return PlannedOnce
