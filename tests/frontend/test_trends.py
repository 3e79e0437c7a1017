"""The page of trends: figures drawn and in tables, a dash where one is not shown."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from frontend.charts import HEIGHT, Line, grouped_by_period
from supervision.enums import Role
from tests.factories import make_person
from tests.factories_cases import World, make_case, make_world
from tests.factories_trends import make_crossed, make_referred
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 8, 15, 12, tzinfo=UTC)
QUARTER = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def told(world: World) -> Iterator[Client]:
    """A lead with figures, on a day when the quarter is over."""
    case = make_case(world)
    for number in range(8):
        make_referred(world, case, QUARTER + timedelta(days=number), "no_progress", days=number)
        make_crossed(world, case, QUARTER, "time")
    for number in range(12):
        make_referred(world, case, QUARTER + timedelta(days=number), "practical", days=number)
    make_crossed(world, case, QUARTER, "money")
    with time_machine.travel(NOW, tick=False):
        yield as_(world.lead)


def test_the_page_says_shares_and_leaves_out_what_is_small(told: Client) -> None:
    said = text(told.get(reverse("trends")))

    assert "Progress stalls not shown" in said or "Progress stalls –" in said
    assert "40 % 8 of 20" in said
    assert "60 % 12 of 20" in said
    assert "1 of 9" not in said
    assert "8 of 9" not in said


def test_each_figure_is_in_the_drawing_and_in_the_table(told: Client) -> None:
    page = told.get(reverse("trends"), {"first_year": "2027"})
    panels = {panel.code: panel for panel in page.context["panels"]}

    grounds = panels["grounds"]
    assert grounds.periods == ["2027 Q1", "2027 Q2"]
    assert [row.label for row in grounds.rows] == ["Progress stalls", "Practical reasons"]
    said = {bar.said for slot in grounds.chart.slots for bar in slot.bars}
    assert said == {
        "2027 Q1, practical reasons: 60 %",
        "2027 Q1, progress stalls: 40 %",
    }
    assert "Practical reasons: 60 % in 2027 Q1." in grounds.chart.description
    assert panels["outcome"].chart is None
    html = page.content.decode()
    assert html.count("The same as a table") == len(panels)
    assert html.count('role="img"') == sum(panel.chart is not None for panel in panels.values())


def test_years_are_asked_for_and_a_wrong_one_says_so(told: Client) -> None:
    years = told.get(reverse("trends"), {"grain": "year", "first_year": "2026"})
    wrong = told.get(reverse("trends"), {"first_year": "soon"})

    assert {tuple(panel.periods) for panel in years.context["panels"]} == {("2026",)}
    assert wrong.status_code == 400
    assert "Enter a whole number" in text(wrong)


def test_only_the_lead_of_the_clinic_sees_them(world: World, told: Client) -> None:
    for role in (Role.SUPERVISOR, Role.SUPERVISEE, Role.ADMINISTRATOR):
        person = make_person(role, clinic=world.clinic)
        assert as_(person).get(reverse("trends")).status_code == 404
    other = as_(make_world("valley").lead).get(
        reverse("trends"), {"clinic": str(world.clinic.pk)}
    )
    assert "40 %" not in text(other)


def test_trends_cost_twelve_queries(
    told: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told.get(reverse("trends"))

    with django_assert_num_queries(12):
        told.get(reverse("trends"))


def test_a_figure_that_is_not_shown_is_a_dash_and_no_bar_of_nothing() -> None:
    lines = [Line("Late", [10, None]), Line("Awaited", [None, 0])]

    chart = grouped_by_period(lines, ["Q1", "Q2"], unit=" %", description="Answers.")

    assert [[bar.said for bar in slot.bars] for slot in chart.slots] == [
        ["Q1, late: 10 %"],
        ["Q2, awaited: 0 %"],
    ]
    assert [len(slot.dashes) for slot in chart.slots] == [1, 1]
    for slot in chart.slots:
        for bar in slot.bars:
            assert 0 <= float(bar.y) <= HEIGHT - float(bar.height)
