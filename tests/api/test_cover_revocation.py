"""A cover ends while somebody is in its room: by the clock, by hand, by handing back."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from cases.actions.handovers import hand_back, hand_over
from cases.models import NoteVersion
from supervision.cover_enums import CoverMove
from supervision.models import CoverAssignment, SupervisionRelationship
from tests.factories_cases import World, make_annotation, make_room
from tests.factories_covers import accepted, moved
from tests.live import opened, serving, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


def by_the_clock(cover: CoverAssignment) -> None:
    """Nobody does anything: only the next ping asks."""
    SupervisionRelationship.objects.filter(cover_assignment=cover).update(
        valid_to=timezone.now()
    )


def by_hand(cover: CoverAssignment) -> None:
    moved(cover, CoverMove.END, by=cover.covered.supervisor)


def handed_back(cover: CoverAssignment) -> None:
    hand_back(
        cover_id=cover.pk, expected_version=cover.version, note="All was calm.", by=cover.cover
    )


@pytest.mark.parametrize("end", [by_the_clock, by_hand, handed_back])
def test_whoever_stood_in_hears_nothing_more(
    port: int, world: World, end: Callable[[CoverAssignment], None]
) -> None:
    version, cover = _handed(world)
    with opened(port, version.note_id, session_of(world.colleague)) as socket:
        socket.follow()
        end(cover)
        socket.let_it_look()
        revoked = socket.hear("revoked")
        assert socket.closed() == 4403

    assert revoked["type"] == "revoked"


def test_whoever_handed_it_over_leaves_the_room(port: int, world: World) -> None:
    version = make_room(world)
    cover = accepted(world)
    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        socket.follow()
        hand_over(cover_id=cover.pk, note_ids=[version.note_id], by=world.supervisor)
        assert socket.closed() == 4403


def test_what_was_said_before_is_not_replayed_to_whoever_stands_in(
    port: int, world: World
) -> None:
    version, _cover = _handed(world)
    make_annotation(world, version, by=world.colleague, body="From now on.")
    with opened(port, version.note_id, session_of(world.colleague)) as socket:
        heard = str(socket.follow())

    assert "From now on." in heard
    assert "Between the two of us." not in heard


def _handed(world: World) -> tuple[NoteVersion, CoverAssignment]:
    version = make_room(world)
    make_annotation(world, version, body="Between the two of us.")
    cover = accepted(world)
    hand_over(cover_id=cover.pk, note_ids=[version.note_id], by=world.supervisor)
    return version, cover
