"""What is one's own over the API."""

import json

import pytest

from cases.enums import Dimension
from tests.exports import confirm
from tests.factories_cases import World, make_draft, make_flag, make_room, make_world
from tests.frontend.browsing import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_flags_by_dimension(world: World) -> None:
    note = make_draft(world)
    make_flag(world, note, dimension=Dimension.POWER)

    answer = as_(world.supervisee).get("/api/v1/me/flags/?months=12")

    (found,) = answer.json()["dimensions"]
    assert found["dimension"] == "power"
    assert [each["note"] for each in found["notes"]] == [str(note.pk)]
    assert as_(world.supervisor).get("/api/v1/me/flags/").json() == {"dimensions": []}


def test_a_period_nobody_knows_is_refused(world: World) -> None:
    assert as_(world.supervisee).get("/api/v1/me/flags/?months=7").status_code == 400


def test_the_portfolio(world: World) -> None:
    make_room(world)

    found = as_(world.supervisee).get("/api/v1/me/portfolio/").json()

    assert found["supervision"][0]["months"][0]["submitted"] == 1
    assert as_(world.lead).get("/api/v1/me/portfolio/").status_code == 404


def test_own_data_after_confirming(world: World) -> None:
    version = make_room(world)
    client = as_(world.supervisee)
    refused = client.post("/api/v1/me/data/", {}, content_type="application/json")
    confirm(client)

    answer = client.post("/api/v1/me/data/", {}, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (403, "confirm_identity")
    whole = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert whole["notes"][0]["versions"][0]["text"] == version.text
