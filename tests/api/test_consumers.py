"""The socket of a room, over a real server: who is let in, what is heard, when it ends."""

from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from websockets.exceptions import InvalidStatus

from cases.actions import annotations, flags
from cases.enums import AnnotationMove
from cases.models import NoteVersion
from supervision.actions.relationships import Ending, move_relationship
from supervision.enums import EndedReason, RelationshipMove
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    submit,
)
from tests.live import opened, serving, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


@pytest.mark.parametrize(
    ("who", "code"),
    [("colleague", 4404), ("lead", 4404), ("administrator", 4404), (None, 4401)],
)
def test_a_refusal_closes_after_accepting_with_its_code(
    port: int, world: World, version: NoteVersion, who: str | None, code: int
) -> None:
    session = session_of(getattr(world, who)) if who else ""

    with opened(port, version.note_id, session) as socket:
        assert socket.closed() == code


def test_a_note_that_does_not_exist_is_like_one_of_others(port: int, world: World) -> None:
    with opened(port, uuid4(), session_of(world.supervisor)) as socket:
        assert socket.closed() == 4404


def test_a_supervisor_whose_time_is_over_is_refused(
    port: int, world: World, version: NoteVersion
) -> None:
    end_relationship(world)

    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        assert socket.closed() == 4403


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "http://127.0.0.1:1"])
def test_a_foreign_origin_or_none_opens_nothing(
    port: int, world: World, version: NoteVersion, origin: str | None
) -> None:
    session = session_of(world.supervisor)

    with (
        pytest.raises(InvalidStatus, match="403"),
        opened(port, version.note_id, session, origin=origin),
    ):
        pass


def test_everything_since_is_replayed_and_then_it_is_live(
    port: int, world: World, version: NoteVersion
) -> None:
    make_annotation(world, version)

    with opened(port, version.note_id, session_of(world.supervisee)) as socket:
        replayed = socket.follow(since=1)
        made = make_annotation(world, version, body="And then?", start=0, end=2)
        live = socket.hear()

    assert [(event["seq"], event["kind"]) for event in replayed] == [
        (2, "note.moved"),
        (3, "annotation.added"),
    ]
    assert (live["seq"], live["actor"]["name"]) == (4, "supervisor@harbour.example")
    assert live["annotation"]["id"] == str(made.pk)
    assert (live["annotation"]["body"], live["annotation"]["start"]) == ("And then?", 0)


def test_a_long_absence_is_replayed_in_pages_without_a_gap(
    port: int, world: World, version: NoteVersion
) -> None:
    for _ in range(110):
        make_annotation(world, version, body="More.")

    with opened(port, version.note_id, session_of(world.supervisee)) as socket:
        assert [event["seq"] for event in socket.follow()] == list(range(1, 113))


def test_a_client_that_is_ahead_or_far_behind_starts_anew(
    port: int, world: World, version: NoteVersion
) -> None:
    with opened(port, version.note_id, session_of(world.supervisee)) as socket:
        socket.say("subscribe", since=50)

        assert socket.hear() == {"type": "resync"}


def test_a_ping_answers_with_the_head_after_what_was_missed(
    port: int, world: World, version: NoteVersion
) -> None:
    with opened(port, version.note_id, session_of(world.supervisee)) as socket:
        socket.follow(since=2)
        socket.say("ping", last=2)

        assert socket.hear() == {"type": "pong", "head": 2}


def test_a_withdrawn_annotation_is_a_tombstone_also_in_what_is_replayed(
    port: int, world: World, version: NoteVersion
) -> None:
    made = make_annotation(world, version, body="Said too quickly.")
    annotations.move_annotation(
        annotation_id=made.pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=1,
        by=world.supervisor,
    )

    with opened(port, version.note_id, session_of(world.supervisee)) as socket:
        replayed = socket.follow(since=2)

    assert [event["annotation"]["body"] for event in replayed] == ["", ""]
    assert {event["annotation"]["status"] for event in replayed} == {"withdrawn"}
    assert "Said too quickly" not in str(replayed)


def test_a_flag_made_private_is_a_number_for_the_supervisor_alone(
    port: int, world: World, version: NoteVersion
) -> None:
    flag = make_flag(world, version.note, number=1, narrative="A pull to rescue him.")
    flags.change_flag(
        flag_id=flag.pk, expected_version=1, by=world.supervisee, visibility="private"
    )

    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        theirs = socket.follow(since=2)
    with opened(port, version.note_id, session_of(world.supervisee)) as socket:
        own = socket.follow(since=2)

    assert theirs == [
        {"type": "event", "seq": 3, "hidden": True},
        {"type": "event", "seq": 4, "hidden": True},
    ]
    assert [event["flag"]["narrative"] for event in own] == ["A pull to rescue him."] * 2


def test_answers_to_prompts_reach_the_supervisor_only_when_shared(
    port: int, world: World, version: NoteVersion
) -> None:
    answers = {"body": "My shoulders."}
    make_flag(world, version.note, number=1, prompt_answers=answers)
    make_flag(world, version.note, number=1, prompt_answers=answers, share_answers=True)

    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        heard = socket.follow(since=2)

    assert [event["flag"]["prompt_answers"] for event in heard] == [{}, answers]


