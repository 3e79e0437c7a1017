"""Where older remarks and flags are in a newer version, as a program meets it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.frames import EventFrame
from cases import room
from cases.actions.annotations import move_annotation
from cases.enums import AnnotationMove
from cases.models import Anchor, Annotation, NoteEvent, NoteVersion
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import World, make_annotation, make_flag, make_room
from tests.rewriting import (
    ASKED,
    COLD,
    COLD_NOW,
    FIRST,
    HATS,
    LATE,
    LATE_NOW,
    SECOND,
    handed_on,
    mark,
    rewritten,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(world: World) -> NoteVersion:
    version = make_room(world, happened=FIRST)
    for quote in (ASKED, COLD, LATE, HATS):
        make_annotation(world, version, body=f"About: {quote[:8]}", **mark(version, quote))
    return version


@pytest.fixture
def second(world: World, first: NoteVersion) -> NoteVersion:
    return rewritten(world, first.note, SECOND)


def listed(user: Any, version: NoteVersion, number: int = 0) -> dict[str, Any]:
    query = f"?number={number}" if number else ""
    answer = signed_in(user).get(f"{ROOT}notes/{version.note_id}/annotations/{query}")
    assert answer.status_code == 200
    return {item["body"].removeprefix("About: "): item for item in answer.json()["items"]}


def test_the_threads_of_an_older_version_say_where_they_are_now(
    world: World, second: NoteVersion
) -> None:
    for user in (world.supervisee, world.supervisor):
        shown = {name: item["here"] for name, item in listed(user, second).items()}

        assert {name: (here["how"], here["was"]) for name, here in shown.items()} == {
            ASKED[:8]: ("same", ""),
            COLD[:8]: ("edited", COLD),
            LATE[:8]: ("suggested", LATE),
            HATS[:8]: ("orphan", HATS),
        }
        assert [here["first"] for here in shown.values()] == [1, 1, 1, 1]
        assert shown[COLD[:8]]["quote"] == COLD_NOW


def test_what_is_said_of_the_older_version_stays_as_it_was(
    world: World, second: NoteVersion
) -> None:
    then = listed(world.supervisor, second, number=1)[COLD[:8]]
    now = listed(world.supervisor, second)[COLD[:8]]

    assert (then["number"], then["here"]["how"], then["here"]["quote"]) == (1, "same", COLD)
    for name in ("number", "start", "end"):
        assert now[name] == then[name]
    assert [(each["number"], each["how"]) for each in now["places"]] == [
        (1, "same"),
        (2, "edited"),
    ]


def test_a_suggestion_is_confirmed_and_a_removed_one_attached(
    world: World, second: NoteVersion
) -> None:
    items = listed(world.supervisee, second)
    suggested, gone = items[LATE[:8]], items[HATS[:8]]
    client = signed_in(world.supervisee)

    yes = client.post(f"{ROOT}annotations/{suggested['id']}/confirm-place/", {"version": 1})
    by_quote = client.post(
        f"{ROOT}annotations/{gone['id']}/place/", {"version": 1, "number": 2, "quote": ASKED}
    )

    assert (yes.status_code, by_quote.status_code) == (200, 200)
    assert yes.json()["places"][-1] == {
        "number": 2,
        "how": "placed",
        **mark(second, LATE_NOW),
    }
    shown = listed(world.supervisor, second)
    assert shown[HATS[:8]]["here"]["quote"] == ASKED
    assert shown[LATE[:8]]["here"]["decided_by"]["id"] == str(world.supervisee.pk)
    assert [event.detail for event in NoteEvent.objects.filter(kind="annotation.placed")] == [
        "placed",
        "placed",
    ]


def test_a_refused_suggestion_is_listed_as_removed(world: World, second: NoteVersion) -> None:
    suggested = listed(world.supervisor, second)[LATE[:8]]

    no = signed_in(world.supervisor).post(
        f"{ROOT}annotations/{suggested['id']}/refuse-place/", {"version": 1}
    )

    assert no.status_code == 200
    assert listed(world.supervisee, second)[LATE[:8]]["here"]["how"] == "orphan"


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"number": 2, "quote": "nowhere"}, 400, "quote_mismatch"),
        ({"number": 2, "quote": "he"}, 400, "quote_ambiguous"),
        ({"number": 2}, 400, "required"),
        ({"number": 2, "start": 0, "end": 99_999}, 400, "span_outside"),
        ({"number": 1, "start": 0, "end": 4}, 409, "stale_version"),
        ({"number": 2, "start": 0, "end": 4, "version": 7}, 409, "stale_version"),
    ],
)
def test_what_cannot_be_placed_is_refused_and_nothing_changes(
    world: World, second: NoteVersion, said: dict[str, Any], status: int, code: str
) -> None:
    gone = listed(world.supervisor, second)[HATS[:8]]
    before = list(Anchor.objects.order_by("pk").values())

    answer = signed_in(world.supervisor).post(
        f"{ROOT}annotations/{gone['id']}/place/", {"version": 1, **said}
    )

    assert refusal(answer) == (status, code)
    assert list(Anchor.objects.order_by("pk").values()) == before


def test_placing_twice_with_one_op_id_is_done_once(world: World, second: NoteVersion) -> None:
    gone = listed(world.supervisor, second)[HATS[:8]]
    said = {"version": 1, "number": 2, "quote": ASKED, "op_id": str(uuid4())}
    client = signed_in(world.supervisor)

    answers = [client.post(f"{ROOT}annotations/{gone['id']}/place/", said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert NoteEvent.objects.filter(kind="annotation.placed").count() == 1


def test_a_flag_is_placed_by_its_owner(world: World, first: NoteVersion) -> None:
    flag = make_flag(world, first.note, number=1, **mark(first, HATS))
    second = rewritten(world, first.note, SECOND)
    said = {"version": 1, "number": 2, **mark(second, ASKED)}

    refused = signed_in(world.supervisor).post(f"{ROOT}flags/{flag.pk}/place/", said)
    placed = signed_in(world.supervisee).post(f"{ROOT}flags/{flag.pk}/place/", said)

    assert (refused.status_code, placed.status_code) == (403, 200)
    assert placed.json()["places"][-1] == {
        "number": 2,
        "how": "placed",
        **mark(second, ASKED),
    }


def test_another_supervisor_is_told_nothing_of_the_older_threads(
    world: World, first: NoteVersion
) -> None:
    second = handed_on(world, first.note, SECOND)
    thread = Annotation.objects.order_by("created_at")[0]
    make_annotation(
        world, second, by=world.supervisee, act="supervisee_reply", parent_id=thread.pk
    )
    client = signed_in(world.colleague)

    assert listed(world.colleague, second) == {}
    assert client.get(f"{ROOT}annotations/{thread.pk}/").status_code == 404
    events = client.get(f"{ROOT}notes/{second.note_id}/events/?since=0").json()["events"]
    assert [event for event in events if "annotation" in event] == []
    reply = thread.replies.get()
    assert signed_in(world.supervisor).get(f"{ROOT}annotations/{reply.pk}/").status_code == 404


def test_a_frame_names_the_places_its_reader_may_know_of(
    world: World, first: NoteVersion
) -> None:
    """Before it is opened, where something is in the new version is for its author alone."""
    second = rewritten(world, first.note, SECOND, opened=False)
    thread = Annotation.objects.order_by("created_at")[0]
    move_annotation(
        annotation_id=thread.pk,
        move=AnnotationMove.SETTLE,
        expected_version=1,
        by=world.supervisee,
    )
    second.note.refresh_from_db()

    def places(user: Any) -> list[int]:
        news = room.events_for(second.note, since=second.note.last_seq - 1, by=user)
        sees, numbers = news.sight.sees(user.pk, news.events[0]), news.sight.numbers(user.pk)
        frame = EventFrame(news.events[0]).for_reader(user.pk, sees=sees, numbers=numbers)
        return [each["number"] for each in json.loads(frame)["annotation"]["places"]]

    assert places(world.supervisee) == [1, 2]
    assert places(world.supervisor) == [1]


def test_the_list_asks_the_same_however_many_threads_and_versions(
    world: World, second: NoteVersion
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            listed(world.supervisor, second)
        return len(asked)

    listed(world.supervisor, second)
    before = queries()
    for _ in range(4):
        make_annotation(world, second, **mark(second, ASKED))
    third = rewritten(world, second.note, f"{SECOND} And then?")
    make_annotation(world, third, **mark(third, "And then?"))

    assert queries() == before
