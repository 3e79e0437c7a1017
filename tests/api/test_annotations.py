"""What is said about passages, as a program meets it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.frames import EventFrame
from cases import room as rooms
from cases.models import Annotation, NoteEvent, NoteVersion
from tests.api.clients import ROOT, fields, refusal, signed_in
from tests.factories_cases import TERMS, World, make_annotation, make_room

pytestmark = pytest.mark.django_db
WORDS = "\U0001f98a What did e\u0301lan ask of you?"


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, felt="\U0001f98a\U0001f98a warm")


def _room(version: NoteVersion) -> str:
    return f"{ROOT}notes/{version.note_id}/annotations/"


def test_an_annotation_comes_back_as_it_was_said(world: World, version: NoteVersion) -> None:
    client = signed_in(world.supervisor)
    start = version.text.index("warm")
    said = {
        "number": 1,
        "act": "question",
        "body": WORDS,
        "start": start,
        "end": start + 4,
        "quote": "warm",
        "focus": "personalisation",
        "stance": "consultant",
        "eye": 4,
    }

    added = client.post(_room(version), said)

    shown = added.json()
    made = {name: shown.pop(name) for name in ("id", "created_at")}
    assert added.status_code == 201
    assert shown == {
        **{name: value for name, value in said.items() if name != "quote"},
        "body": "\U0001f98a What did \u00e9lan ask of you?",
        "note": str(version.note_id),
        "parent": None,
        "author": {"id": str(world.supervisor.pk), "name": world.supervisor.display_name},
        "directive": {},
        "visibility": "pair",
        "status": "open",
        "status_reason": "",
        "steps": [],
        "edited_at": None,
        "withdrawn_at": None,
        "version": 1,
        "replies": [],
        "places": [{"number": 1, "start": said["start"], "end": said["end"], "how": "same"}],
    }
    assert client.get(f"{ROOT}annotations/{made['id']}/").json() == shown | made
    seq = NoteEvent.objects.order_by("-seq").values_list("seq", flat=True)[0]
    place = {"how": "same", "start": start, "end": start + 4, "quote": "warm"}
    here = place | {"first": 1, "was": "", "decided_by": None}
    assert client.get(_room(version)).json() == {
        "seq": seq,
        "number": 1,
        "items": [shown | made | {"here": here}],
    }


def test_a_reply_stands_in_its_thread_and_answers_it(
    world: World, version: NoteVersion
) -> None:
    thread = make_annotation(world, version)
    reply = {"number": 1, "act": "supervisee_reply", "body": "Fear.", "parent": str(thread.pk)}

    signed_in(world.supervisee).post(_room(version), reply)

    [item] = signed_in(world.supervisor).get(_room(version)).json()["items"]
    assert (item["status"], [said["body"] for said in item["replies"]]) == (
        "answered",
        ["Fear."],
    )


def test_the_socket_and_the_answer_show_the_same(world: World, version: NoteVersion) -> None:
    annotation = make_annotation(world, version, start=0, end=2)
    news = rooms.events_for(version.note, since=0, by=world.supervisee)

    frame = json.loads(
        EventFrame(news.events[-1]).for_reader(
            world.supervisee.pk, sees=True, numbers=frozenset({1})
        )
    )

    shown = signed_in(world.supervisee).get(f"{ROOT}annotations/{annotation.pk}/").json()
    moments = {"created_at", "edited_at", "withdrawn_at"}
    assert {k: v for k, v in frame["annotation"].items() if k not in moments} == {
        k: v for k, v in shown.items() if k not in moments | {"note", "replies"}
    }


def test_a_withdrawn_annotation_keeps_its_place_and_shows_no_words(
    world: World, version: NoteVersion
) -> None:
    annotation = make_annotation(world, version, body=WORDS, start=0, end=2)
    client = signed_in(world.supervisor)

    gone = client.post(f"{ROOT}annotations/{annotation.pk}/withdraw/", {"version": 1})

    assert gone.status_code == 200
    for person in (world.supervisor, world.supervisee):
        answer = signed_in(person).get(_room(version))
        [item] = answer.json()["items"]
        assert (item["status"], item["body"], item["start"]) == ("withdrawn", "", 0)
        assert "\U0001f98a" not in answer.content.decode()


def test_words_are_changed_until_somebody_replied(world: World, version: NoteVersion) -> None:
    annotation = make_annotation(world, version)
    client, url = signed_in(world.supervisor), f"{ROOT}annotations/{annotation.pk}/"
    edited = client.patch(url, {"version": 1, "body": "Otherwise."}).json()
    make_annotation(
        world,
        version,
        by=world.supervisee,
        act="supervisee_reply",
        parent_id=annotation.pk,
    )

    late = client.patch(url, {"version": 3, "body": "Once more."})

    assert (edited["body"], edited["version"]) == ("Otherwise.", 2)
    assert refusal(late) == (409, "wrong_state")
    assert client.get(url).json()["body"] == "Otherwise."


def test_a_directive_goes_its_way_with_its_reasons(world: World, version: NoteVersion) -> None:
    supervisor, author = signed_in(world.supervisor), signed_in(world.supervisee)
    added = supervisor.post(
        _room(version),
        {
            "number": 1,
            "act": "directive",
            "body": "Ring the crisis team.",
            "directive": TERMS,
        },
    ).json()
    url = f"{ROOT}annotations/{added['id']}/"

    silent = author.post(f"{url}dispute/", {"version": 1})
    disputed = author.post(f"{url}dispute/", {"version": 1, "reason": "She is safe."}).json()
    upheld = supervisor.post(f"{url}uphold/", {"version": 2, "reason": "Ring even so."}).json()
    done = author.post(f"{url}report-done/", {"version": 3}).json()
    verified = supervisor.post(f"{url}verify/", {"version": 4}).json()

    assert refusal(silent) == (400, "required")
    assert [each["status"] for each in (added, disputed, upheld, done, verified)] == [
        *("issued", "disputed", "upheld", "done", "verified")
    ]


@pytest.mark.parametrize(
    ("span", "code"),
    [
        ({"start": 0, "end": 10**6}, "span_outside"),
        ({"start": 5, "end": 5}, "span_outside"),
        ({"start": 6, "end": 5}, "span_outside"),
        ({"start": 0}, "span_outside"),
        ({"start": 0, "end": 2, "quote": "xx"}, "quote_mismatch"),
        ({"start": 0, "end": 2, "quote": "h"}, "quote_mismatch"),
    ],
)
def test_a_span_that_is_no_passage_is_refused(
    world: World, version: NoteVersion, span: dict[str, Any], code: str
) -> None:
    body = {"number": 1, "act": "question", "body": "Why?", **span}

    answer = signed_in(world.supervisor).post(_room(version), body)

    assert refusal(answer) == (400, code)
    assert fields(answer) <= {"start", "end", "quote"}
    assert Annotation.objects.count() == 0


def test_nobody_outside_the_room_reads_or_writes(world: World, version: NoteVersion) -> None:
    annotation = make_annotation(world, version, body=WORDS)
    body = {"number": 1, "act": "question", "body": "Me too."}
    for person in (world.colleague, world.lead, world.administrator):
        client = signed_in(person)
        for answer in (
            client.get(_room(version)),
            client.post(_room(version), body),
            client.get(f"{ROOT}annotations/{annotation.pk}/"),
            client.post(f"{ROOT}annotations/{annotation.pk}/settle/", {"version": 1}),
        ):
            assert refusal(answer) == (404, "not_found")
            assert "\U0001f98a" not in answer.content.decode()

    assert Annotation.objects.count() == 1


def test_a_room_costs_the_same_queries_for_one_thread_and_for_three(
    world: World, version: NoteVersion
) -> None:
    client = signed_in(world.supervisee)

    def cost() -> int:
        client.get(_room(version))
        with CaptureQueriesContext(connection) as queries:
            client.get(_room(version))
        return len(queries)

    def a_thread_with_a_reply() -> None:
        thread = make_annotation(world, version, start=0, end=2)
        said = {"act": "supervisee_reply", "parent_id": thread.pk}
        make_annotation(world, version, by=world.supervisee, **said)

    a_thread_with_a_reply()
    one = cost()
    a_thread_with_a_reply()
    a_thread_with_a_reply()

    assert cost() == one <= 6


def test_snapshot_and_events_show_an_annotation_alike(world: World) -> None:
    version = make_room(world)
    made = make_annotation(world, version)
    client, note = signed_in(world.supervisee), f"/api/v1/notes/{version.note_id}/"

    snapshot = client.get(f"{note}annotations/").json()
    log = client.get(f"{note}events/?since=2").json()

    of_the_page = ("note", "replies", "here")
    shown = {k: v for k, v in snapshot["items"][0].items() if k not in of_the_page}
    assert set(log) == {"events", "head"}
    assert (snapshot["seq"], log["head"], shown["id"]) == (3, 3, str(made.pk))
    assert [event["annotation"] for event in log["events"]] == [shown]
