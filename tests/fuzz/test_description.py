"""schemathesis: what the description of the API allows, and what it does not, as every role.

What it makes up is sent to things that exist, in the world of the matrix, and taken back after
each answer. No answer is a 500, none has a status or a form that the description does not name,
and nobody is shown a word of what is not theirs.

``SUPERVISION_FUZZ=long`` (``just fuzz``) sends many times as much.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, cast
from uuid import uuid4

import pytest
import requests
import schemathesis
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.matrix.calls import address, nowhere, undone
from tests.matrix.readers import EXISTS, W, Who
from tests.matrix.routes import API
from tests.matrix.shared import MatrixCase
from tests.matrix.sweep import may_read
from tests.matrix.table import Row
from tests.matrix.world import Target

LONG: Final = os.environ.get("SUPERVISION_FUZZ") == "long"
EACH: Final = 20 if LONG else 2
# One of each role, and whoever stands outside.
ASKING: Final = (
    *(W.OWNER, W.SUPERVISOR, W.FELLOW, W.LEAD, W.OFFICER, W.ADMINISTRATOR, W.OUTSIDE),
    *(W.HANDLER, W.COVER, W.PAST, W.LEAD_THERE, W.ANONYMOUS),
)
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Of all answers; most of what is made up is refused, as it should be.
UNDERSTOOD: Final = 0.05
# Who asks is who is signed in; and the answer is to be read.
OURS: Final = frozenset({"Authorization", "Cookie", "Content-Type", "Accept-Encoding"})
HOST: Final = "http://127.0.0.1"
MADE_UP: Final = settings(
    max_examples=EACH,
    phases=[Phase.generate],
    derandomize=not LONG,  # what decides about a change is asked the same each time
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.fuzz
class TheDescription(MatrixCase):
    def test_nothing_gets_an_answer_that_it_does_not_name(self) -> None:
        self.told = Counter[int]()
        for who in ASKING:
            with self.subTest(who=who):
                self.callers.confirm_anew()
                self.wrong: dict[str, str] = {}
                for operation in self._operations():
                    self._send(who, operation)
                self.expect_nothing(list(self.wrong.values()))
        told, count = dict(sorted(self.told.items())), self.told.total()
        print(f"\n{count:,} answers: {told}")  # noqa: T201
        assert self.told[200] > count * UNDERSTOOD, "hardly anything was understood"

    def _operations(self) -> Iterator[Any]:
        """The same for whoever is signed in."""
        said = requests.Request("GET", f"{HOST}/api/v1/schema/?format=json").prepare()
        description = schemathesis.openapi.from_dict(self._ask(W.OWNER, said).json())
        for found in description.get_all_operations():
            yield cast("Any", found).ok()

    def _send(self, who: Who, operation: Any) -> None:
        name = _name_of(operation)
        row = API[name]
        cases = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

        @MADE_UP
        @given(case=st.one_of(cases), thing=self._things(who, row.kind))
        def send(case: Any, thing: Any) -> None:
            sent = case.as_transport_kwargs(base_url=HOST)
            if thing is not None:
                sent["url"] = HOST + address(self.world, name, row, thing)
            with undone():
                answer = self._ask(who, requests.Request(**sent).prepare())
            self.told[answer.status_code] += 1
            for problem, seen in self._wrong_with(who, row, case, answer):
                asked = answer.request
                where = f"{who}: {asked.method} {asked.path_url} {asked.body!r}"
                self.wrong.setdefault(f"{operation.label} {problem}", f"{where}: {seen}")

        send()

    def _things(self, who: Who, kind: str) -> st.SearchStrategy[Target | None]:
        """As often their own as any, or one that is not there; with None it is made up."""
        if not kind:
            return st.none()
        named = self.world.named(kind)
        own = [target for name, target in named.items() if who in EXISTS.get(name, ())]
        every = st.sampled_from([*named.values(), nowhere(kind), None])
        return st.sampled_from(own) | every if own else every

    def _wrong_with(
        self, who: Who, row: Row, case: Any, answer: schemathesis.Response
    ) -> Iterator[tuple[str, str]]:
        """Each sort of problem and what was seen of it."""
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            for each in failures.exceptions:
                yield type(each).__name__, f"{answer.status_code}, {each}"
        sent = f"{answer.request.url}{answer.request.body!r}"
        for found in self.world.planted.found_in(answer.text, but=sent):
            label = self.world.planted.words.get(found, found)
            if who not in may_read(label) and label not in _opened_by(row):
                yield label, f"shows “{label}”"

    def _ask(self, who: Who, asked: requests.PreparedRequest) -> schemathesis.Response:
        """The application itself, in this thread and its transaction."""
        headers: dict[str, Any] = {k: v for k, v in asked.headers.items() if k not in OURS}
        kind = str(asked.headers.get("Content-Type", "application/octet-stream"))
        content: Any = asked.body or b""
        answer = self.callers.send(
            who, str(asked.method), asked.path_url, content, kind, **headers
        )
        body = b"".join(answer) if answer.streaming else answer.content
        told = {name.lower(): [value] for name, value in answer.items()}
        return schemathesis.Response(
            answer.status_code,
            told,
            body,
            asked,
            elapsed=0.0,
            verify=False,
            encoding="utf-8",
        )


def _name_of(operation: Any) -> str:
    """Of the route, as the table of the matrix names it."""
    kinds = {each.name: each.definition["schema"] for each in operation.path_parameters}
    path = re.sub(r"{(\w+)}", lambda found: _example(kinds[found[1]]), operation.full_path)
    return resolve(path).view_name


def _example(kind: dict[str, Any]) -> str:
    return "1" if kind.get("type") == "integer" else str(uuid4())


def _opened_by(row: Row) -> set[str]:
    """What may be read because something was done there, or is shown to whoever looks."""
    done = {label for tries in row.do.values() for attempt in tries for label in attempt.opens}
    return done | (set(row.look.shows) if row.look else set())
