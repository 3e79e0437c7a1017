"""The third of its kind on a case is a question to the two, and nobody else hears of it."""

from datetime import timedelta

import pytest

from cases.boundary_patterns import pattern_for
from cases.decision_policy import Reading
from cases.models import BoundaryDecision, Decision
from supervision.models import LedgerEntry
from tests.api.clients import signed_in
from tests.factories_cases import World, make_case
from tests.factories_decisions import WEIGHED, make_boundary, move_boundary, write_boundary

pytestmark = pytest.mark.django_db
BASE = "/api/v1"


def days_ago(boundary: BoundaryDecision, days: int) -> BoundaryDecision:
    opened = boundary.opened_at - timedelta(days=days)
    Decision.objects.filter(pk=boundary.pk).update(opened_at=opened)
    return boundary


def bring(world: World, boundary: BoundaryDecision) -> BoundaryDecision:
    return move_boundary(world, boundary, "analyse", "consult")


def number_for(world: World, boundary: BoundaryDecision, reading: Reading) -> int | None:
    person = world.supervisee if reading == Reading.AUTHOR else world.supervisor
    found = pattern_for(person, boundary, reading)
    return found and found.number


def test_the_third_of_its_kind_within_ninety_days_is_a_question(world: World) -> None:
    case = make_case(world)
    earlier = [days_ago(make_boundary(world, case), days) for days in (89, 40)]
    second = make_boundary(world, make_case(world))

    third = make_boundary(world, case)

    found = pattern_for(world.supervisee, third, Reading.AUTHOR)
    assert found is not None
    assert (found.number, [each.pk for each in found.earlier]) == (
        3,
        [each.pk for each in earlier],
    )
    assert number_for(world, second, Reading.AUTHOR) is None


@pytest.mark.parametrize("apart", ["old", "other domain", "other case", "in error"])
def test_what_is_not_of_its_kind_and_time_is_no_part_of_it(world: World, apart: str) -> None:
    case = make_case(world)
    days_ago(make_boundary(world, case), 10)
    other = make_boundary(
        world,
        make_case(world) if apart == "other case" else case,
        domain="time" if apart == "other domain" else "attendance_at_event",
    )
    days_ago(other, 91 if apart == "old" else 10)
    if apart == "in error":
        move_boundary(world, other, "mark_error")

    assert number_for(world, make_boundary(world, case), Reading.AUTHOR) is None


def test_the_supervisor_is_asked_about_what_was_brought_to_her(world: World) -> None:
    case = make_case(world)
    first, kept = (days_ago(make_boundary(world, case, **WEIGHED), n) for n in (20, 10))
    bring(world, first)
    third = bring(world, make_boundary(world, case, **WEIGHED))

    assert number_for(world, third, Reading.AUTHOR) == 3
    assert number_for(world, third, Reading.SUPERVISOR) is None
    bring(world, kept)
    assert number_for(world, third, Reading.SUPERVISOR) == 3


def test_the_question_and_its_answer_go_nowhere_else(world: World) -> None:
    case = make_case(world)
    for days in (20, 10):
        bring(world, days_ago(make_boundary(world, case, **WEIGHED), days))
    third = bring(world, make_boundary(world, case, **WEIGHED))
    address = f"{BASE}/boundaries/{third.pk}/"

    write_boundary(world, third, pattern_thoughts="TOKEN-pattern")

    told = {
        who: signed_in(getattr(world, who)).get(address).data
        for who in ("supervisee", "supervisor", "lead")
    }
    assert [told[who]["pattern"] and told[who]["pattern"]["number"] for who in told] == [
        3,
        3,
        None,
    ]
    assert told["supervisor"]["pattern_thoughts"] == "TOKEN-pattern"
    assert "pattern_thoughts" not in told["lead"]
    assert not any("pattern" in entry.body for entry in LedgerEntry.objects.all())
    summary = signed_in(world.lead).get(f"{BASE}/decisions/summary/").content.decode()
    assert "pattern" not in summary


def test_what_is_for_the_supervisee_alone_leaves_no_trace(world: World) -> None:
    boundary = bring(world, make_boundary(world, **WEIGHED))
    before = (
        list(Decision.objects.values()),
        list(LedgerEntry.objects.order_by("pk").values_list("body", flat=True)),
        list(boundary.steps.values("pk")),
    )

    boundary = write_boundary(world, boundary, across_clients="TOKEN-own")

    after = (
        list(Decision.objects.values()),
        list(LedgerEntry.objects.order_by("pk").values_list("body", flat=True)),
        list(boundary.steps.values("pk")),
    )
    assert after == before
    address = f"{BASE}/boundaries/{boundary.pk}/"
    author, supervisor, lead = (
        signed_in(person).get(address).data
        for person in (world.supervisee, world.supervisor, world.lead)
    )
    assert author["across_clients"] == "TOKEN-own"
    assert "TOKEN" not in str(supervisor) + str(lead)


def test_written_beside_something_else_it_is_still_not_named(world: World) -> None:
    boundary = make_boundary(world)

    write_boundary(world, boundary, across_clients="TOKEN-own", summary="Told.")

    entry = LedgerEntry.objects.filter(kind="decision.changed").get()
    assert '"fields":["summary"]' in entry.body
