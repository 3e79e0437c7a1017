"""What the access log adds to reading a note: the same request with it, and without."""

import statistics
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any, Final

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from cases.actions import reads
from cases.models import NarrativeRead
from tests.factories_cases import make_room, make_world

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]
ROUNDS: Final = 60
MOST: Final = 1.2


def _forget() -> None:
    NarrativeRead.objects.all().delete()


def _some_minutes_pass() -> None:
    ago = timedelta(minutes=5)
    NarrativeRead.objects.update(first_at=F("first_at") - ago, last_at=F("last_at") - ago)


def _no_time_passes() -> None:
    """What follows is the same look: a page loaded once more, or one of its parts."""


# In the order of how often they come when somebody works with a note.
LOOKS: Final[dict[str, Callable[[], None]]] = {
    "within a minute": _no_time_passes,
    "some minutes later": _some_minutes_pass,
    "for the first time": _forget,
}


@pytest.mark.usefixtures("bundle")
def test_what_the_record_adds_to_reading_a_note(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same request of the same reader, in turn with the record and with it left out."""
    world = make_world()
    version = make_room(world, happened="He said it. " * 1700)
    url = reverse("api:version", args=[version.note_id, version.number])
    client.force_login(world.supervisor)
    assert client.get(url).status_code == 200

    without: list[float] = []
    taken: dict[str, list[float]] = {look: [] for look in LOOKS}
    for _ in range(ROUNDS):
        with monkeypatch.context() as left_out:
            left_out.setattr(reads, "_record_version", lambda *_: None)
            without.append(_seconds(client, url))
        for look, before in LOOKS.items():
            before()
            taken[look].append(_seconds(client, url))
            assert NarrativeRead.objects.exists()

    bare = statistics.median(without)
    ratios = {look: statistics.median(times) / bare for look, times in taken.items()}
    said = ", ".join(f"{look} {ratio:.2f}x" for look, ratio in ratios.items())
    print(f"\n{connection.vendor}: beside {bare * 1000:.2f} ms without a record: {said}")  # noqa: T201
    assert ratios["within a minute"] <= MOST


def _seconds(client: Any, url: str) -> float:
    start = perf_counter()
    client.get(url)
    return perf_counter() - start
