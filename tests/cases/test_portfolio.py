"""The portfolio: what somebody did in training, and not a word about a client."""

import json

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.enums import Act, AnnotationStatus, Attestation, NoteMove
from cases.models import Annotation
from cases.portfolio import portfolio_of
from supervision.actions.roles import end_role
from supervision.exceptions import NotFound
from supervision.models import RoleAssignment
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_room,
    move,
    submit,
)

pytestmark = pytest.mark.django_db


def reviewed(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.COMPLETE, attestation=Attestation.REVIEWED, text="Well asked.")


def test_it_counts_by_month_and_supervisor(world: World) -> None:
    reviewed(world)
    submit(world, make_draft(world))

    (supervised,) = portfolio_of(world.supervisee).supervision

    first = timezone.localdate().replace(day=1)
    assert supervised.relationship == world.relationship
    assert [tuple(month) for month in supervised.months] == [(first, 2, 1)]
    assert [tuple(each) for each in supervised.statements] == [("Reviewed", 1)]


def test_a_note_that_is_sent_again_is_one_note(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.RETURN, text="Say more.")
    note.refresh_from_db()
    submit(world, note)

    (supervised,) = portfolio_of(world.supervisee).supervision

    assert [month.submitted for month in supervised.months] == [1]


def test_what_was_taken_back_was_not_brought(world: World) -> None:
    note = make_draft(world)
    submit(world, note)
    note.refresh_from_db()
    move(world, note, NoteMove.RECALL, by=world.supervisee)

    (supervised,) = portfolio_of(world.supervisee).supervision

    assert supervised.months == []


def test_directives_count_when_they_were_followed(world: World) -> None:
    version = make_room(world)
    for status in (AnnotationStatus.ISSUED, AnnotationStatus.DONE, AnnotationStatus.VERIFIED):
        made = make_annotation(world, version, act=Act.QUESTION)
        Annotation.objects.filter(pk=made.pk).update(act=Act.DIRECTIVE, status=status)

    (supervised,) = portfolio_of(world.supervisee).supervision

    assert supervised.directives_followed == 2


def test_it_can_be_taken_along_after_the_role_has_ended(world: World) -> None:
    reviewed(world)
    role = RoleAssignment.objects.get(user=world.supervisee)
    end_role(assignment_id=role.pk, by=world.lead)

    found = portfolio_of(world.supervisee)

    assert found.roles[0].valid_to is not None
    assert found.supervision[0].months[0].reviewed == 1


def test_whoever_never_was_in_training_has_none(world: World) -> None:
    for other in (world.supervisor, world.lead, world.administrator):
        with pytest.raises(NotFound):
            portfolio_of(other)


def test_nothing_about_a_client_is_in_it(world: World) -> None:
    version = make_room(world)
    case = version.note.case

    said = json.dumps(portfolio_of(world.supervisee), default=vars_of)

    for word in (case.code, case.pseudonym, str(case.pk), str(version.note_id), version.text):
        assert word not in said


def vars_of(thing: object) -> object:
    """All that hangs on it, so that nothing can hide behind a name."""
    held = getattr(thing, "__dict__", None)
    return {name: str(value) for name, value in held.items()} if held else str(thing)


def test_its_cost_does_not_grow(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        reviewed(world)

    with django_assert_max_num_queries(8):
        portfolio_of(world.supervisee)
