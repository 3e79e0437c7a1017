"""Access ends while somebody is in the room: however it ends, they hear nothing more."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from websockets.exceptions import ConnectionClosed

from cases import events
from cases.enums import EventKind, NoteMove
from cases.models import Note, NoteVersion
from supervision import bell
from supervision.actions.credentials import (
    check_credential,
    enter_credential,
    limit_credential,
)
from supervision.actions.people import deactivate_person
from supervision.actions.policies import approve_policy_change, change_policy
from supervision.actions.relationships import Ending, move_relationship
from supervision.actions.roles import end_role
from supervision.enums import EndedReason, RelationshipMove
from supervision.models import User
from tests.factories_cases import World, make_draft, make_room, move, submit
from tests.live import Socket, opened, serving

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 1.0
PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@dataclass
class Scene:
    world: World
    version: NoteVersion
    browser: Client

    @property
    def session(self) -> str:
        return self.browser.cookies[settings.SESSION_COOKIE_NAME].value


def relationship_ends(scene: Scene) -> None:
    move_relationship(
        relationship_id=scene.world.relationship.pk,
        move=RelationshipMove.END,
        expected_version=1,
        by=scene.world.supervisee,
        ending=Ending(reason=EndedReason.SUPERVISEE_REQUEST),
    )


def relationship_is_suspended(scene: Scene) -> None:
    move_relationship(
        relationship_id=scene.world.relationship.pk,
        move=RelationshipMove.SUSPEND,
        expected_version=1,
        by=scene.world.lead,
    )


def _end_role(user: User, by: User) -> None:
    end_role(assignment_id=user.role_assignments.get().pk, by=by)


def own_role_ends(scene: Scene) -> None:
    _end_role(scene.world.supervisor, scene.world.lead)


def role_of_the_other_ends(scene: Scene) -> None:
    _end_role(scene.world.supervisee, scene.world.lead)


def signs_out(scene: Scene) -> None:
    scene.browser.post(reverse("account_logout"))


def is_signed_out_from_another_device(scene: Scene) -> None:
    another = _signed_in(scene.world.supervisor)
    answer = another.post(reverse("usersessions_list"))
    assert answer.status_code == 302, answer.content


def password_is_changed_elsewhere(scene: Scene) -> None:
    another = _signed_in(scene.world.supervisor)
    new = {"password1": "a walk along the river", "password2": "a walk along the river"}
    url = reverse("account_change_password")
    answer = another.post(url, {"oldpassword": PASSWORD} | new)
    assert answer.status_code == 302, answer.content


def account_is_closed(scene: Scene) -> None:
    deactivate_person(user_id=scene.world.supervisor.pk, by=scene.world.lead)


def account_of_the_other_is_closed(scene: Scene) -> None:
    deactivate_person(user_id=scene.world.supervisee.pk, by=scene.world.lead)


def note_is_retracted(scene: Scene) -> None:
    by = scene.world.supervisee
    move(scene.world, scene.version.note, NoteMove.RETRACT, by=by, reason="wrong_case")


def credential_is_limited(scene: Scene) -> None:
    """One that the clinic requires; it was in order until now."""
    clinic, lead = scene.world.clinic.pk, scene.world.lead
    held = enter_credential(
        clinic_id=clinic, kind="license", issuer="Board", number="17", by=scene.world.supervisor
    )
    check_credential(credential_id=held.pk, expected_version=1, by=lead)
    rule = change_policy(clinic_id=clinic, values={"supervisor_credential": 1}, by=lead)
    approve_policy_change(change_id=rule.pk, by=scene.world.administrator)
    limit_credential(
        credential_id=held.pk, status="suspended", words="So.", expected_version=2, by=lead
    )


Revocation = Callable[[Scene], None]
KINDS: dict[Revocation, tuple[int, str]] = {
    relationship_ends: (4403, "supervision_ended"),
    relationship_is_suspended: (4403, "supervision_ended"),
    own_role_ends: (4403, "role_ended"),
    role_of_the_other_ends: (4403, "supervision_ended"),
    signs_out: (4401, "signed_out"),
    is_signed_out_from_another_device: (4401, "signed_out"),
    password_is_changed_elsewhere: (4401, "signed_out"),
    account_is_closed: (4401, "account_closed"),
    account_of_the_other_is_closed: (4403, "supervision_ended"),
    credential_is_limited: (4403, "supervision_ended"),
    note_is_retracted: (4403, "note_retracted"),
}
every_kind = pytest.mark.parametrize("revoke", KINDS, ids=lambda kind: kind.__name__)


def _signed_in(user: User) -> Client:
    """By the page, so that the list of devices knows it."""
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return browser


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world, make_room(world), _signed_in(world.supervisor))


@pytest.fixture
def no_kick(settings: Any) -> None:
    """No bell is heard any more, in this process or from another."""
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@every_kind
def test_the_socket_is_closed_within_a_second(
    port: int, scene: Scene, revoke: Revocation
) -> None:
    code, reason = KINDS[revoke]

    with opened(port, scene.version.note_id, scene.session) as socket:
        socket.follow(since=2)
        revoke(scene)
        began = time.monotonic()
        told = socket.hear("revoked")

        assert (told, socket.closed()) == ({"type": "revoked", "reason": reason}, code)
        assert time.monotonic() - began < AT_ONCE


@every_kind
def test_without_a_kick_the_next_ping_closes_it(
    port: int, scene: Scene, no_kick: None, revoke: Revocation
) -> None:
    code, reason = KINDS[revoke]

    with opened(port, scene.version.note_id, scene.session) as socket:
        socket.follow(since=2)
        bell.hearers.clear()
        revoke(scene)
        socket.let_it_look()

        assert socket.hear() == {"type": "revoked", "reason": reason}
        assert socket.closed() == code


@every_kind
def test_nothing_committed_after_the_revocation_is_heard(
    port: int, scene: Scene, revoke: Revocation
) -> None:
    """Writers never pause; the head is read in the first moment after the commit."""
    note_id, heads = scene.version.note_id, []

    with opened(port, note_id, scene.session) as socket, flood(scene) as written:
        socket.follow(since=2)
        ear = Listening(socket)
        wait_until(lambda: len(ear.heard) > 10)
        with transaction.atomic():
            transaction.on_commit(lambda: heads.append(head_of(note_id)))
            revoke(scene)
        before = len(written)
        ear.join()
        wait_until(lambda: len(written) > before + 10)

    assert ear.code == KINDS[revoke][0]
    assert ear.heard == list(range(ear.heard[0], ear.heard[0] + len(ear.heard)))
    assert max(ear.heard) <= heads[0] < head_of(note_id)


def test_a_note_taken_back_closes_for_both_and_says_so(port: int, world: World) -> None:
    note = make_draft(world)
    submit(world, note)

    with opened(port, note.pk, _session_of(world.supervisor)) as socket:
        socket.follow()
        move(world, note, NoteMove.RECALL, by=world.supervisee)

        assert socket.hear("revoked") == {"type": "revoked", "reason": "note_taken_back"}
        assert socket.closed() == 4403


def test_a_session_that_is_idle_for_too_long_ends_at_a_ping(
    port: int, scene: Scene, settings: Any
) -> None:
    with opened(port, scene.version.note_id, scene.session) as socket:
        socket.follow(since=2)
        settings.SESSION_IDLE_AGE = timedelta(seconds=0)
        stored = scene.browser.session
        stored["session_seen"] = timezone.now().timestamp() - 1
        stored.save()
        socket.let_it_look()

        assert socket.hear() == {"type": "revoked", "reason": "signed_out"}
        assert socket.closed() == 4401


def test_whoever_comes_back_after_the_end_is_told_why_at_the_door(
    port: int, scene: Scene
) -> None:
    relationship_ends(scene)

    with opened(port, scene.version.note_id, scene.session) as socket:
        assert socket.hear() == {"type": "revoked", "reason": "supervision_ended"}
        assert socket.closed() == 4403


def test_a_stranger_is_not_told_why(port: int, scene: Scene) -> None:
    session = _session_of(scene.world.colleague)

    with opened(port, scene.version.note_id, session) as socket:
        with pytest.raises(ConnectionClosed):
            socket.wire.recv(5)
        assert socket.closed() == 4404


def test_the_other_windows_of_the_same_person_stay(port: int, scene: Scene) -> None:
    """A sign-out ends a session, not a person; the room goes on for everybody else."""
    note_id = scene.version.note_id
    elsewhere = _session_of(scene.world.supervisor)

    with (
        opened(port, note_id, scene.session) as here,
        opened(port, note_id, elsewhere) as there,
    ):
        here.follow(since=2)
        there.follow(since=2)
        Session.objects.filter(pk=scene.session).delete()
        bell.ring(bell.group_of_user(scene.world.supervisor.pk), {"type": "kick"})

        assert here.closed() == 4401
        there.say("ping", last=2)
        assert there.hear() == {"type": "pong", "head": 2}


# --- What the flood is made of ---


@contextmanager
def flood(scene: Scene, writers: int = 2) -> Iterator[list[int]]:
    """Threads that append to the log as fast as they can, whoever may be in the room."""
    stop, written = threading.Event(), []

    def write() -> None:
        try:
            while not stop.is_set():
                with transaction.atomic():
                    note = Note.objects.select_for_update().get(pk=scene.version.note_id)
                    by = scene.world.supervisee
                    event = events.append(note, EventKind.NOTE_MOVED, by=by, detail="open")
                written.append(event.seq)
                time.sleep(0.002)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield written
    finally:
        stop.set()
        for thread in threads:
            thread.join()


class Listening(threading.Thread):
    """Everything a socket is told until it is closed."""

    def __init__(self, socket: Socket) -> None:
        super().__init__()
        self.wire, self.code = socket.wire, 0
        self.heard: list[int] = []
        self.start()

    def run(self) -> None:
        try:
            while True:
                frame = json.loads(self.wire.recv(10))
                if frame["type"] == "event":
                    self.heard.append(frame["seq"])
        except ConnectionClosed as end:
            self.code = end.rcvd.code if end.rcvd else 1006


def wait_until(true: Callable[[], bool], within: float = 20.0) -> None:
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def head_of(note_id: UUID) -> int:
    return Note.objects.values_list("last_seq", flat=True).get(pk=note_id)


def _session_of(user: User) -> str:
    return _signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