def test_both_see_each_other_and_the_one_who_leaves_is_gone(
    port: int, world: World, version: NoteVersion
) -> None:
    with opened(port, version.note_id, session_of(world.supervisee)) as first:
        first.follow()
        with opened(port, version.note_id, session_of(world.supervisor)) as second:
            second.follow()
            while len(both := first.hear("presence")["people"]) < 2:
                pass
        while len(alone := first.hear("presence")["people"]) > 1:
            pass

    assert {(person["id"], person["role"]) for person in both} == {
        (str(world.supervisee.pk), "supervisee"),
        (str(world.supervisor.pk), "supervisor"),
    }
    assert [person["id"] for person in alone] == [str(world.supervisee.pk)]


def test_typing_shows_that_somebody_writes(
    port: int, world: World, version: NoteVersion
) -> None:
    with (
        opened(port, version.note_id, session_of(world.supervisee)) as first,
        opened(port, version.note_id, session_of(world.supervisor)) as second,
    ):
        first.follow()
        second.follow()
        second.say("presence", typing=True)
        writing: list[str] = []
        while not writing:
            people = first.hear("presence")["people"]
            writing = [person["id"] for person in people if person["typing"]]

    assert writing == [str(world.supervisor.pk)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('{"type":"annotate","body":"x"}', 4400),
        ('{"type":"subscribe","since":-1}', 4400),
        ('{"type":"subscribe","since":true}', 4400),
        ('{"type":"subscribe","since":1,"extra":1}', 4400),
        ("not json", 4400),
        ("[" * 400, 4400),
        (b'{"type":"ping","last":0}', 4400),
        ('{"type":"subscribe","since":0' + " " * 600 + "}", 4413),
    ],
)
def test_any_other_frame_closes_and_stores_nothing(
    port: int, world: World, version: NoteVersion, said: str | bytes, code: int
) -> None:
    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        socket.wire.send(said)

        assert socket.closed() == code
    assert not version.annotations.exists()


def test_too_many_frames_close(port: int, world: World, version: NoteVersion) -> None:
    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        for _ in range(60):
            socket.say("presence", typing=True)

        assert socket.closed() == 4429


def test_the_ninth_window_of_one_person_waits(
    port: int, world: World, version: NoteVersion
) -> None:
    session = session_of(world.supervisor)

    with ExitStack() as windows:
        for _ in range(8):
            window = windows.enter_context(opened(port, version.note_id, session))
            window.follow(since=2)

        with opened(port, version.note_id, session) as ninth:
            assert ninth.closed() == 1013


def test_the_end_of_supervision_closes_the_supervisors_socket_at_once(
    port: int, world: World, version: NoteVersion
) -> None:
    with (
        opened(port, version.note_id, session_of(world.supervisor)) as theirs,
        opened(port, version.note_id, session_of(world.supervisee)) as own,
    ):
        theirs.follow()
        own.follow()
        end_relationship(world)

        assert theirs.hear("revoked") == {"type": "revoked", "reason": "supervision_ended"}
        assert theirs.closed() == 4403
        own.say("ping", last=2)
        assert own.hear() == {"type": "pong", "head": 2}


def test_without_a_kick_the_next_event_is_not_heard_and_closes(
    port: int, world: World, version: NoteVersion
) -> None:
    with opened(port, version.note_id, session_of(world.supervisor)) as socket:
        socket.follow(since=2)
        type(world.relationship).objects.update(status="suspended")
        make_annotation(world, version, by=world.supervisee, act="question", body="Secret?")

        assert socket.hear() == {"type": "revoked", "reason": "supervision_ended"}
        assert socket.closed() == 4403


def test_signing_out_ends_the_sockets_of_that_session_at_once(
    port: int, world: World, version: NoteVersion
) -> None:
    client = Client()
    client.force_login(world.supervisee)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    with (
        opened(port, version.note_id, session) as here,
        opened(port, version.note_id, session_of(world.supervisee)) as elsewhere,
    ):
        here.follow(since=2)
        elsewhere.follow(since=2)
        client.post(reverse("account_logout"))

        assert here.hear() == {"type": "revoked", "reason": "signed_out"}
        assert here.closed() == 4401
        elsewhere.say("ping", last=2)
        assert elsewhere.hear() == {"type": "pong", "head": 2}


def test_the_supervisor_waits_in_the_room_before_opening_and_hears_no_text(
    port: int, world: World
) -> None:
    note = make_draft(world)
    make_flag(world, note, narrative="Not yet.")
    submit(world, note)

    with opened(port, note.pk, session_of(world.supervisor)) as socket:
        heard = socket.follow()

    assert [(event["seq"], event["detail"]) for event in heard] == [(1, "submit")]


def end_relationship(world: World) -> None:
    move_relationship(
        relationship_id=world.relationship.pk,
        move=RelationshipMove.END,
        expected_version=1,
        by=world.supervisee,
        ending=Ending(reason=EndedReason.SUPERVISEE_REQUEST),
    )
