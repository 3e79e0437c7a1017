"""Trends through the API."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.api.clients import refusal, signed_in
from tests.factories_cases import World, make_case
from tests.factories_trends import make_referred

pytestmark = pytest.mark.django_db


def test_a_lead_reads_figures_and_nulls(world: World) -> None:
    case = make_case(world)
    for _ in range(5):
        make_referred(world, case, datetime(2027, 2, 1, tzinfo=UTC), "practical")
    for _ in range(5):
        make_referred(world, case, datetime(2027, 2, 1, tzinfo=UTC), "worsening")
    lead = signed_in(world.lead)
    address = f"/api/v1/clinics/{world.clinic.pk}/trends/"

    with time_machine.travel(datetime(2027, 8, 15, tzinfo=UTC), tick=False):
        lead = signed_in(world.lead)
        said = lead.get(f"{address}?first_year=2027").json()
        years = lead.get(f"{address}?grain=year&first_year=2026").json()
        wrong = lead.get(f"{address}?supervisor={world.supervisor.pk}")

    assert [period["code"] for period in said["periods"]] == ["2027-Q1", "2027-Q2"]
    assert said["least"] == 5
    assert said["referrals"]["figures"] == [{"number": 10, "of": None, "percent": None}, None]
    shares = {row["code"]: row["figures"][0] for row in said["grounds"] if any(row["figures"])}
    half = {"number": 5, "of": 10, "percent": 50}
    assert shares == {"practical": half, "worsening": half}
    assert [period["code"] for period in years["periods"]] == ["2026"]
    assert refusal(wrong) == (400, "unknown_parameter"), "nobody is a filter here"


def test_nobody_else_does(world: World) -> None:
    address = f"/api/v1/clinics/{world.clinic.pk}/trends/"

    for person in (world.supervisor, world.supervisee, world.administrator):
        assert signed_in(person).get(address).status_code == 404
