"""What it costs to say something about a passage, from the request to the commit.

Beside it, in the same run, the least Django could do: the same rows written in one transaction
by nobody, with no request, no rule and nobody told.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from cases.enums import Act, EventKind
from cases.models import Anchor, Annotation, NoteEvent, NoteVersion
from supervision.ledger import sequencer
from supervision.models import LedgerEntry, LedgerPending
from tests.factories_cases import World, make_room, make_world

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

ROUNDS = 300
WARM = 20
BODY = "What made you say that, and what did you leave out?"
WRITTEN: tuple[Any, ...] = (Annotation, Anchor, NoteEvent, LedgerEntry, LedgerPending)


@pytest.fixture(autouse=True)
def durable(settings: Settings) -> None:
    """As installed: the disk is waited for, and positions are given outside the request."""
    settings.LEDGER_SEQUENCER = "external"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = FULL")


def test_an_annotation_beside_the_bare_insert_of_its_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make_world()
    version = make_room(world)
    client = APIClient()
    client.force_login(world.supervisor)
    body = {"number": 1, "act": "question", "body": BODY, "start": 0, "end": 8}
    body["quote"] = version.text[:8]
    url = f"/api/v1/notes/{version.note_id}/annotations/"

    def write() -> None:
        answer = client.post(url, body, format="json")
        assert answer.status_code == 201, answer.content

    before = _rows()
    write()
    rows = [after - was for after, was in zip(_rows(), before, strict=True)]
    assert rows == [1, 1, 1, 1, 1]
    another = make_room(world)
    commits = _clocked_commits(monkeypatch)
    taken = _measured(commits, bare=lambda: bare(world, another), write=write)
    sequencer.sequence_all()
    insert, committed, answered = taken["bare"][1], *taken["write"]
    print(  # noqa: T201 - a benchmark prints
        f"\n{connection.vendor}: {sum(rows)} rows inserted and one updated in a transaction "
        f"{insert * 1000:.2f} ms; annotation from request to commit {committed * 1000:.2f} ms, "
        f"ratio {committed / insert:.2f}; to answer {answered * 1000:.2f} ms, "
        f"ratio {answered / insert:.2f}"
    )


def _clocked_commits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moment of each commit; what is rendered and who is told comes after it."""
    moments: list[float] = []
    commit = connection.commit

    def clocked() -> None:
        commit()
        moments.append(time.perf_counter())

    monkeypatch.setattr(connection, "commit", clocked)
    return moments


def bare(world: World, version: NoteVersion) -> None:
    now, note = timezone.now(), version.note
    note.last_seq += 1
    with transaction.atomic():
        said: dict[str, Any] = {"note": note, "author": world.supervisor, "act": Act.QUESTION}
        annotation = Annotation.objects.create(made_on=version, body=BODY, **said)
        Anchor.objects.create(annotation=annotation, version=version, start=0, end=8)
        NoteEvent.objects.create(
            note=note,
            seq=note.last_seq,
            kind=EventKind.ANNOTATION_ADDED,
            actor=world.supervisor,
            annotation=annotation,
            number=1,
        )
        entry = LedgerEntry.objects.create(
            clinic_id=uuid4(),
            kind="plain",
            occurred_at=now,
            body="x" * 500,
            leaf=bytes(32),
            subject_type="plain",
            subject_id="1",
        )
        LedgerPending.objects.create(entry=entry)
        note.save(update_fields=["last_seq"])


def _rows() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


def _measured(
    commits: list[float], **ways: Callable[[], object]
) -> dict[str, tuple[float, float]]:
    """Median seconds to the commit and to the end, in interleaved rounds, so that a slow moment
    of the machine meets both."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(WARM + ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            if number >= WARM:
                taken[name].append((commits[-1] - began, time.perf_counter() - began))
    return {
        name: (median(first for first, _ in times), median(last for _, last in times))
        for name, times in taken.items()
    }
