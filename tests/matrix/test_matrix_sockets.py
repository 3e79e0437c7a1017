"""Everybody knocks at every room, follows what happens there and hears what is theirs."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from django.contrib.sessions.models import Session
from websockets.exceptions import ConnectionClosed

from cases.enums import NoteMove
from cases.models import NoteVersion
from supervision.actions.people import deactivate_person
from supervision.actions.relationships import Ending, move_relationship
from supervision.actions.roles import end_role
from supervision.enums import EndedReason, RelationshipMove
from tests.factories_cases import World as Pair
from tests.factories_cases import make_annotation, make_room, make_world, move
from tests.live import Socket, opened, serving, session_of
from tests.matrix.probing import FULL
from tests.matrix.readers import EXISTS, NOT_SIGNED_IN, Who, only
from tests.matrix.routes_api import ROOMS
from tests.matrix.sweep import may_read
from tests.matrix.world import World
from tests.matrix.world_decisions import make_world as make_matrix

pytestmark = pytest.mark.django_db(transaction=True)

SIGNED_OUT, NOT_ALLOWED, NOT_FOUND = 4401, 4403, 4404
# Rooms at which everybody knocks; at the others those for whom the note exists.
KNOCKED_AT: Final = ("note open", "note draft", "note there", "note presented")
# Rooms that were open to a group and are not any more.
PRESENTED: Final = (
    "note unwilling",
    "note over",
    "note deserted",
    "note planned",
    "note disowned",
    "note shut",
)
IN_GROUPS: Final = only(Who.FELLOW, Who.STRAYED, Who.APART)
# Who is in which room surely hears of this.
OPEN: Final = ("annotation question: words", "flag shared: words", "flag lead: answers")
PAIR: Final = ("annotation pair: words", "annotation circle fellow: words")
HEARD: Final = {
    ("note open", Who.OWNER): OPEN,
    ("note open", Who.SUPERVISOR): OPEN,
    ("note presented", Who.OWNER): PAIR,
    ("note presented", Who.SUPERVISOR): PAIR,
    ("note presented", Who.FELLOW): ("annotation circle reply: words", "flag circle: words"),
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


def test_everybody_hears_what_is_theirs_and_nothing_else(port: int) -> None:
    world = make_matrix()
    sessions = {who: session_of(user) for who, user in world.people.items()}
    wrong = [
        sentence
        for note in world.named("note")
        for who in Who
        if FULL
        or note in KNOCKED_AT
        or who in EXISTS[note]
        or who.value in note
        or (who in IN_GROUPS and note in PRESENTED)
        for sentence in knock(port, world, note, who, sessions.get(who, ""))
    ]

    assert not wrong, "\n".join(wrong)


def knock(port: int, world: World, note: str, who: Who, session: str) -> Iterator[str]:
    """What is wrong with how this person is received at this room."""
    with opened(port, world.row(note).pk, session) as socket:
        frames, code = follow(socket)
    expected = code_for(who, note)
    if code != expected:
        yield f"{who} at {note} is closed with {code}, not {expected}"
    for thing in world.planted.found_in(frames, but=str(world.row(note).pk)):
        label = world.planted.words.get(thing, thing)
        if who not in may_read(label):
            yield f"{who} at {note} hears “{label}”"
    for thing in HEARD.get((note, who), ()):
        if thing not in told(world, frames):
            yield f"{who} at {note} does not hear “{thing}”: the test is deaf"


def follow(socket: Socket) -> tuple[str, int]:
    """All that is said to somebody who subscribes and pings, and the code of the end."""
    heard: list[Any] = []
    try:
        socket.say("subscribe", since=0)
        socket.say("presence", typing=True)
        socket.say("point", number=1, start=0, end=2)
        while not heard or heard[-1]["type"] != "caught_up":
            heard.append(json.loads(socket.wire.recv(5)))
        socket.say("ping", last=heard[-1]["seq"])
        while heard[-1]["type"] != "pong":
            heard.append(json.loads(socket.wire.recv(5)))
    except ConnectionClosed as end:
        return json.dumps(heard), end.rcvd.code if end.rcvd else 1006
    return json.dumps(heard), 0


def code_for(who: Who, note: str) -> int:
    if who in NOT_SIGNED_IN:
        return SIGNED_OUT
    if who in ROOMS[note]:
        return 0
    return NOT_ALLOWED if who in EXISTS[note] else NOT_FOUND


def told(world: World, frames: str) -> set[str]:
    return {world.planted.words.get(each, each) for each in world.planted.found_in(frames)}


# --- What ends while somebody listens ---


def end_supervision(world: Pair, _version: NoteVersion) -> None:
    _move(world, RelationshipMove.END, Ending(reason=EndedReason.COMPLETED))


def suspend_supervision(world: Pair, _version: NoteVersion) -> None:
    _move(world, RelationshipMove.SUSPEND)


def _move(world: Pair, step: RelationshipMove, ending: Ending | None = None) -> None:
    move_relationship(
        relationship_id=world.relationship.pk,
        move=step,
        expected_version=1,
        by=world.lead,
        ending=ending,
    )


def end_the_role(world: Pair, _version: NoteVersion) -> None:
    end_role(assignment_id=world.supervisor.role_assignments.get().pk, by=world.lead)


def close_the_account(world: Pair, _version: NoteVersion) -> None:
    deactivate_person(user_id=world.supervisor.pk, by=world.lead)


def sign_out(world: Pair, _version: NoteVersion) -> None:
    Session.objects.all().delete()


def retract(world: Pair, version: NoteVersion) -> None:
    move(world, version.note, NoteMove.RETRACT, by=world.supervisee, reason="wrong_case")


ENDINGS: Final = (
    (end_supervision, NOT_ALLOWED),
    (suspend_supervision, NOT_ALLOWED),
    (end_the_role, NOT_ALLOWED),
    (retract, NOT_ALLOWED),
    (sign_out, SIGNED_OUT),
    # Whichever is noticed first: that the session is over, or that there is no access.
    (close_the_account, (SIGNED_OUT, NOT_ALLOWED)),
)


@pytest.mark.parametrize(("end", "code"), ENDINGS)
def test_whoever_may_listen_no_more_hears_no_more(
    port: int, end: Callable[[Pair, NoteVersion], None], code: int | tuple[int, ...]
) -> None:
    world = make_world()
    version = make_room(world)
    make_annotation(world, version, by=world.supervisee, body="Said before.")

    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        heard = socket.follow()
        end(world, version)
        if end is not retract:
            make_annotation(world, version, by=world.supervisee, body="Said afterwards.")
        frames, ended = _to_the_end(socket)

    assert "Said before." in json.dumps(heard)
    assert "Said afterwards." not in frames
    assert '"revoked"' in frames
    assert ended in (code if isinstance(code, tuple) else (code,))


def _to_the_end(socket: Socket) -> tuple[str, int]:
    heard = []
    socket.let_it_look()
    try:
        while True:
            heard.append(socket.wire.recv(5))
    except ConnectionClosed as end:
        return " ".join(str(frame) for frame in heard), end.rcvd.code if end.rcvd else 1006
