"""For whom rows are asked for, told to PostgreSQL so that it shows no other clinic's.

A scope is set where something comes in (a request, a socket, a thread) and holds for all that
is asked inside. Where the installation asks for row security (``supervision.row_security``) it
is told to the database at the beginning of each transaction, with ``set_config(…, true)``: it
ends with that transaction and never reaches whoever gets the connection next.

A server that was told nothing is shown nothing. A command acts for the installation as a whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

SETTING: Final = "supervision.scope"
NOBODY: Final = ""
EVERYWHERE: Final = "everywhere"
PEOPLE: Final = "people:"
CLINIC: Final = "clinic:"

TELL: Final = f"SELECT set_config('{SETTING}', %s, true)"
# Statements about none of these need not be told; one that was forgotten here shows nothing.
OURS: Final = re.compile(r"\b(?:cases_|supervision_(?:concern|datakey|ledger))")
BACK: Final = "ROLLBACK TO"
# How libpq says that there is no transaction, and that it waits for its end.
IDLE, FAILED = 0, 3

Part = TypeVar("Part")

_scope: ContextVar[str | None] = ContextVar("row_scope", default=None)
# On a connection: what its running transaction was told last.
TOLD: Final = "told_row_scope"


def current() -> str:
    said = _scope.get()
    if said is not None:
        return said
    return NOBODY if settings.SERVING else EVERYWHERE


def of_person(user_id: UUID) -> Any:
    """The clinics in which this person has, or ever had, a role."""
    return of_people([user_id])


def of_people(user_ids: Iterable[UUID]) -> Any:
    """Theirs together: a room is read once for everybody who is in it."""
    listed = ",".join(sorted(str(user_id) for user_id in user_ids))
    return _within(f"{PEOPLE}{listed}" if listed else NOBODY)


def of_clinic(clinic_id: UUID) -> Any:
    """For what is written in the name of a clinic, whoever acts: its ledger."""
    return _within(f"{CLINIC}{clinic_id}")


def everywhere() -> Any:
    """For what belongs to the installation and not to a clinic. Every use says why."""
    return _within(EVERYWHERE)


def nobody() -> Any:
    return _within(NOBODY)


def enter_person(user_id: UUID) -> None:
    """From here on, inside a scope that ends by itself: who it is comes to light late where a
    token says so."""
    _scope.set(f"{PEOPLE}{user_id}")


def enter_clinic(clinic_id: UUID) -> None:
    """The same for a token that is for one clinic."""
    _scope.set(f"{CLINIC}{clinic_id}")


def going_on(parts: Iterator[Part]) -> Iterator[Part]:
    """Parts that are made after the request that asked for them: in its scope all the same."""
    return _each_within(current(), parts)


def _each_within(scope: str, parts: Iterator[Part]) -> Iterator[Part]:
    while True:
        with _within(scope):
            try:
                part = next(parts)
            except StopIteration:
                return
        yield part


@contextmanager
def _within(scope: str) -> Iterator[None]:
    before = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(before)


# --- Telling the database ---


def attach(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """To a connection that was just made: from its first statement on."""
    setattr(connection, TOLD, None)
    if connection.vendor == "postgresql" and attend not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, attend)


@contextmanager
def attached(connection: BaseDatabaseWrapper, *, told: bool = True) -> Iterator[None]:
    """For now; or, with ``told=False``, for now not."""
    wrappers = connection.execute_wrappers
    before, wrappers[:] = wrappers[:], [it for it in wrappers if it is not attend]
    if told:
        attach(connection=connection)
    try:
        yield
    finally:
        wrappers[:] = before
        setattr(connection, TOLD, None)


def attend(
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's signature
    context: dict[str, Any],
) -> Any:
    """Around each statement: what it is about has been told before."""
    connection: BaseDatabaseWrapper = context["connection"]
    if _is_idle(connection):
        setattr(connection, TOLD, None)
    if isinstance(sql, str) and not OURS.search(sql):
        try:
            return execute(sql, params, many, context)
        finally:
            if sql.startswith(BACK):  # a setting goes back with its savepoint
                setattr(connection, TOLD, None)
    if not connection.get_autocommit():
        tell(connection)
        return execute(sql, params, many, context)
    with connection.wrap_database_errors, connection.connection.transaction():
        connection.connection.execute(TELL, [current()])
        return execute(sql, params, many, context)


def tell(connection: BaseDatabaseWrapper) -> None:
    """Within a transaction; for what goes past Django's cursors as well."""
    scope = current()
    if attend not in connection.execute_wrappers or getattr(connection, TOLD, None) == scope:
        return
    if _has_failed(connection):
        return
    with connection.wrap_database_errors:
        connection.connection.execute(TELL, [scope])
    setattr(connection, TOLD, scope)


def _is_idle(connection: BaseDatabaseWrapper) -> bool:
    """Between transactions: psycopg begins one with the first statement."""
    return bool(connection.connection.pgconn.transaction_status == IDLE)


def _has_failed(connection: BaseDatabaseWrapper) -> bool:
    return bool(connection.connection.pgconn.transaction_status == FAILED)
