"""Emergency access as a program meets it, to the end of the incident it can become."""

from typing import Any

import pytest

from cases.actions.break_glass import break_glass, end_break_glass
from cases.break_glass_enums import BreakGlassPurpose
from cases.models import BreakGlass
from supervision.models import User
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import World, make_room
from tests.factories_incidents import ASSESSMENT, make_officer

pytestmark = pytest.mark.django_db
REASON = "Neither of the two can be reached, and it cannot wait until Monday."


@pytest.fixture
def officer(world: World) -> User:
    return make_officer(world)


@pytest.fixture
def taken(world: World) -> BreakGlass:
    made = break_glass(
        code=make_room(world).note.case.code,
        purpose=BreakGlassPurpose.COMPLAINT,
        reason=REASON,
        by=world.lead,
        confirmed=True,
    )
    return end_break_glass(break_glass_id=made.pk, by=world.lead)


def step(user: User, taken: BreakGlass, name: str, **said: Any) -> Any:
    return signed_in(user).post(f"{ROOT}break-glass/{taken.pk}/{name}/", said)


def test_what_is_justified_becomes_no_incident(officer: User, taken: BreakGlass) -> None:
    reviewed = step(officer, taken, "review", outcome="justified", note="It was needed.")

    assert (reviewed.json()["outcome"], reviewed.json()["incident"]) == ("justified", None)
    assert step(officer, taken, "close", version=1).status_code == 404


def test_the_way_of_an_incident(world: World, officer: User, taken: BreakGlass) -> None:
    reviewed = step(officer, taken, "review", outcome="not_justified", note="It was not.")
    assert reviewed.json()["incident"]["status"] == "open"
    early = step(officer, taken, "close", version=1)
    assert early.status_code == 409

    assessed = step(officer, taken, "assess", version=1, **ASSESSMENT)

    incident = assessed.json()["incident"]
    assert (incident["status"], incident["version"]) == ("assessed", 2)
    assert incident["said"]["mitigation"] == ASSESSMENT["mitigation"]
    assert refusal(step(officer, taken, "assess", version=1, **ASSESSMENT))[0] == 409
    assert step(world.lead, taken, "assess", version=2, **ASSESSMENT).status_code == 403
    closed = step(officer, taken, "close", version=2).json()["incident"]
    assert (closed["status"], closed["closed_by"]["id"]) == ("closed", str(officer.pk))


def test_the_author_is_told_how_far_it_is_and_no_word_of_it(
    world: World, officer: User, taken: BreakGlass
) -> None:
    step(officer, taken, "review", outcome="not_justified", note="It was not.")
    step(officer, taken, "assess", version=1, **ASSESSMENT)

    answer = signed_in(world.supervisee).get(f"{ROOT}break-glass/{taken.pk}/")

    assert answer.json()["incident"]["status"] == "assessed"
    assert answer.json()["incident"]["said"] is None
    assert ASSESSMENT["mitigation"] not in answer.text


def test_what_is_missing_is_said_by_its_name(officer: User, taken: BreakGlass) -> None:
    step(officer, taken, "review", outcome="not_justified", note="It was not.")

    answer = step(officer, taken, "assess", version=1, **ASSESSMENT | {"mitigation": ""})

    assert refusal(answer) == (400, "blank")
    assert set(answer.json()["fields"]) == {"mitigation"}
