"""Notes from the first word to the closed review, as a program meets them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from cases.enums import NoteMove
from cases.models import DraftCopy, NarrativeRead, Note, NoteVersion
from cases.room import PAGE
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import (
    QUESTION,
    World,
    make_annotation,
    make_case,
    make_draft,
    make_room,
    make_world,
    move,
    submit,
    write,
)

pytestmark = pytest.mark.django_db
NOTES = f"{ROOT}notes/"


def test_a_note_goes_its_whole_way(world: World) -> None:
    author, supervisor = signed_in(world.supervisee), signed_in(world.supervisor)
    case = make_case(world)
    started = author.post(
        NOTES,
        {
            "case": str(case.pk),
            "kind": "focused_question",
            "format": "echo_question",
            "session_month": "2026-03",
        },
    ).json()
    note = f"{NOTES}{started['id']}/"

    saved = author.put(
        f"{note}draft/",
        {
            "revision": 0,
            "sections": {"background": "She asked me to lunch.\n\n\U0001f9e1"},
            "supervision_question": "What did I want?",
            "help_wanted": "think_with_me",
            "risk": "no_new_risk",
        },
    ).json()
    submitted = author.post(
        f"{note}submit/",
        {"relationship": str(world.relationship.pk), "revision": saved["revision"]},
    ).json()
    walk = [
        (supervisor, "open", {}),
        (supervisor, "discuss", {}),
        (supervisor, "resume", {}),
        (supervisor, "return", {"text": "What happened before lunch?"}),
    ]
    version = submitted["version"]
    for client, step, said in walk:
        answer = client.post(f"{note}{step}/", {"version": version, **said})
        assert answer.status_code == 200, answer.json()
        version = answer.json()["version"]

    author.put(
        f"{note}draft/", {"revision": 1, "sections": {"background": "I had asked her first."}}
    )
    again = author.post(
        f"{note}submit/", {"relationship": str(world.relationship.pk), "revision": 2}
    ).json()
    assert (again["status"], again["number"]) == ("submitted", 2)
    opened = supervisor.post(f"{note}open/", {"version": again["version"]}).json()
    reviewed = supervisor.post(
        f"{note}complete/", {"version": opened["version"], "attestation": "reviewed"}
    ).json()
    closed = author.post(f"{note}close/", {"version": reviewed["version"]}).json()

    assert closed["status"] == "closed"
    steps = author.get(f"{note}steps/").json()["results"]
    assert [step["move"] for step in steps] == [
        *("submit", "open", "discuss", "resume", "return"),
        *("submit", "open", "complete", "close"),
    ]
    assert [step["text"] for step in steps if step["text"]] == ["What happened before lunch?"]
    [section] = author.get(f"{note}compare/?from=1&to=2").json()[:1]
    assert "".join(p["text"] for p in section["pieces"] if p["change"] != "inserted") == (
        "She asked me to lunch.\n\n\U0001f9e1"
    )
    assert "".join(p["text"] for p in section["pieces"] if p["change"] != "deleted") == (
        "I had asked her first."
    )


def test_a_version_slices_into_its_sections_in_code_points(world: World) -> None:
    version = make_room(world, felt="\U0001f98a\U0001f98a e\u0301", need="Zeit")

    shown = signed_in(world.supervisor).get(f"{NOTES}{version.note_id}/versions/1/").json()

    parts = {s["key"]: shown["text"][s["start"] : s["end"]] for s in shown["sections"]}
    assert parts["felt"] == "\U0001f98a\U0001f98a \u00e9"
    assert (parts["need"], parts["question"]) == ("Zeit", QUESTION)
    assert shown["length"] == len(shown["text"])


def test_a_draft_is_its_authors_alone(world: World) -> None:
    note = make_draft(world)
    for person in (world.supervisor, world.lead, world.administrator, world.colleague):
        client = signed_in(person)
        assert client.get(NOTES).json()["results"] == []
        for url in ("", "draft/", "versions/", "steps/", "reads/", "flags/", "annotations/"):
            assert refusal(client.get(f"{NOTES}{note.pk}/{url}")) == (404, "not_found")

    assert signed_in(world.supervisee).get(NOTES).json()["results"][0]["id"] == str(note.pk)


def test_what_is_written_anew_after_a_return_is_not_the_supervisors(world: World) -> None:
    version = make_room(world)
    move(world, version.note, NoteMove.RETURN, text="Say more.")
    write(world, version.note, felt="Not for her yet.")
    client = signed_in(world.supervisor)

    answer = client.get(f"{NOTES}{version.note_id}/draft/")

    assert refusal(answer) == (403, "not_allowed")
    text = client.get(f"{NOTES}{version.note_id}/versions/1/").json()["text"]
    assert "Not for her yet." not in text


def test_two_windows_keep_both_texts_until_one_is_chosen(world: World) -> None:
    note, client = make_draft(world), signed_in(world.supervisee)
    draft = f"{NOTES}{note.pk}/draft/"
    client.put(draft, {"revision": 1, "sections": {"felt": "The first window."}})

    late = client.put(draft, {"revision": 1, "sections": {"felt": "The second window."}})

    assert refusal(late) == (409, "draft_taken")
    held = client.get(draft).json()
    assert held["sections"]["felt"] == "The first window."
    [copy] = held["copies"]
    assert (copy["sections"]["felt"], copy["based_on"]) == ("The second window.", 1)
    submission = {"relationship": str(world.relationship.pk), "revision": held["revision"]}
    early = client.post(f"{NOTES}{note.pk}/submit/", submission)
    assert refusal(early) == (409, "copies_open")
    chosen = client.post(f"{draft}copies/{copy['id']}/", {"keep": True}).json()
    assert (chosen["sections"]["felt"], chosen["copies"]) == ("The second window.", [])
    assert DraftCopy.objects.count() == 0


def test_a_window_that_says_who_it_is_never_meets_itself(world: World) -> None:
    note, client = make_draft(world), signed_in(world.supervisee)
    window = "6f1b3c52-8a56-4ad3-9a40-1f7d7d1c9a01"
    bodies = [
        {"revision": 1, "window": window, "tick": tick, "sections": {"felt": f"Save {tick}"}}
        for tick in (1, 2)
    ]

    answers = [client.put(f"{NOTES}{note.pk}/draft/", body) for body in bodies]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[-1].json()["sections"]["felt"] == "Save 2"


def test_a_draft_nobody_saw_is_discarded_and_a_submitted_note_is_not(world: World) -> None:
    note, version = make_draft(world), make_room(world)
    client = signed_in(world.supervisee)

    assert client.delete(f"{NOTES}{note.pk}/draft/").status_code == 204
    move(world, version.note, NoteMove.RETURN, text="Say more.")
    answer = client.delete(f"{NOTES}{version.note_id}/draft/")

    assert refusal(answer) == (409, "wrong_state")
    assert list(Note.objects.values_list("pk", flat=True)) == [version.note_id]


def test_an_incomplete_note_says_all_that_is_missing_at_once(world: World) -> None:
    client, case = signed_in(world.supervisee), make_case(world)
    body = {"case": str(case.pk), "kind": "process_note", "format": "seven_eyed"}
    note = client.post(NOTES, body).json()

    answer = client.post(
        f"{NOTES}{note['id']}/submit/",
        {"relationship": str(world.relationship.pk), "revision": 0},
    )

    assert refusal(answer) == (400, "incomplete")
    assert set(answer.json()["fields"]) == {
        *("supervision_question", "sections", "help_wanted", "risk")
    }
    assert NoteVersion.objects.count() == 0


def test_an_amendment_is_a_version_with_its_reason(world: World) -> None:
    version, client = make_room(world), signed_in(world.supervisee)
    move(world, version.note, NoteMove.COMPLETE, attestation="reviewed")
    write(world, version.note, felt="I remember more now.")
    body = {"relationship": str(world.relationship.pk), "revision": 2}

    bare = client.post(f"{NOTES}{version.note_id}/amend/", body)
    amended = client.post(
        f"{NOTES}{version.note_id}/amend/",
        body | {"amend_kind": "addendum", "change_note": "It came back to me."},
    )

    assert refusal(bare)[0] == 400
    assert (amended.json()["status"], amended.json()["number"]) == ("amended", 2)


@pytest.mark.parametrize(
    ("step", "said"),
    [("open", {}), ("return", {"text": "x"}), ("complete", {"attestation": "reviewed"})],
)
def test_the_author_makes_no_move_of_the_supervisor(
    world: World, step: str, said: dict[str, str]
) -> None:
    note = make_draft(world)
    submit(world, note)

    answer = signed_in(world.supervisee).post(
        f"{NOTES}{note.pk}/{step}/", {"version": 2, **said}
    )

    assert refusal(answer) == (403, "not_allowed")
    assert Note.objects.get().status == "submitted"


def test_a_move_out_of_turn_is_refused_with_its_sentence(world: World) -> None:
    version = make_room(world)

    answer = signed_in(world.supervisor).post(
        f"{NOTES}{version.note_id}/resume/", {"version": 3}
    )

    assert refusal(answer) == (409, "wrong_state")
    assert "In review" in answer.json()["detail"]


def test_the_author_sees_who_opened_her_note_and_nobody_else_does(world: World) -> None:
    version = make_room(world)
    supervisor = signed_in(world.supervisor)
    for _ in range(2):
        supervisor.get(f"{NOTES}{version.note_id}/versions/1/")
    signed_in(world.supervisee).get(f"{NOTES}{version.note_id}/versions/1/")

    [read] = (
        signed_in(world.supervisee).get(f"{NOTES}{version.note_id}/reads/").json()["results"]
    )

    assert (read["reader"]["id"], read["role"], read["times"]) == (
        str(world.supervisor.pk),
        "supervisor",
        1,  # within a minute it is one look
    )
    answer = supervisor.get(f"{NOTES}{version.note_id}/reads/")
    assert refusal(answer) == (403, "not_allowed")
    assert NarrativeRead.objects.count() == 1


def test_before_it_is_opened_the_queue_shows_the_question_and_nothing_more(
    world: World,
) -> None:
    note, client = make_draft(world), signed_in(world.supervisor)
    submit(world, note)

    [row] = client.get(f"{ROOT}queue/").json()["results"]

    assert (row["id"], row["question"]) == (str(note.pk), QUESTION)
    assert refusal(client.get(f"{NOTES}{note.pk}/versions/1/")) == (404, "not_found")
    assert client.get(f"{NOTES}{note.pk}/versions/").json()["results"] == []


def test_events_are_told_from_a_number_on_and_a_hundred_at_once(world: World) -> None:
    version = make_room(world)
    for _ in range(PAGE):
        make_annotation(world, version)
    client = signed_in(world.supervisee)
    url = f"{NOTES}{version.note_id}/events/"

    first = client.get(url).json()
    rest = client.get(f"{url}?since={first['events'][-1]['seq']}").json()

    seqs = [event["seq"] for event in first["events"] + rest["events"]]
    assert seqs == list(range(1, PAGE + 3))
    assert (len(first["events"]), first["head"], rest["head"]) == (PAGE, PAGE + 2, PAGE + 2)
    assert client.get(f"{url}?since={PAGE + 2}").json() == {"events": [], "head": PAGE + 2}


def test_the_log_of_a_room_is_closed_to_who_may_not_enter(world: World) -> None:
    version = make_room(world)
    url = f"{NOTES}{version.note_id}/events/"

    assert refusal(signed_in(world.colleague).get(url)) == (404, "not_found")
    assert refusal(signed_in(make_world("elsewhere").supervisor).get(url)) == (404, "not_found")


def _cost(client: APIClient, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries)


def test_lists_cost_the_same_queries_for_one_row_and_for_three(world: World) -> None:
    author, supervisor = signed_in(world.supervisee), signed_in(world.supervisor)
    case = make_case(world)

    def costs() -> dict[str, int]:
        submit(world, make_draft(world, case))
        room = f"{NOTES}{rooms[0].note_id}/"
        return {
            "own": _cost(author, NOTES),
            "shared": _cost(supervisor, NOTES),
            "queue": _cost(supervisor, f"{ROOT}queue/"),
            "steps": _cost(author, f"{room}steps/"),
            "versions": _cost(author, f"{room}versions/"),
        }

    rooms = [make_room(world)]
    one = costs()
    _another_round(world, rooms[0])
    costs()
    three = costs()

    assert three == one
    assert max(one.values()) <= 9, one  # with what the queue records


def _another_round(world: World, version: Any) -> None:
    move(world, version.note, NoteMove.RETURN, text="Once more.")
    submit(world, version.note)
    move(world, version.note, NoteMove.OPEN)
