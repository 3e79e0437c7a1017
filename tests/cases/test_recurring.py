"""What keeps coming back: asked for oneself alone, of one's own flags."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.actions.flags import answer_flag, move_flag
from cases.enums import Dimension, FlagStatus
from cases.models import Note, ReflectiveFlag
from cases.recurring import recurring_flags
from supervision.models import User
from tests.factories_cases import World, make_draft, make_flag, make_room

pytestmark = pytest.mark.django_db


def seen_by(user: User, within: timedelta | None = None) -> dict[str, list[Note]]:
    found = recurring_flags(user, within)
    return {each.dimension.value: [seen.note for seen in each.seen] for each in found}


def flagged(world: World, dimension: Dimension) -> Note:
    note = make_draft(world)
    make_flag(world, note, dimension=dimension)
    return note


def test_dimensions_come_with_their_notes_the_most_frequent_first(world: World) -> None:
    once = flagged(world, Dimension.BOUNDARY)
    first, second = (flagged(world, Dimension.POWER) for _ in range(2))
    make_flag(world, second, dimension=Dimension.POWER)

    found = recurring_flags(world.supervisee)

    assert [(each.dimension, each.returns) for each in found] == [
        (Dimension.POWER, True),
        (Dimension.BOUNDARY, False),
    ]
    assert seen_by(world.supervisee) == {"power": [second, first], "boundary": [once]}


def test_nobody_is_shown_the_flags_of_somebody_else(world: World) -> None:
    flagged(world, Dimension.POWER)

    for other in (world.supervisor, world.lead, world.administrator, world.colleague):
        assert recurring_flags(other) == []


def test_what_a_supervisor_asked_counts_once_it_was_taken_on(world: World) -> None:
    version = make_room(world)
    flag = make_flag(world, version.note, by=world.supervisor, dimension=Dimension.POWER)
    assert recurring_flags(world.supervisee) == []

    answer_flag(flag_id=flag.pk, accept=True, expected_version=1, by=world.supervisee)

    assert seen_by(world.supervisee) == {"power": [version.note]}
    assert recurring_flags(world.supervisor) == []


def test_what_was_set_aside_rests(world: World) -> None:
    note = flagged(world, Dimension.POWER)
    flag = ReflectiveFlag.objects.get(note=note)

    move_flag(
        flag_id=flag.pk, status=FlagStatus.SET_ASIDE, expected_version=1, by=world.supervisee
    )

    assert recurring_flags(world.supervisee) == []


def test_one_looks_back_as_far_as_one_wants(world: World) -> None:
    old, new = (flagged(world, Dimension.POWER) for _ in range(2))
    then = timezone.now() - timedelta(days=100)
    ReflectiveFlag.objects.filter(note=old).update(created_at=then)

    assert seen_by(world.supervisee, timedelta(days=91)) == {"power": [new]}
    assert seen_by(world.supervisee) == {"power": [new, old]}


def test_it_is_one_question_however_many_there_are(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        flagged(world, Dimension.POWER)

    with django_assert_num_queries(1):
        found = recurring_flags(world.supervisee)
        assert [seen.note.case.pseudonym for each in found for seen in each.seen]
