"""An identifier that was seen, as a program meets it; and what no export holds any more."""

import json
from typing import Any

import pytest

from cases.models import IdentifierIncident, NoteVersion
from supervision.models import User
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import World, make_annotation, make_room
from tests.factories_incidents import ASSESSMENT, HAPPENED, NAME, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, happened=HAPPENED)


@pytest.fixture
def officer(world: World) -> User:
    return make_officer(world)


def seen(world: World, version: NoteVersion) -> Any:
    body = {"found_in": "note", "thing": str(version.note_id), "kind": "name"}
    return signed_in(world.supervisor).post(f"{ROOT}incidents/", body)


def step(user: User, name: str, **said: Any) -> Any:
    incident = IdentifierIncident.objects.get()
    url = f"{ROOT}incidents/{incident.pk}/{name}/"
    return signed_in(user).post(url, {"version": incident.version} | said)


def test_nothing_of_it_is_left_for_anybody_else(world: World, version: NoteVersion) -> None:
    said = make_annotation(world, version, body=f"Does {NAME} know?")
    supervisor, note = signed_in(world.supervisor), f"{ROOT}notes/{version.note_id}/"
    addresses = [
        f"{note}versions/",
        f"{note}versions/1/",
        f"{note}annotations/",
        f"{note}events/?since=0",
        f"{ROOT}annotations/{said.pk}/",
        f"{ROOT}notes/",
        f"{ROOT}queue/",
    ]
    assert NAME in "".join(supervisor.get(each).text for each in addresses)

    made = seen(world, version)

    assert (made.status_code, made.json()["status"]) == (201, "quarantined")
    for each in addresses:
        answer = supervisor.get(each)
        assert NAME not in answer.text, each
        assert answer.status_code in (200, 403, 404), each
    assert refusal(seen(world, version))[0] in (404, 409)


def test_the_words_are_for_author_and_officer(
    world: World, version: NoteVersion, officer: User
) -> None:
    pk = seen(world, version).json()["id"]

    for reader, reads in (
        (world.supervisee, True),
        (officer, True),
        (world.supervisor, False),
        (world.lead, False),
    ):
        answer = signed_in(reader).get(f"{ROOT}incidents/{pk}/").json()
        assert (NAME in json.dumps(answer["passages"])) is reads
    assert signed_in(world.colleague).get(f"{ROOT}incidents/{pk}/").status_code == 404
    assert signed_in(world.colleague).get(f"{ROOT}incidents/").json()["results"] == []


def test_the_whole_way(world: World, version: NoteVersion, officer: User) -> None:
    seen(world, version)

    assert refusal(step(world.supervisor, "redact", phrases=[NAME])) == (403, "not_allowed")
    assert step(world.supervisee, "redact", phrases=[NAME]).json()["status"] == "redacted"
    assert step(officer, "destroy", reason="A name.").status_code == 200
    assert refusal(step(officer, "destroy")) == (403, "not_allowed")
    assert step(world.lead, "destroy").json()["destroyed_at"]
    assert step(officer, "assess", **ASSESSMENT).json()["status"] == "assessed"
    assert refusal(step(officer, "lift", reason="?"))[0] == 409
    assert step(officer, "close").json()["status"] == "closed"


def test_sent_to_the_wrong_place(world: World, version: NoteVersion) -> None:
    url = f"{ROOT}notes/{version.note_id}/misdirected/"

    assert signed_in(world.supervisor).post(url, {}).status_code == 403
    made = signed_in(world.supervisee).post(url, {})

    assert (made.status_code, made.json()["misdirected"]) == (201, True)
