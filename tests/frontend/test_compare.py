"""Comparing versions: only what one may read, marked by more than colour."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.enums import NoteMove
from cases.models import NarrativeRead, Note
from supervision.models import User
from tests.factories_cases import World, make_room, move, submit, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


@pytest.fixture
def note(world: World) -> Note:
    """Returned once, submitted again and opened."""
    note = make_room(world).note
    move(world, note, NoteMove.RETURN, text="What about <the clock>?")
    write(world, note, happened="He asked for my <number>. I refused.")
    submit(world, note, change_note="What I really said.")
    move(world, note, NoteMove.OPEN)
    return note


def page(person: User, note: Note, **query: str | int) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    response = client.get(reverse("note_compare", args=[note.pk]), query)
    return response.status_code, response.content.decode()


def test_the_two_newest_versions_are_compared_word_by_word(world: World, note: Note) -> None:
    status, html = page(world.supervisor, note)

    assert status == 200
    assert '<del><span class="sr">deleted: </span>said I would think about it</del>' in html
    assert '<ins><span class="sr">inserted: </span>refused</ins>' in html
    assert "What about &lt;the clock&gt;?" in html
    assert "What I really said." in html
    assert 'My question for supervision <span class="muted">unchanged</span>' in html


def test_they_can_stand_side_by_side(world: World, note: Note) -> None:
    _, html = page(world.supervisee, note, view="side")

    assert '<div class="versus">' in html


def test_a_version_with_itself_is_unchanged(world: World, note: Note) -> None:
    _, html = page(world.supervisee, note, **{"from": 1, "to": 1})

    assert "<ins>" not in html
    assert "<del>" not in html


@pytest.mark.parametrize("query", [{"from": "3"}, {"to": "0"}, {"to": "x"}, {"from": "1e9"}])
def test_a_version_that_is_not_there_is_not_found(
    world: World, note: Note, query: dict[str, Any]
) -> None:
    status, _ = page(world.supervisor, note, **query)

    assert status == 404


@pytest.mark.parametrize("who", ["colleague", "lead", "administrator"])
def test_nobody_else_compares(world: World, note: Note, who: str) -> None:
    status, html = page(getattr(world, who), note)

    assert status == 404
    assert "refused" not in html


def test_what_is_not_opened_yet_is_not_compared(world: World, note: Note) -> None:
    move(world, note, NoteMove.RETURN, text="Once more.")
    submit(world, note)

    assert page(world.supervisor, note, to=3)[0] == 404
    assert page(world.supervisee, note, to=3)[0] == 200


def test_a_second_supervisor_sees_her_versions_and_her_rounds_alone(
    world: World, note: Note
) -> None:
    move(world, note, NoteMove.RETURN, text="For somebody else.")
    second = world.clinic.relationships.create(
        supervisee=world.supervisee,
        supervisor=world.colleague,
        kind="secondary",
        status="active",
        proposed_by=world.lead,
    )
    world.relationship.pk = second.pk
    submit(world, note)
    move(world, note, NoteMove.OPEN, world.colleague)

    status, html = page(world.colleague, note)

    assert status == 200
    assert "What about" not in html
    assert "For somebody else." not in html
    assert page(world.colleague, note, **{"from": 1})[0] == 404


def test_the_author_learns_who_compared(world: World, note: Note) -> None:
    page(world.supervisor, note)
    page(world.supervisee, note)

    assert list(NarrativeRead.objects.values_list("reader", "object_id")) == [
        (world.supervisor.pk, note.pk)
    ]
