"""What a program hears of the guard before remarks, and what is remembered of a case."""

import pytest

from cases.models import AllowedPhrase, KeptPhrase, NoteVersion
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import World, make_room

pytestmark = pytest.mark.django_db
SAID = "Write to anna@example.org."


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def test_a_remark_is_refused_with_offsets_until_a_reason_is_given(
    world: World, version: NoteVersion
) -> None:
    supervisor, url = signed_in(world.supervisor), f"{ROOT}notes/{version.note_id}/annotations/"
    body = {"number": 1, "act": "question", "body": SAID}

    answer = supervisor.post(url, body)
    assert refusal(answer) == (400, "identifiers_found")
    assert "anna" not in answer.text

    said = supervisor.post(url, body | {"identifiers_reason": "It is ours."})
    assert (said.status_code, said.json()["body"]) == (201, SAID)
    edited = supervisor.patch(
        f"{ROOT}annotations/{said.json()['id']}/",
        {"version": 1, "body": f"{SAID} Or jo@example.org."},
    )
    assert refusal(edited) == (400, "identifiers_found")


def test_what_is_remembered_is_read_and_taken_back(world: World, version: NoteVersion) -> None:
    author = signed_in(world.supervisee)
    url = f"{ROOT}cases/{version.note.case_id}/identifiers/"

    kept = author.post(url, {"phrase": "anna@example.org", "reason": "It is ours."}).json()
    assert [(each["phrase"], each["reason"]) for each in kept["phrases"]] == [
        ("anna@example.org", "It is ours.")
    ]
    allowed = AllowedPhrase.objects.create(
        case=version.note.case, phrase="Leeds", by=world.supervisee
    )
    assert author.get(url).json()["allowed"][0]["phrase"] == "Leeds"

    assert author.delete(f"{ROOT}identifiers/allowed/{allowed.pk}/").status_code == 204
    row = KeptPhrase.objects.get()
    back = author.post(f"{ROOT}identifiers/kept/{row.pk}/withdraw/", {}).json()
    assert back["phrases"][0]["withdrawn_at"]
    assert back["allowed"] == []


def test_it_is_its_authors_alone(world: World, version: NoteVersion) -> None:
    url = f"{ROOT}cases/{version.note.case_id}/identifiers/"

    assert signed_in(world.supervisor).get(url).status_code == 403
    assert signed_in(world.colleague).get(url).status_code == 404
