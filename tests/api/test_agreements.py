"""Agreements, for programs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.clients import ROOT, signed_in
from tests.factories_agreements import WORDS, begun, in_days, offered, signed, written
from tests.factories_cases import World

pytestmark = pytest.mark.django_db


def post(user: Any, path: str, **body: Any) -> Any:
    return signed_in(user).post(f"{ROOT}{path}", body, format="json")


def get(user: Any, path: str) -> Any:
    return signed_in(user).get(f"{ROOT}{path}").json()


def test_from_the_draft_to_both_signatures(world: World) -> None:
    made = post(world.supervisor, "agreements/", relationship=str(world.relationship.pk))
    assert made.status_code == 201, made.content
    path = f"agreements/{made.json()['id']}/"
    saved = post(world.supervisee, f"{path}write/", version=1, sections=WORDS).json()
    assert [part["text"] for part in saved["sections"]] == list(WORDS.values())
    assert saved["document"] is None
    day = in_days(90).isoformat()
    put = post(world.supervisor, f"{path}offer/", version=2, review_due=day).json()
    assert (put["status"], put["review_due"]) == ("offered", day)
    assert "We agree on fees." in put["document"]
    for number, who in enumerate((world.supervisor, world.supervisee), start=3):
        said = post(who, f"{path}sign/", version=number, name=who.display_name).json()
    assert said["status"] == "signed"
    assert [each["method"] for each in said["signatures"]] == ["typed_name", "typed_name"]
    assert [each["move"] for each in said["steps"]] == ["start", "offer", "sign", "sign"]


def test_opened_again_it_is_a_draft(world: World) -> None:
    agreement = offered(world)
    path = f"agreements/{agreement.pk}/reopen/"

    said = post(world.supervisee, path, version=agreement.version, words="Not yet.").json()

    assert (said["status"], said["signatures"]) == ("draft", [])
    assert said["steps"][-1]["words"] == "Not yet."


def test_a_lead_is_shown_the_row_alone(world: World) -> None:
    agreement = signed(world)

    row = get(world.lead, f"agreements/{agreement.pk}/")

    assert row["status"] == "signed"
    assert not {"sections", "document", "signatures", "steps"} & set(row)
    assert get(world.administrator, "agreements/")["results"] == []


def test_a_refusal_names_the_section(world: World) -> None:
    agreement = begun(world)
    answer = post(
        world.supervisor,
        f"agreements/{agreement.pk}/write/",
        version=1,
        sections={"goals": "x" * 6001},
    )

    assert answer.status_code == 400
    assert "sections.goals" in answer.json()["fields"]


def test_the_list_costs_the_same_however_many_there_are(world: World) -> None:
    def cost() -> int:
        client = signed_in(world.lead)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ROOT}agreements/?relationship={world.relationship.pk}")
        return len(queries)

    signed(world)
    cost()
    before = cost()
    signed(world, offered(world, written(world, begun(world))))
    begun(world)
    assert cost() == before
