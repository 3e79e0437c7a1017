"""The queue: urgent first, the question and never the text, opening as an act."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.actions.drafts import save_draft
from cases.enums import NoteMove
from cases.models import Note
from supervision.enums import RelationshipKind
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    World,
    make_case,
    make_draft,
    make_room,
    move,
    submit,
)
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


def waiting(world: World, **facts: Any) -> Note:
    note = make_draft(world)
    save_draft(note_id=note.pk, revision=1, by=world.supervisee, **facts)
    submit(world, note)
    return note


def queue(world: World, who: str = "supervisor") -> str:
    response = as_(getattr(world, who)).get(reverse("queue"))
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_queue_says_what_comes_here(world: World) -> None:
    make_draft(world)

    assert "Nothing waits for you" in queue(world)


def test_the_question_is_seen_before_the_text(world: World) -> None:
    note = waiting(world)

    html = queue(world)

    assert QUESTION in html
    assert HAPPENED not in html
    assert note.case.code in html
    assert "Think with me" in html
    assert reverse("queue_open", args=[note.pk]) in html


def test_what_is_urgent_comes_first_then_what_is_due(world: World) -> None:
    later, sooner = waiting(world), waiting(world)
    Note.objects.filter(pk=sooner.pk).update(review_due=timezone.now() + timedelta(hours=1))
    urgent, today = waiting(world, risk="urgent"), waiting(world, urgency="today")

    html = queue(world)

    places = [html.index(each.case.code) for each in (urgent, today, sooner, later)]
    assert places == sorted(places)
    assert "Risk: urgent" in html


def test_what_is_late_is_marked(world: World) -> None:
    waiting(world)
    before = queue(world).count("Overdue")

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        after = queue(world).count("Overdue")

    assert (before, after) == (0, 1)


def test_cover_stands_apart(world: World) -> None:
    waiting(world)
    world.relationship.kind = RelationshipKind.COVER
    world.relationship.save()

    html = queue(world)

    assert "As cover" in html
    assert "Nothing waits for you" in html


def test_a_note_that_was_answered_waits_no_longer(world: World) -> None:
    note = make_room(world).note
    during = queue(world)
    move(world, note, NoteMove.RETURN, text="Look again.")

    assert note.case.code in during
    assert "Go on" in during
    assert note.case.code not in queue(world)


@pytest.mark.parametrize("who", ["supervisee", "colleague", "lead", "administrator"])
def test_nobody_else_has_it_in_a_queue(world: World, who: str) -> None:
    note = waiting(world)

    assert note.case.code not in queue(world, who)


def test_opening_is_an_act_that_leads_to_the_room(world: World) -> None:
    note = waiting(world)

    response = as_(world.supervisor).post(reverse("queue_open", args=[note.pk]))
    again = as_(world.supervisor).post(reverse("queue_open", args=[note.pk]))

    note.refresh_from_db()
    assert (response["Location"], again["Location"]) == (reverse("room", args=[note.pk]),) * 2
    assert (note.status, note.opened_at is not None) == ("in_review", True)
    assert note.steps.filter(move=NoteMove.OPEN).count() == 1


@pytest.mark.parametrize("who", ["colleague", "lead", "administrator"])
def test_nobody_else_opens_it(world: World, who: str) -> None:
    note = waiting(world)

    response = as_(getattr(world, who)).post(reverse("queue_open", args=[note.pk]))

    note.refresh_from_db()
    assert (response.status_code, note.status) == (404, "submitted")


def test_looking_at_the_queue_opens_nothing(world: World) -> None:
    note = waiting(world)

    response = as_(world.supervisor).get(reverse("queue_open", args=[note.pk]))

    note.refresh_from_db()
    assert (response.status_code, note.status) == (405, "submitted")


def test_the_queue_costs_the_same_however_long_it_is(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    costs, case = [], make_case(world)
    client = as_(world.supervisor)
    for rows in (1, 9, 30):
        for _ in range(rows):
            submit(world, make_draft(world, case))
        client.get(reverse("queue"))
        with django_assert_max_num_queries(17) as asked:
            client.get(reverse("queue"))
        costs.append(len(asked))

    assert costs == costs[:1] * 3
