"""The description of the API: valid, complete, and for those who are signed in."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from api.schema import METHODS
from api.urls import urlpatterns
from cases.dimensions import DIMENSIONS
from cases.formats import FORMATS
from tests.api.clients import ROOT, signed_in
from tests.factories_cases import World, make_world

WITHOUT_A_PLACE = {"schema", "docs", "nothing"}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def schema(world: World) -> dict[str, Any]:
    said: dict[str, Any] = signed_in(world.supervisee).get(f"{ROOT}schema/").json()
    return said


def test_it_is_valid_and_warns_of_nothing() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_every_address_is_in_it(schema: dict[str, Any]) -> None:
    routes = {str(each.pattern) for each in urlpatterns if each.name not in WITHOUT_A_PLACE}

    described = {_bare(path.removeprefix(ROOT)) for path in schema["paths"]}

    assert described == {_bare(route) for route in routes}


def test_every_operation_says_how_it_refuses_and_who_may_ask(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert method in METHODS
            expected = {"400", "401", "403", "404", "429"}
            if method != "get":
                expected |= {"409", "413", "415"}
                assert "Idempotency-Key" in {p["name"] for p in operation["parameters"]}
            assert expected <= set(operation["responses"]), path
            assert operation["tags"] == [path.removeprefix(ROOT).split("/")[0]]
            assert operation["security"]


def test_a_month_is_described_as_it_is_written(schema: dict[str, Any]) -> None:
    shown = schema["components"]["schemas"]

    month = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}
    assert shown["Month"]["properties"]["month"] == month
    assert shown["Case"]["properties"]["opened_month"] == month


def test_a_decision_may_have_no_supervisor_yet(schema: dict[str, Any]) -> None:
    supervisor = schema["components"]["schemas"]["DecisionRow"]["properties"]["supervisor"]

    assert {"type": "null"} in supervisor["oneOf"]


def test_no_two_operations_have_one_name(schema: dict[str, Any]) -> None:
    names = [each["operationId"] for ops in schema["paths"].values() for each in ops.values()]

    assert len(names) == len(set(names))


def test_the_page_of_it_is_for_people_who_are_signed_in(world: World) -> None:
    client = Client()
    assert client.get(f"{ROOT}docs/")["Location"] == f"/accounts/login/?next={ROOT}docs/"

    client.force_login(world.supervisee)
    page = client.get(f"{ROOT}docs/")

    body = page.content.decode()
    script = re.search(r'<script src="(/api/v1/docs/\?script=)"', body)
    assert page.status_code == 200
    assert "://" not in re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", body)
    assert script
    assert "SwaggerUIBundle" in client.get(script[1]).content.decode()
    policy = page["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in re.search(r"script-src[^;]*", policy)[0]  # type: ignore[index]


def test_formats_and_dimensions_are_told_as_they_are(world: World) -> None:
    client = signed_in(world.supervisee)

    formats = client.get(f"{ROOT}note-formats/").json()
    dimensions = client.get(f"{ROOT}dimensions/").json()

    assert {each["code"]: [s["key"] for s in each["sections"]] for each in formats} == {
        code: [section.key for section in each.sections] for code, each in FORMATS.items()
    }
    assert {each["code"]: [f["code"] for f in each["fields"]] for each in dimensions} == {
        code: [field.code for field in each.fields] for code, each in DIMENSIONS.items()
    }


def _bare(route: str) -> str:
    """``<uuid:pk>`` and ``{id}`` are both just a place."""
    return re.sub(r"<[^>]+>|\{[^}]+\}", "*", route)
