"""What a list costs to take out, however long it is: memory does not grow with the rows."""

import os
import time
import tracemalloc
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.sql import InsertQuery

from cases.actions.exports import hand_out
from cases.exporting import reading
from cases.models import Decision, DecisionStep, ReferralDecision, ReferralGround
from tests.exports import CONFIRMED, ask_for
from tests.factories_cases import World, make_world
from tests.factories_decisions import approved_referral

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
ROWS = int(os.environ.get("BENCH_EXPORT_ROWS", "2000"))
BATCH = 1000


@pytest.mark.parametrize("sort", ["csv", "jsonl", "fhir"])
def test_memory_is_the_same_for_ten_times_as_many(sort: str) -> None:
    world = make_world()
    template = ReferralDecision.objects.get(pk=approved_referral(world).pk)
    few, many = 2 * reading.CHUNK, ROWS
    _fill(template, few - 1)
    small = _peak(world, sort)
    _fill(template, many - few)
    large = _peak(world, sort)
    took = _seconds(world, sort)

    print(  # noqa: T201
        f"\n{connection.vendor} {sort}: {few:,} rows peak at {small / 1e6:.1f} MB, {many:,} at "
        f"{large / 1e6:.1f} MB; {many / took:,.0f} rows a second"
    )
    assert large < 1.3 * small


def _peak(world: World, sort: str) -> int:
    """Bytes that Python holds at most while it streams, and nothing of it is kept."""
    tracemalloc.start()
    try:
        _stream(world, sort)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _seconds(world: World, sort: str) -> float:
    began = time.perf_counter()
    _stream(world, sort)
    return time.perf_counter() - began


def _stream(world: World, sort: str) -> None:
    export = ask_for(world.lead, "decisions", sort, clinic=world.clinic.pk)
    for _ in hand_out(export_id=export.pk, by=world.lead, asking=CONFIRMED).parts:
        pass
    export.refresh_from_db()
    assert export.handed_out == export.rows


def _fill(template: ReferralDecision, count: int) -> None:
    """Copies, each with its words sealed in its own place, a ground and a step."""
    for start in range(0, count, BATCH):
        _copies(template, min(BATCH, count - start))


def _copies(template: ReferralDecision, count: int) -> None:
    made = list(_like(template, count))
    parents = [
        Decision(**{f.attname: getattr(row, f.attname) for f in Decision._meta.fields})
        for row in made
    ]
    Decision.objects.bulk_create(parents)
    own = [f for f in ReferralDecision._meta.local_fields if f.name != "decision_ptr"]
    _insert_children(made, own)
    ReferralGround.objects.bulk_create(
        ReferralGround(referral=row, ground="no_progress", evidence="Stalls.", primary=True)
        for row in made
    )
    DecisionStep.objects.bulk_create(
        DecisionStep(
            decision=row,
            move="propose",
            from_status="considering",
            to_status="proposed",
            reasons="Because.",
            by_id=row.supervisee_id,
            at=row.shared_at or row.opened_at,
        )
        for row in made
    )


def _like(template: ReferralDecision, count: int) -> Iterator[ReferralDecision]:
    values = {f.attname: getattr(template, f.attname) for f in template._meta.concrete_fields}
    for number in range(count):
        own = uuid.uuid4()
        opened = template.opened_at - timedelta(minutes=number)
        yield ReferralDecision(
            **values
            | {
                "id": own,
                "decision_ptr_id": own,
                "reference": own.hex[:24],
                "opened_at": opened,
            }
        )


def _insert_children(made: list[ReferralDecision], own: list[Any]) -> None:
    """Django's bulk_create refuses models with a parent table: the compiler does not."""
    fields = [ReferralDecision._meta.get_field("decision_ptr"), *own]
    for row in made:
        query = InsertQuery(ReferralDecision)
        query.insert_values(fields, [row], raw=False)
        query.get_compiler(connection=connection).execute_sql()
