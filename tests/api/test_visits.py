"""One's own bookmark in a room, asked and moved by a program."""

from typing import Any

import pytest

from cases.models import Note, NoteVersion, RoomVisit
from tests.api.clients import signed_in
from tests.factories_cases import World, make_annotation, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def test_what_is_new_is_told_and_marked_as_read(world: World, version: NoteVersion) -> None:
    first, second = (make_annotation(world, version) for _ in range(2))
    client = signed_in(world.supervisee)
    url = f"/api/v1/notes/{version.note_id}/visit/"
    head = Note.objects.values_list("last_seq", flat=True).get(pk=version.note_id)

    told: Any = client.get(url).json()
    assert told["head"] == head
    assert told["unread"] == sorted([str(first.pk), str(second.pk)])
    assert not RoomVisit.objects.exists(), "looking by a program is no visit"

    said = client.post(url, {"seq": head, "things": [str(first.pk)]}, format="json").json()
    assert said["unread"] == [str(second.pk)]
    said = client.post(url, {"seq": head}, format="json").json()
    assert said["unread"] == []
    assert signed_in(world.supervisor).get(url).json()["unread"] == []


@pytest.mark.parametrize(
    "body", [{}, {"seq": -1}, {"seq": 10_000}, {"seq": 0, "things": ["x"]}, {"seq": "0"}]
)
def test_what_is_no_number_or_no_thread_is_refused(
    world: World, version: NoteVersion, body: dict[str, Any]
) -> None:
    url = f"/api/v1/notes/{version.note_id}/visit/"

    assert signed_in(world.supervisee).post(url, body, format="json").status_code == 400
    assert not RoomVisit.objects.exists()
