"""A snapshot and its number belong together, also while others write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

from cases.actions import annotations
from cases.enums import AnnotationMove
from cases.models import NoteVersion
from tests.api.clients import signed_in
from tests.factories_cases import World, make_annotation, make_room

pytestmark = pytest.mark.django_db(transaction=True)

READS = 25
ROUNDS = 20  # of each writer: a snapshot costs more the more there is in it


@contextmanager
def writers(world: World, version: NoteVersion, count: int = 3) -> Iterator[None]:
    """Threads that annotate, edit and withdraw without a pause, for a while."""
    stop = threading.Event()

    def write() -> None:
        try:
            for _ in range(ROUNDS):
                if stop.is_set():
                    return
                made = make_annotation(world, version, body="First words.")
                annotations.edit_annotation(
                    annotation_id=made.pk,
                    expected_version=1,
                    body="Second words.",
                    by=world.supervisor,
                )
                annotations.move_annotation(
                    annotation_id=made.pk,
                    move=AnnotationMove.WITHDRAW,
                    expected_version=2,
                    by=world.supervisor,
                )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def state_of(item: dict[str, Any]) -> tuple[Any, ...]:
    return item["id"], item["version"], item["body"], item["status"]


def test_events_after_its_number_make_an_old_snapshot_the_new_one(world: World) -> None:
    """Whatever had happened by then is in it, and what it already holds does no harm twice."""
    version = make_room(world)
    client = signed_in(world.supervisee)
    note = f"/api/v1/notes/{version.note_id}"

    with writers(world, version):
        snapshots = [client.get(f"{note}/annotations/").json() for _ in range(READS)]
    last = client.get(f"{note}/annotations/").json()
    expected = {item["id"]: state_of(item) for item in last["items"]}

    assert last["seq"] > snapshots[0]["seq"] + READS
    for snapshot in snapshots:
        held = {item["id"]: state_of(item) for item in snapshot["items"]}
        for event in events_after(client, note, snapshot["seq"]):
            if "annotation" in event:
                held[event["annotation"]["id"]] = state_of(event["annotation"])
        assert held == expected


def test_nothing_up_to_its_number_is_missing_from_a_snapshot(world: World) -> None:
    version = make_room(world)
    client = signed_in(world.supervisee)
    note = f"/api/v1/notes/{version.note_id}"

    with writers(world, version):
        snapshots = [client.get(f"{note}/annotations/").json() for _ in range(READS)]
    log = events_after(client, note, 0)

    for snapshot in snapshots:
        held = {item["id"]: item["version"] for item in snapshot["items"]}
        happened = [e for e in log if e["seq"] <= snapshot["seq"] and "annotation" in e]
        steps: dict[str, int] = {}
        for event in happened:
            pk = event["annotation"]["id"]
            steps[pk] = steps.get(pk, 0) + 1
        assert all(held.get(pk, 0) >= count for pk, count in steps.items())


def events_after(client: Any, note: str, since: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        said = client.get(f"{note}/events/?since={since + len(found)}").json()
        found += said["events"]
        if since + len(found) >= said["head"]:
            assert [e["seq"] for e in found] == list(range(since + 1, since + 1 + len(found)))
            return found
