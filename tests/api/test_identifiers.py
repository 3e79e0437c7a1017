"""What the guard finds, as a program meets it."""

from typing import Any

import pytest

from cases.models import KeptIdentifiers, NoteDraft
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import World, make_draft

pytestmark = pytest.mark.django_db
TEXT = "I saw Kowalska in Leeds, and \U0001f9e1 wrote to anna@example.org."


@pytest.fixture
def note(world: World) -> Any:
    note = make_draft(world)
    body = {"revision": 1, "sections": {"happened": TEXT}}
    url = f"{ROOT}notes/{note.pk}/"
    revision = NoteDraft.objects.get(note=note).revision
    signed_in(world.supervisee).put(f"{url}draft/", body | {"revision": revision})
    return note


def test_hits_come_with_field_place_kind_and_certainty(world: World, note: Any) -> None:
    answer = signed_in(world.supervisee).get(f"{ROOT}notes/{note.pk}/identifiers/").json()

    assert [(TEXT[each["start"] : each["end"]], each["kind"], each["certainty"])
            for each in answer["items"]] == [
        ("Kowalska", "person", "possible"),
        ("Leeds", "place", "likely"),
        ("anna@example.org", "email", "certain"),
    ]  # fmt: skip
    assert {each["field"] for each in answer["items"]} == {"sections.happened"}
    assert "does not certify" in answer["warning"]
    assert answer["reason"] == ""


def test_a_phrase_is_allowed_and_what_is_left_comes_back(world: World, note: Any) -> None:
    author = signed_in(world.supervisee)

    answer = author.post(f"{ROOT}notes/{note.pk}/identifiers/", {"phrase": "Leeds"}).json()

    assert [TEXT[each["start"] : each["end"]] for each in answer["items"]] == [
        "Kowalska",
        "anna@example.org",
    ]


def test_a_submission_is_refused_with_offsets_until_a_reason_is_given(
    world: World, note: Any
) -> None:
    author, url = signed_in(world.supervisee), f"{ROOT}notes/{note.pk}/submit/"
    body = {
        "relationship": str(world.relationship.pk),
        "revision": NoteDraft.objects.get(note=note).revision,
    }

    refused = author.post(url, body)

    assert refusal(refused) == (400, "identifiers_found")
    start = TEXT.index("anna@")
    told = f"Characters {start} to {start + 16} look like an e-mail address."
    assert refused.json()["fields"]["sections.happened"] == [told]
    assert (
        author.post(url, body | {"identifiers_reason": "The clinic's own."}).status_code == 200
    )
    assert KeptIdentifiers.objects.get().reason == "The clinic's own."


@pytest.mark.parametrize("who", ["supervisor", "lead", "administrator"])
def test_for_others_there_is_no_draft_to_look_at(world: World, note: Any, who: str) -> None:
    stranger = signed_in(getattr(world, who))

    assert stranger.get(f"{ROOT}notes/{note.pk}/identifiers/").status_code == 404
