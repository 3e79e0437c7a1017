"""Real processes: a deploy tells every socket to come back, and two of them hear each other."""

import os
import signal
import time
from contextlib import ExitStack

import pytest
from django.db import connection

from supervision.actions.relationships import Ending, move_relationship
from supervision.enums import EndedReason, RelationshipMove
from tests.api.test_lines import stalled
from tests.benchmarks.test_live import write
from tests.factories_cases import World, make_room
from tests.live import opened, session_of
from tests.processes import serving_beside

pytestmark = pytest.mark.django_db(transaction=True)

several = pytest.mark.skipif(
    not os.environ.get("REDIS_URL") or "postgres" not in os.environ.get("DATABASE_URL", ""),
    reason="several processes need PostgreSQL and Redis",
)


def test_a_deploy_closes_every_socket_with_1012_and_ends_in_time(world: World) -> None:
    """Also beside one that takes nothing any more."""
    version = make_room(world)
    session = session_of(world.supervisee)

    with serving_beside() as (port, process), ExitStack() as stack:
        sockets = [
            stack.enter_context(opened(port, version.note_id, session)) for _ in range(3)
        ]
        for each in sockets:
            each.follow(since=2)
        stack.enter_context(stalled(port, version, session))
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)

        assert [each.closed() for each in sockets] == [1012, 1012, 1012]
        process.wait(30)
        assert time.monotonic() - began < 20

    with serving_beside() as (port, _), opened(port, version.note_id, session) as back:
        assert back.follow(since=2) == []


@several
def test_what_is_written_in_one_process_is_heard_in_the_other_and_so_is_an_end(
    world: World,
) -> None:
    version = make_room(world)
    session = session_of(world.supervisor)

    with (
        serving_beside() as (one, _),
        serving_beside() as (other, _),
        opened(one, version.note_id, session_of(world.supervisee)) as here,
        opened(other, version.note_id, session) as there,
    ):
        assert connection.vendor == "postgresql"
        here.follow(since=2)
        there.follow(since=2)
        line = write(one, version, session, "Heard in both?")
        heard = [socket.hear("event", within=2)["seq"] for socket in (here, there)]
        assert (heard, line.getresponse().status) == ([3, 3], 201)
        line.close()
        move_relationship(
            relationship_id=world.relationship.pk,
            move=RelationshipMove.END,
            expected_version=1,
            by=world.supervisee,
            ending=Ending(reason=EndedReason.SUPERVISEE_REQUEST),
        )
        began = time.monotonic()
        assert there.hear("revoked") == {"type": "revoked", "reason": "supervision_ended"}
        assert there.closed() == 4403
        assert time.monotonic() - began < 1
