"""Changes of supervisor and what goes along, for programs."""

from typing import Any

import pytest

from supervision.enums import EndedReason
from tests.api.clients import ROOT, signed_in
from tests.factories_cases import World, make_annotation, make_room
from tests.factories_changes import changed

pytestmark = pytest.mark.django_db


def post(user: Any, path: str, **body: Any) -> Any:
    return signed_in(user).post(f"{ROOT}{path}", body, format="json")


def get(user: Any, path: str) -> Any:
    return signed_in(user).get(f"{ROOT}{path}").json()


def test_from_the_plan_to_what_is_handed_on(world: World) -> None:
    made = post(
        world.lead,
        "supervisor-changes/",
        relationship=str(world.relationship.pk),
        version=1,
        supervisor=str(world.colleague.pk),
        reason="completed",
    )
    assert made.status_code == 201, made.content
    path = f"supervisor-changes/{made.json()['id']}/"
    post(world.supervisor, f"{path}note/", version=1, note="He is ready.")
    assert "note" not in get(world.colleague, path)
    given = post(world.supervisee, f"{path}give/", version=2, words="Nearly.").json()
    assert given["given_at"]
    shown = get(world.colleague, path)
    assert (shown["note"], shown["words"], "reason" in shown) == (
        "He is ready.",
        "Nearly.",
        False,
    )
    post(world.supervisee, f"{path}reason/", version=3)
    assert get(world.colleague, path)["reason"] == "completed"


def test_who_reads_less_is_shown_less(world: World) -> None:
    change = changed(world, reason=EndedReason.CONFLICT)
    path = f"supervisor-changes/{change.pk}/"
    texts = {"note", "note_at", "words", "reason"}

    assert texts & set(get(world.supervisee, path)) == texts
    assert texts & set(get(world.supervisor, path)) == texts - {"words"}
    assert texts & set(get(world.lead, path)) == {"reason"}
    for who in (world.administrator, world.colleague):
        assert texts & set(get(who, path)) == set()
    assert get(world.colleague, "supervisor-changes/")["results"][0]["id"] == str(change.pk)


def test_a_note_goes_along_and_is_taken_over(world: World) -> None:
    version = make_room(world)
    make_annotation(world, version, act="directive", body="Do this.")
    change = changed(world)
    path = f"supervisor-changes/{change.pk}/carry/"
    asked = post(world.supervisee, path, note=str(version.note_id))
    assert asked.status_code == 201, asked.content
    one = asked.json()["id"]
    assert [each["id"] for each in get(world.colleague, "carry-overs/")["results"]] == [one]
    assert get(world.supervisor, "carry-overs/")["results"] == []
    taken = post(world.colleague, f"carry-overs/{one}/accept/").json()
    assert taken["status"] == "accepted"
    again = post(world.colleague, f"carry-overs/{one}/decline/")
    assert again.status_code == 409
