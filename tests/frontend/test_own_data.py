"""The pages of what is one's own."""

import json

import pytest
from django.test import Client

from cases.enums import Dimension
from supervision.actions.erasure import ask_erasure
from supervision.actions.roles import end_role
from supervision.models import ErasureRequest, RoleAssignment
from tests.exports import confirm
from tests.factories_cases import World, make_draft, make_flag, make_room, make_world
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def confirmed(client: Client) -> Client:
    confirm(client)
    return client


def test_what_keeps_coming_back_leads_to_its_notes(world: World) -> None:
    for _ in range(2):
        make_flag(world, make_draft(world), dimension=Dimension.POWER)
    make_flag(world, make_room(world).note, dimension=Dimension.BOUNDARY)

    page = as_(world.supervisee).get("/flags/recurring/")

    assert "Power dynamics in 2 notes" in text(page)
    assert "In one note each Boundary" in text(page)


@pytest.mark.parametrize("months", ["3", "12", "", "hundred"])
def test_how_far_back_is_said_in_the_address(world: World, months: str) -> None:
    page = as_(world.supervisee).get("/flags/recurring/", {"months": months})

    assert page.status_code == 200
    assert "No flags in this time" in text(page)


def test_the_portfolio_is_a_page_without_client_material(world: World) -> None:
    version = make_room(world)

    page = as_(world.supervisee).get("/settings/portfolio/")

    said = text(page)
    assert f"Primary supervision with {world.supervisor.display_name}" in said
    assert "Notes brought" in said
    assert version.note.case.pseudonym not in said
    assert version.note.case.code not in said


def test_settings_offer_it_to_whoever_is_in_training(world: World) -> None:
    assert b"/settings/portfolio/" in as_(world.supervisee).get("/settings/").content
    assert b"/settings/portfolio/" not in as_(world.supervisor).get("/settings/").content
    assert as_(world.supervisor).get("/settings/portfolio/").status_code == 404


def test_own_data_is_saved_once_it_is_confirmed(world: World) -> None:
    version = make_room(world)
    client = as_(world.supervisee)

    first = client.post("/settings/data/file/")
    confirm(client)
    answer = client.post("/settings/data/file/")

    assert first.status_code == 302
    assert "/accounts/reauthenticate/" in first["Location"]
    assert answer["Content-Disposition"].startswith('attachment; filename="own-data-')
    whole = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert whole["notes"][0]["versions"][0]["text"] == version.text


def test_erasure_is_asked_for_and_taken_back(world: World) -> None:
    client = as_(world.supervisee)

    client.post("/settings/data/erase/")
    assert "You asked for it on" in text(client.get("/settings/data/"))

    client.post("/settings/data/keep/")
    assert "Ask for it" in text(client.get("/settings/data/"))
    assert not ErasureRequest.objects.filter(ErasureRequest.OPEN).exists()


def test_a_lead_is_told_and_does_it_when_the_roles_have_ended(world: World) -> None:
    person = world.supervisee
    ask_erasure(by=person)
    lead = as_(world.lead)
    assert "It can be erased when all roles have ended." in text(
        lead.get(f"/people/{person.pk}/")
    )
    end_role(assignment_id=RoleAssignment.objects.get(user=person).pk, by=world.lead)

    asked = lead.get(f"/people/{person.pk}/erase/")
    done = lead.post(f"/people/{person.pk}/erase/", follow=True)

    assert "It cannot be undone." in text(asked)
    assert "The account is erased." in text(done)
    assert "Somebody who left" in text(done)


def test_nobody_else_is_told_that_somebody_asked(world: World) -> None:
    ask_erasure(by=world.supervisee)

    page = as_(world.supervisor).get(f"/people/{world.supervisee.pk}/")

    assert "erased" not in text(page)
