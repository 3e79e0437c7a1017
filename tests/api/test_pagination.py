"""Pages: every row once, both ways, whatever the marker says."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from tests.api.clients import ROOT, fields, refusal, signed_in, walk
from tests.factories_cases import World, make_case, make_draft, submit

pytestmark = pytest.mark.django_db
LIST = f"{ROOT}cases/"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def cases(world: World) -> list[str]:
    """Nine, newest first; three of them changed at the same moment."""
    made = [make_case(world) for _ in range(9)]
    for number, case in enumerate(made):
        moment = NOON + timedelta(minutes=min(number, 6))
        Case.objects.filter(pk=case.pk).update(updated_at=moment)
    ordered = Case.objects.order_by("-updated_at", "-pk").values_list("pk", flat=True)
    return [str(pk) for pk in ordered]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 8, 9, 10, 200])
def test_walking_on_and_back_meets_every_row_once(
    world: World, cases: list[str], size: int
) -> None:
    client = signed_in(world.supervisee)

    pages = walk(client, f"{LIST}?page_size={size}")

    assert [row["id"] for page in pages for row in page] == cases
    assert {len(page) for page in pages[:-1]} <= {size}
    last = _address_of_last(client, f"{LIST}?page_size={size}")
    back = walk(client, last, back=True)
    assert [row["id"] for page in reversed(back) for row in page] == cases


def test_a_row_that_comes_in_between_moves_no_other(world: World, cases: list[str]) -> None:
    client = signed_in(world.supervisee)
    first = client.get(f"{LIST}?page_size=4").json()

    make_case(world)

    second = client.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == cases[:8]


def test_nobody_pages_into_what_is_not_shown(world: World, cases: list[str]) -> None:
    marker = signed_in(world.supervisee).get(f"{LIST}?page_size=2").json()["next"]

    assert signed_in(world.supervisor).get(marker).json()["results"] == []


def test_the_comparison_is_one_row_value(world: World, cases: list[str]) -> None:
    client = signed_in(world.supervisee)
    marker = client.get(f"{LIST}?page_size=2").json()["next"]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(marker)

    [page] = [query["sql"] for query in queries if "LIMIT 3" in query["sql"]]
    assert '("cases_case"."updated_at", "cases_case"."id") < (' in page
    assert " OR " not in page.split("LIMIT", maxsplit=1)[0].rpartition('"id") < (')[2]


def test_a_page_ordered_by_a_computed_column_pages_too(world: World) -> None:
    notes = [make_draft(world) for _ in range(5)]
    for note in notes:
        submit(world, note)
    client = signed_in(world.supervisor)

    pages = walk(client, f"{ROOT}queue/?page_size=2")

    assert [row["id"] for page in pages for row in page] == [str(note.pk) for note in notes]


def _marker(*said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode()


@pytest.mark.parametrize(
    "marker",
    [
        "",
        "x",
        "%00",
        "\u00fc",
        "AAAA",
        "bnVsbA==",
        _marker(),
        _marker(0, "2026-03-01T12:00:00Z"),
        _marker(0, "2026-03-01T12:00:00Z", "not-an-id"),
        _marker(0, "2026-03-01T12:00:00", "00000000-0000-4000-8000-000000000000"),
        _marker(0, "yesterday", "00000000-0000-4000-8000-000000000000"),
        _marker(0, None, None),
        _marker(0, {"a": 1}, []),
        _marker(0, 10**30, 10**60),
        _marker(0, "9999-99-99T99:99:99Z", "00000000-0000-4000-8000-000000000000"),
        _marker(0, "2026-03-01T12:00:00Z\x00", "00000000-0000-4000-8000-000000000000"),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_a_marker_that_is_none_of_ours_is_refused(world: World, marker: str) -> None:
    response = signed_in(world.supervisee).get(LIST, {"cursor": marker})

    assert refusal(response) == (400, "invalid_cursor")
    assert fields(response) == {"cursor"}


@pytest.mark.parametrize("size", ["0", "-1", "201", "1e2", "", "\u0663", "9" * 5000, "x"])
def test_a_page_size_out_of_range_is_refused(world: World, size: str) -> None:
    response = signed_in(world.supervisee).get(LIST, {"page_size": size})

    assert refusal(response) == (400, "invalid")
    assert fields(response) == {"page_size"}


def _address_of_last(client: object, url: str) -> str:
    while following := client.get(url).json()["next"]:  # type: ignore[attr-defined]
        url = following
    return url
