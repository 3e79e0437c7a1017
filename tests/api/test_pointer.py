"""“Look here”, over a real server: who is shown what, and that nothing is kept of it."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import pytest

from cases.events import group_of
from cases.models import Note, NoteEvent, NoteVersion
from supervision import bell
from supervision.actions.relationships import move_relationship
from supervision.enums import RelationshipMove
from supervision.models import LedgerEntry
from tests.factories_cases import HAPPENED, World, make_annotation, make_flag, make_room
from tests.live import Socket, opened, serving, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def both(port: int, world: World, version: NoteVersion) -> tuple[str, str]:
    return session_of(world.supervisor), session_of(world.supervisee)


def hears_nothing(socket: Socket) -> bool:
    """Up to the pong of a ping sent now, no pointer comes."""
    socket.say("ping", last=0)
    return bool(socket.hear("point", "pong")["type"] == "pong")


def test_both_see_where_one_points_and_nothing_is_kept(
    port: int, world: World, version: NoteVersion
) -> None:
    before = (NoteEvent.objects.count(), LedgerEntry.objects.count())
    hers, his = both(port, world, version)
    with (
        opened(port, version.note_id, hers) as supervisor,
        opened(port, version.note_id, his) as author,
    ):
        supervisor.follow()
        author.follow()
        supervisor.say("point", number=1, start=3, end=8)

        for socket in (supervisor, author):
            frame = socket.hear("point")
            assert frame == {
                "type": "point",
                "person": {
                    "id": str(world.supervisor.pk),
                    "name": str(world.supervisor),
                    "role": "supervisor",
                },
                "number": 1,
                "start": 3,
                "end": 8,
            }
            assert HAPPENED[3:8] not in str(frame)

    assert (NoteEvent.objects.count(), LedgerEntry.objects.count()) == before


def test_a_thread_is_pointed_at_by_its_id_and_a_private_flag_to_nobody_else(
    port: int, world: World, version: NoteVersion
) -> None:
    thread = make_annotation(world, version, start=0, end=2)
    private = make_flag(world, version.note, number=1, visibility="private")
    hers, his = both(port, world, version)
    with (
        opened(port, version.note_id, hers) as supervisor,
        opened(port, version.note_id, his) as author,
    ):
        supervisor.follow()
        author.follow()
        author.say("point", number=1, thread=str(private.pk))
        assert author.hear("point")["thread"] == str(private.pk)
        assert hears_nothing(supervisor)

        supervisor.say("point", number=1, thread=str(thread.pk))
        assert author.hear("point")["thread"] == str(thread.pk)


@pytest.mark.parametrize(
    "place",
    [
        {"number": 2, "start": 0, "end": 2},
        {"number": 1, "start": 0, "end": 99_999},
        {"number": 1, "thread": str(uuid4())},
    ],
)
def test_a_place_that_is_not_there_is_shown_to_nobody(
    port: int, world: World, version: NoteVersion, place: dict[str, object]
) -> None:
    with opened(port, version.note_id, session_of(world.supervisor)) as supervisor:
        supervisor.follow()
        supervisor.say("point", **place)

        assert hears_nothing(supervisor)


@pytest.mark.parametrize(
    "said",
    [
        {"number": 1},
        {"number": 1, "start": 5, "end": 5},
        {"number": 1, "start": 0, "end": 2, "words": "He"},
        {"number": 1, "start": 0, "end": 2, "thread": str(uuid4())},
        {"number": 1, "thread": "x"},
        {"number": "1", "thread": str(uuid4())},
    ],
)
def test_a_pointer_with_anything_else_in_it_is_no_frame(
    port: int, world: World, version: NoteVersion, said: dict[str, object]
) -> None:
    with opened(port, version.note_id, session_of(world.supervisor)) as supervisor:
        supervisor.follow()
        supervisor.say("point", **said)

        assert supervisor.closed() == 4400


def test_pointing_again_at_once_is_not_passed_on(
    port: int, world: World, version: NoteVersion
) -> None:
    with opened(port, version.note_id, session_of(world.supervisor)) as supervisor:
        supervisor.follow()
        for start in range(3):
            supervisor.say("point", number=1, start=start, end=9)

        assert supervisor.hear("point")["start"] == 0
        assert hears_nothing(supervisor)


def test_whoever_may_no_longer_be_here_neither_points_nor_sees(
    port: int, world: World, version: NoteVersion
) -> None:
    hers, his = both(port, world, version)
    with (
        opened(port, version.note_id, hers) as supervisor,
        opened(port, version.note_id, his) as author,
    ):
        supervisor.follow()
        author.follow()
        move_relationship(
            relationship_id=world.relationship.pk,
            move=RelationshipMove.SUSPEND,
            expected_version=1,
            by=world.lead,
        )
        with suppress(Exception):  # the socket may be closed already
            supervisor.say("point", number=1, start=0, end=2)

        assert supervisor.closed() == 4403
        author.say("point", number=1, start=3, end=8)
        assert author.hear("point")["start"] == 3
    assert Note.objects.get(pk=version.note_id).last_seq == version.note.last_seq


def test_what_another_process_passes_on_is_shown_here_too(
    port: int, world: World, version: NoteVersion
) -> None:
    passed_on = {
        "type": "point",
        "note": str(version.note_id),
        "by": str(world.supervisor.pk),
        "from": "another process",
        "number": 1,
        "start": 3,
        "end": 8,
    }
    with opened(port, version.note_id, session_of(world.supervisee)) as author:
        author.follow()
        # Not rung: a channel layer would bring it back to this process once more.
        for hearer in tuple(bell.hearers):
            hearer(group_of(version.note_id), passed_on)

        assert author.hear("point")["start"] == 3
        assert hears_nothing(author)
