"""A group in a room that is live: what its members hear, and how it ends for them."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from api.asking import asking
from api.rooms import Member, Room
from cases import access
from cases.actions.presentations import end_presentation
from cases.enums import NoteMove
from cases.models import GroupPresentation, NarrativeRead, Note
from supervision.actions.groups import close_group, end_membership
from supervision.actions.people import deactivate_person
from supervision.actions.roles import end_role
from supervision.models import SupervisionGroup, User
from tests.api.clients import signed_in
from tests.api.test_rooms import every_query, member_of
from tests.factories_cases import (
    HAPPENED,
    World,
    make_annotation,
    make_flag,
    make_room,
    move,
)
from tests.factories_groups import (
    FELT,
    allow,
    make_group,
    make_peer,
    make_presentation,
    span_of,
)
from tests.live import Socket, opened, serving, session_of

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 10

NOT_ALLOWED = 4403


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture
def peer(world: World) -> User:
    return make_peer(world, "priya")


@pytest.fixture
def group(world: World, peer: User) -> SupervisionGroup:
    return make_group(world, world.supervisee, peer, make_peer(world, "tomas"))


@pytest.fixture
def presented(world: World, group: SupervisionGroup) -> GroupPresentation:
    return make_presentation(world, group, sections=["felt"])


def test_a_peer_hears_what_is_said_to_the_group_and_numbers_of_the_rest(
    port: int, world: World, presented: GroupPresentation, peer: User
) -> None:
    version = presented.version
    make_annotation(world, version, body="Between us.")

    with opened(port, version.note_id, session_of(peer)) as socket:
        before = socket.follow()
        make_annotation(world, version, body="For all of you.", visibility="group")
        make_flag(world, version.note, number=1, narrative="A flag for two.")
        inside = span_of(version, "felt")
        shown: dict[str, Any] = {
            "visibility": "with_group",
            "narrative": "A flag for all.",
        } | inside
        make_flag(world, version.note, number=1, **shown)
        frames = [socket.hear("event") for _ in range(3)]

    said = json.dumps([before, frames])
    assert "Between us." not in said
    assert "A flag for two." not in said
    assert frames[0]["annotation"]["body"] == "For all of you."
    assert frames[1] == {"type": "event", "seq": frames[1]["seq"], "hidden": True}
    assert frames[2]["flag"]["narrative"] == "A flag for all."


def test_everybody_present_sees_everybody_present(
    port: int, world: World, presented: GroupPresentation, peer: User
) -> None:
    with (
        opened(port, presented.note_id, session_of(world.supervisor)) as theirs,
        opened(port, presented.note_id, session_of(peer)) as mine,
    ):
        theirs.follow()
        mine.follow()
        seen = [_until_two(socket) for socket in (theirs, mine)]

    expected = {
        (str(world.supervisor), "supervisor"),
        (str(peer), "group member"),
    }
    assert seen == [expected, expected]
    read = NarrativeRead.objects.get(reader=peer)
    assert (read.role, read.object_id) == ("group member", presented.note_id)


def _until_two(socket: Socket) -> set[tuple[str, str]]:
    while True:
        people = socket.hear("presence")["people"]
        if len(people) > 1:
            return {(each["name"], each["role"]) for each in people}


def close_it(world: World, made: GroupPresentation, _peer: User) -> None:
    end_presentation(presentation_id=made.pk, by=world.supervisee)


def withdraw_consent(world: World, made: GroupPresentation, _peer: User) -> None:
    allow(world, made.note.case, "withdrawn")


def peer_leaves(world: World, made: GroupPresentation, peer: User) -> None:
    end_membership(membership_id=made.group.memberships.get(member=peer).pk, by=world.lead)


def author_leaves(world: World, made: GroupPresentation, _peer: User) -> None:
    membership = made.group.memberships.get(member=world.supervisee)
    end_membership(membership_id=membership.pk, by=world.supervisee)


def close_the_group(world: World, made: GroupPresentation, _peer: User) -> None:
    close_group(group_id=made.group_id, by=world.lead)


def retract(world: World, made: GroupPresentation, _peer: User) -> None:
    move(world, made.note, NoteMove.RETRACT, by=world.supervisee, reason="wrong_case")


def author_is_gone(world: World, _made: GroupPresentation, _peer: User) -> None:
    deactivate_person(user_id=world.supervisee.pk, by=world.lead)


def author_loses_her_role(world: World, _made: GroupPresentation, _peer: User) -> None:
    end_role(assignment_id=world.supervisee.role_assignments.get().pk, by=world.lead)


ENDINGS = (
    close_it,
    withdraw_consent,
    peer_leaves,
    author_leaves,
    close_the_group,
    retract,
    author_is_gone,
    author_loses_her_role,
)


@pytest.mark.parametrize("end", ENDINGS)
def test_when_it_ends_the_socket_of_a_peer_is_closed_at_once(
    port: int,
    world: World,
    presented: GroupPresentation,
    peer: User,
    end: Callable[[World, GroupPresentation, User], None],
) -> None:
    """Without a ping of hers: she is kicked."""
    with opened(port, presented.note_id, session_of(peer)) as socket:
        socket.follow()
        end(world, presented, peer)
        frames, code = _to_the_end(socket)

    reason = "note_retracted" if end is retract else "presentation_over"
    assert (frames[-1], code) == ({"type": "revoked", "reason": reason}, NOT_ALLOWED)
    assert "event" not in [frame["type"] for frame in frames]


def _to_the_end(socket: Socket) -> tuple[list[Any], int]:
    frames: list[Any] = []
    with suppress(TimeoutError):
        try:
            while True:
                frame = json.loads(socket.wire.recv(2))
                frames += [frame] if frame["type"] != "presence" else []
        except ConnectionClosed as end:
            return frames, end.rcvd.code if end.rcvd else 1006
    return frames, 0


def test_a_bell_costs_the_same_with_two_peers_and_with_ten(world: World) -> None:
    peers = [make_peer(world, f"peer{number}") for number in range(10)]
    presented = make_presentation(world, make_group(world, world.supervisee, *peers))
    version = presented.version
    make_annotation(world, version, visibility="group")
    make_flag(world, version.note, number=1, visibility="with_group")
    make_annotation(world, version)
    version.note.refresh_from_db()
    keys = {user.pk: session_of(user) for user in (world.supervisee, *peers)}

    def queries(number: int) -> int:
        async def work() -> list[Member]:
            room = Room(version.note_id)
            for user in (world.supervisee, *peers[:number]):
                member = member_of(user, keys[user.pk])
                member.last = version.note.last_seq - 3
                room.members.add(member)
            with asking():
                await room.pull()
            return list(room.members)

        with every_query() as asked:
            members = asyncio.run(work())
        assert all(member.last == version.note.last_seq for member in members)
        assert len(members) == number + 1
        return len(asked)

    assert queries(2) == queries(10) <= MOST


def test_who_may_be_in_a_presented_room_is_the_same_rule_for_one_and_for_all(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    presented = make_presentation(world, group)
    people = [*User.objects.all()]

    for status in ("in_review", "draft", "retracted", "closed"):
        for relationship in ("active", "suspended"):
            for consent in ("given", "withdrawn"):
                Note.objects.update(status=status)
                type(world.relationship).objects.update(status=relationship)
                presented.note.case.consents.update(status=consent)
                note = Note.objects.select_related("case").get(pk=presented.note_id)
                at_once = set(access.people_in_room(note))

                one_by_one = {user for user in people if note in access.open_rooms(user)}
                assert at_once == one_by_one
                shown = status in ("in_review", "closed") and consent == "given"
                assert (peer in at_once) == shown


# --- Over HTTP ---


def test_the_api_shows_a_peer_the_sections_that_are_presented(
    world: World, presented: GroupPresentation, peer: User
) -> None:
    client = signed_in(peer)

    listed = client.get("/api/v1/presentations/").json()["results"]
    shown = client.get(f"/api/v1/presentations/{presented.pk}/")

    assert [each["id"] for each in listed] == [str(presented.pk)]
    assert [section["text"] for section in shown.json()["sections"]] == [FELT]
    assert HAPPENED not in shown.content.decode()
    assert NarrativeRead.objects.get(reader=peer).role == "group member"
    for path in ("", "versions/", "versions/1/", "steps/", "compare/?from=1&to=1", "flags/"):
        assert client.get(f"/api/v1/notes/{presented.note_id}/{path}").status_code == 404


def test_presenting_and_closing_by_the_api(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    version = make_room(world, felt=FELT)
    allow(world, version.note.case)
    owner, member = signed_in(world.supervisee), signed_in(peer)
    body = {
        "number": 1,
        "group": str(group.pk),
        "sections": ["felt"],
        "ends_at": "2030-01-01T00:00:00Z",
    }

    refused = owner.post(
        f"/api/v1/notes/{version.note_id}/present/", body, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "date_out_of_range")
    presented = make_presentation(world, group, version)
    url = f"/api/v1/presentations/{presented.pk}/end/"
    assert member.post(url, {}, content_type="application/json").status_code == 403
    assert owner.post(url, {}, content_type="application/json").status_code == 200
    assert member.get(f"/api/v1/presentations/{presented.pk}/").status_code == 404


def test_a_peer_says_something_by_the_api_and_hears_it(
    world: World, presented: GroupPresentation, peer: User
) -> None:
    client = signed_in(peer)
    url = f"/api/v1/notes/{presented.note_id}/annotations/"
    make_annotation(world, presented.version, body="Between us.")

    said = client.post(
        url,
        {"number": 1, "act": "question", "body": "And you?"},
        content_type="application/json",
    )
    listed = client.get(url).json()["items"]
    events = client.get(f"/api/v1/notes/{presented.note_id}/events/?since=0").json()["events"]

    assert (said.status_code, said.json()["visibility"]) == (201, "group")
    assert [each["body"] for each in listed] == ["And you?"]
    assert [each.get("hidden", False) for each in events] == [True, True, True, True, False]
