"""Reflective flags, as a program meets them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.enums import Dimension, NoteMove
from cases.models import NarrativeRead, ReflectiveFlag
from tests.api.clients import ROOT, fields, refusal, signed_in
from tests.factories_cases import (
    World,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
)

pytestmark = pytest.mark.django_db
SECRET = "My own mother spoke like that."


def _flags(note_id: object) -> str:
    return f"{ROOT}notes/{note_id}/flags/"


def test_a_flag_comes_back_as_it_was_raised_and_follows_into_the_version(
    world: World,
) -> None:
    note, client = make_draft(world), signed_in(world.supervisee)
    said = {
        "dimension": "countertransference",
        "visibility": "with_supervisor",
        "section": "happened",
        "start": 3,
        "end": 8,
        "quote": "asked",
        "direction": "self",
        "intensity": 3,
        "narrative": "Heat.",
        "details": {"ct_identification": "unsure"},
        "share_answers": True,
    }

    raised = client.post(_flags(note.pk), said).json()

    assert {name: raised[name] for name in ("dimension", "direction", "intensity")} == {
        name: said[name] for name in ("dimension", "direction", "intensity")
    }
    assert raised["draft"] == {"section": "happened", "start": 3, "end": 8}
    assert (raised["acceptance"], raised["status"], raised["places"]) == ("own", "noticed", [])
    version = submit(world, note)
    move(world, note, NoteMove.OPEN)
    [shown] = signed_in(world.supervisor).get(_flags(note.pk)).json()["results"]
    [place] = shown["places"]
    assert shown["draft"] is None
    assert version.text[place["start"] : place["end"]] == "asked"


def test_a_private_flag_is_not_even_counted_for_anybody_else(world: World) -> None:
    note = make_draft(world)
    private = make_flag(world, note, visibility="private", narrative=SECRET)
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    for person in (world.supervisor, world.lead, world.colleague):
        client = signed_in(person)
        answer = client.get(_flags(note.pk))
        assert SECRET not in answer.content.decode()
        assert answer.json().get("results", []) == []
        assert refusal(client.get(f"{ROOT}flags/{private.pk}/")) == (404, "not_found")
        answer = client.post(
            f"{ROOT}flags/{private.pk}/move/", {"version": 1, "status": "exploring"}
        )
        assert refusal(answer) == (404, "not_found")

    assert ReflectiveFlag.objects.values_list("status", "version").get() == ("noticed", 1)


def test_answers_to_prompts_stay_with_their_writer_until_shared(world: World) -> None:
    note = make_draft(world)
    client = signed_in(world.supervisee)
    dimensions = {each["code"]: each for each in client.get(f"{ROOT}dimensions/").json()}
    prompt = dimensions[Dimension.POWER]["prompts"][0]["code"]
    body = {"dimension": "power", "visibility": "with_supervisor"}
    flag = client.post(_flags(note.pk), body | {"prompt_answers": {prompt: SECRET}}).json()
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    url = f"{ROOT}flags/{flag['id']}/"

    before = signed_in(world.supervisor).get(url)
    client.patch(url, {"version": flag["version"], "share_answers": True})

    assert flag["prompt_answers"] == {prompt: SECRET}
    assert SECRET not in before.content.decode()
    assert signed_in(world.supervisor).get(url).json()["prompt_answers"] == {prompt: SECRET}


def test_a_supervisors_flag_is_a_question_until_it_is_accepted(world: World) -> None:
    version = make_room(world)
    body = {"dimension": "power", "visibility": "with_supervisor", "number": 1}
    asked = signed_in(world.supervisor).post(_flags(version.note_id), body).json()
    url = f"{ROOT}flags/{asked['id']}/"

    refused = signed_in(world.supervisor).post(f"{url}accept/", {"version": 1})
    accepted = signed_in(world.supervisee).post(f"{url}accept/", {"version": 1}).json()

    assert (asked["acceptance"], accepted["acceptance"]) == ("asked", "accepted")
    assert refusal(refused) == (403, "not_allowed")


def test_a_flag_is_left_as_a_question(world: World) -> None:
    version = make_room(world)
    flag = make_flag(world, version.note, by=world.supervisor, number=1)

    answer = signed_in(world.supervisee).post(f"{ROOT}flags/{flag.pk}/leave/", {"version": 1})

    assert answer.json()["acceptance"] == "left"


def test_a_flag_moves_by_the_words_of_the_field(world: World) -> None:
    flag, client = make_flag(world, make_draft(world)), signed_in(world.supervisee)
    url = f"{ROOT}flags/{flag.pk}/move/"

    steps = ["exploring", "understood", "resting", "reopened"]
    answers = [
        client.post(url, {"version": version, "status": status}).json()["status"]
        for version, status in enumerate(steps, start=1)
    ]
    out_of_turn = client.post(url, {"version": 5, "status": "resting"})

    assert answers == steps
    assert refusal(out_of_turn) == (409, "wrong_state")


def test_a_flag_is_taken_out_of_a_draft_and_not_out_of_a_version(world: World) -> None:
    note, client = make_draft(world), signed_in(world.supervisee)
    first, second = make_flag(world, note), make_flag(world, note)
    assert client.delete(f"{ROOT}flags/{first.pk}/").status_code == 204
    submit(world, note)

    assert refusal(client.delete(f"{ROOT}flags/{second.pk}/")) == (409, "wrong_state")
    assert ReflectiveFlag.objects.get() == second


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"details": {"colour": "red"}}, "details.colour"),
        ({"details": {"ct_identification": ["unsure"]}}, "details.ct_identification"),
        ({"details": {"ct_origin": {"family": 1}}}, "details.ct_origin"),
        ({"prompt_answers": {"unheard": "x"}}, "prompt_answers.unheard"),
        ({"intensity": 5}, "intensity"),
        ({"section": "happened", "start": 0, "end": 10**6}, "start"),
        ({"section": "happened", "start": 0, "end": 2, "quote": "xx"}, "quote"),
    ],
)
def test_a_flag_with_something_unknown_in_it_is_refused(
    world: World, content: dict[str, object], field: str
) -> None:
    note = make_draft(world)
    body = {"dimension": "countertransference", "visibility": "private", **content}

    answer = signed_in(world.supervisee).post(_flags(note.pk), body)

    assert refusal(answer)[0] == 400
    assert fields(answer) == {field}
    assert ReflectiveFlag.objects.count() == 0


def test_flags_cost_the_same_queries_for_one_and_for_three(world: World) -> None:
    note, client = make_draft(world), signed_in(world.supervisee)
    make_flag(world, note, section="happened", start=0, end=2)
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    def cost() -> int:
        client.get(_flags(note.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(_flags(note.pk))
        return len(queries)

    one = cost()
    for _ in range(2):
        make_flag(world, note, by=world.supervisor, number=1, start=0, end=2)

    assert cost() == one <= 6


def test_the_lead_reads_the_flag_shown_to_her_and_the_author_sees_that(world: World) -> None:
    note = make_draft(world)
    shown = make_flag(world, note, visibility="with_lead", narrative="Read this.")
    make_flag(world, note, visibility="with_supervisor", narrative=SECRET)
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    lead = signed_in(world.lead)

    rows = lead.get(f"{ROOT}flags/?visibility=with_lead").json()["results"]
    flag = lead.get(f"{ROOT}flags/{shown.pk}/").json()

    assert [(row["id"], "narrative" in row) for row in rows] == [(str(shown.pk), False)]
    assert (flag["narrative"], flag["draft"]) == ("Read this.", None)
    assert lead.get(f"{ROOT}flags/").json()["results"] == rows
    author = signed_in(world.supervisee)
    [read] = author.get(f"{ROOT}notes/{note.pk}/reads/").json()["results"]
    assert (read["reader"]["id"], read["role"]) == (str(world.lead.pk), "clinic_lead")


def test_reading_a_supervisees_flags_is_recorded(world: World) -> None:
    version = make_room(world)
    make_flag(world, version.note, by=world.supervisor, number=1)

    for person in (world.supervisee, world.supervisor):
        assert len(signed_in(person).get(_flags(version.note_id)).json()["results"]) == 1

    assert NarrativeRead.objects.values_list("reader", "role").get() == (
        world.supervisor.pk,
        "supervisor",
    )
