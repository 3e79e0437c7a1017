"""Asking the application as somebody, and noticing every statement that writes."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse

from cases.models import NarrativeRead
from tests.exports import confirm
from tests.matrix.readers import Who
from tests.matrix.table import Row, filled
from tests.matrix.world import Target, World

_SAVEPOINT = re.compile(r'(SAVEPOINT|ROLLBACK TO SAVEPOINT) "(\w+)"')
# A write may stand in a clause before the statement, as the ledger's entry does.
_WRITES = re.compile(r'\s*(?:WITH \w+ AS \()?(INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')
# Looking is recorded for the author to see, and a session remembers when it was last used.
HARMLESS = frozenset({NarrativeRead._meta.db_table, Session._meta.db_table})
NOWHERE: Mapping[str, tuple[Any, ...]] = {
    "version": (uuid4(), 1),
    "report": ("note", uuid4()),
    "takeaway": (uuid4(), 1),
    "copy": (uuid4(), uuid4()),
    "option": (uuid4(), uuid4()),
    "voice": (uuid4(), uuid4()),
    "asking": (uuid4(), uuid4()),
    "looking": (uuid4(), uuid4()),
    "typed": (uuid4(), uuid4()),
    "token": ("nowhere0",),
}


class Answer(NamedTuple):
    status: int
    text: str
    wrote: frozenset[str]
    location: str


class Callers(RequestFactory):
    """Everybody of the cast, each with a session that was opened in better times.

    Lighter than a test client per person: no templates are instrumented.
    """

    def __init__(self, world: World, *, enforce_csrf: bool = False) -> None:
        super().__init__()
        self.world = world
        self.handler = ClientHandler(enforce_csrf_checks=enforce_csrf)
        self.clients = {who: _client_of(user) for who, user in world.people.items()}
        name = settings.SESSION_COOKIE_NAME
        self.sessions = {who: it.cookies[name].value for who, it in self.clients.items()}

    def confirm_anew(self) -> None:
        """Where a run takes longer than a confirmation of who one is lasts."""
        for client in self.clients.values():
            confirm(client)

    def __deepcopy__(self, memo: object) -> "Callers":
        """Shared by the tests of a class: none of them changes it."""
        return self

    def ask(
        self,
        who: Who,
        method: str,
        url: str,
        body: Any = None,
        *,
        form: bool = False,
        **headers: str,
    ) -> Answer:
        content, kind = b"", "application/octet-stream"
        if method not in ("get", "head", "options"):
            content, kind = _encoded(body, form=form)
        with written() as tables:
            response = self.send(who, method.upper(), url, content, kind, **headers)
        return Answer(
            response.status_code,
            _text_of(response),
            frozenset(tables) - HARMLESS,
            response.headers.get("Location", ""),
        )

    def send(
        self, who: Who, method: str, url: str, content: bytes, kind: str, **headers: str
    ) -> Any:
        """These very bytes; Django's response as it is."""
        self.cookies.clear()
        if who in self.sessions:
            self.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return self.generic(method, url, content, kind, headers=headers)

    def request(self, **environ: Any) -> Any:
        """Where the parent class would only build the request, have it answered."""
        base: Any = super()
        return self.handler(base._base_environ(**environ))  # noqa: SLF001 - as Django's client does


def _client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    confirm(client)  # what needs a second sign-in is tried as by somebody who just gave it
    return client


def _encoded(body: Any, *, form: bool) -> tuple[bytes, str]:
    if form:
        said, kind = urlencode(body or {}, doseq=True), "application/x-www-form-urlencoded"
    else:
        said, kind = json.dumps(body or {}), "application/json"
    return said.encode(), kind


def _text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n\n{content.decode()}"


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are written to meanwhile, unless it is taken back at once."""
    tables: set[str] = set()
    before: dict[str, set[str]] = {}

    def notice(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        result = execute(sql, params, many, context)
        found = _WRITES.match(sql)
        # How many rows an INSERT … RETURNING made is not known before they are fetched.
        if found and (found[1] == "INSERT INTO" or context["cursor"].rowcount):
            tables.add(found[2])
        if point := _SAVEPOINT.match(sql):
            if point[1] == "SAVEPOINT":
                before[point[2]] = set(tables)
            else:
                tables.intersection_update(before[point[2]])
        return result

    with connection.execute_wrapper(notice):
        yield tables


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens meanwhile has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, int]:
    """A number per table that is another one when any of its rows is."""
    return {
        model._meta.label: hash(
            tuple(map(_hashable, QuerySet(model).order_by("pk").values_list()))
        )
        for model in apps.get_models()
        if model._meta.db_table not in HARMLESS
    }


def _hashable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Of a row that may hold a list of codes, or what a change of the rules says."""
    return tuple(
        json.dumps(value) if isinstance(value, dict | list) else value for value in row
    )


def address(
    world: World, name: str, row: Row, target: Target | None, *, query: str = ""
) -> str:
    ids = target.ids if target else ()
    if target and row.within:
        ids = (getattr(target.row, f"{row.within}_id", None) or uuid4(), *ids)
    return reverse(name, args=[*ids, *filled(world, list(row.further))]) + query


def nowhere(kind: str) -> Target:
    return Target(NOWHERE.get(kind, (uuid4(),)), None)
