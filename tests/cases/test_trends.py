"""Trends: what they count, in which period, and what they never tell."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.decision_enums import BoundaryDomain, Ground
from cases.models import Case, Decision, DecisionStep
from cases.trend_periods import Grain
from cases.trends import Asked, Figure, Series, Trends, trends_of
from supervision.actions.policies import change_policy
from supervision.models import Clinic
from tests.factories_cases import World, make_case
from tests.factories_decisions import approved_referral, make_referral, move_referral
from tests.factories_trends import answered, brought, looked_after, make_crossed, make_referred

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 15, 12, tzinfo=UTC)
Q1, Q2 = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
LAST_YEAR = datetime(2025, 11, 1, tzinfo=UTC)


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world)


def ask(world: World, grain: str = "quarter", **years: int) -> Trends:
    with time_machine.travel(NOW, tick=False):
        return trends_of(world.clinic, Asked(Grain(grain), **years))


def of(trends: Trends, series: Series, period: str) -> Figure | None:
    codes = [each.code for each in trends.periods]
    return series.figures[codes.index(period)]


def ground(trends: Trends, code: str) -> Series:
    return next(each for each in trends.grounds if each.code == code)


def refer(
    world: World, case: Case, when: datetime, *grounds: str, times: int = 6, **facts: Any
) -> None:
    for number in range(times):
        make_referred(world, case, when + timedelta(days=number), *grounds, **facts)


def test_only_what_is_over_is_a_period(world: World) -> None:
    quarters = [each.code for each in ask(world, first_year=2025).periods]
    years = [each.code for each in ask(world, "year", first_year=2024).periods]

    assert quarters == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]
    assert years == ["2024", "2025"]
    assert (
        ask(world, first_year=2027, last_year=2030).periods
        == ask(world, first_year=2026).periods
    )


def test_grounds_are_shares_of_the_referrals_that_were_brought(
    world: World, case: Case
) -> None:
    refer(world, case, Q1, "no_progress", "practical", times=8)
    refer(world, case, Q1, "worsening", times=12)
    make_referred(world, case, Q1, "no_progress", status="entered_in_error")
    alone = make_referred(world, case, Q1, "no_progress")
    Decision.objects.filter(pk=alone.pk).update(shared_at=None)

    found = ask(world)

    assert of(found, found.referrals, "2026-Q1") == Figure(20)
    assert of(found, ground(found, "no_progress"), "2026-Q1") == Figure(8, 20)
    assert of(found, ground(found, "practical"), "2026-Q1") == Figure(8, 20)
    assert Figure(8, 20).percent == 40
    assert of(found, ground(found, "specialist"), "2026-Q1") is None, "none is few as well"


def test_what_nearly_everybody_has_is_not_shown_either(world: World, case: Case) -> None:
    refer(world, case, Q1, "no_progress", times=17)
    refer(world, case, Q1, "practical", times=3)

    found = ask(world)

    assert of(found, found.referrals, "2026-Q1") == Figure(20)
    assert of(found, ground(found, "no_progress"), "2026-Q1") is None, "20 less 17 would tell"


def test_a_quarter_begins_where_the_clinic_is(world: World, case: Case) -> None:
    Clinic.objects.filter(pk=world.clinic.pk).update(timezone="Pacific/Auckland")
    world.clinic.refresh_from_db()
    evening = datetime(2026, 3, 31, 20, tzinfo=UTC)  # the first of April there
    for _ in range(5):
        make_referred(world, case, evening, "practical")

    found = ask(world)

    assert of(found, found.referrals, "2026-Q1") is None
    assert of(found, found.referrals, "2026-Q2") == Figure(5)


def test_outcomes_are_of_those_that_were_sent(world: World, case: Case) -> None:
    refer(world, case, Q1, status="closed_completed", times=5)
    refer(world, case, Q1, status="closed_client_declined", times=2)
    refer(world, case, Q1, status="accepted", times=6)
    refer(world, case, Q1, status="withdrawn", times=9)

    found = ask(world)

    assert of(found, found.outcome, "2026-Q1") == Figure(7, 13)


def test_the_middle_number_of_days_needs_enough_behind_it(world: World, case: Case) -> None:
    for days in (3, 9, 20, 21, 90):
        make_referred(world, case, Q1, status="first_contact_made", days=days)
    for days in (1, 2, 3, 4):
        make_referred(world, case, Q2, status="first_contact_made", days=days)

    found = ask(world)

    assert of(found, found.contact, "2026-Q1") == Figure(20)
    assert of(found, found.contact, "2026-Q2") is None


def test_boundary_domains_are_parts_of_one_whole(world: World, case: Case) -> None:
    for domain, times in (("time", 7), ("money", 6), ("role", 2)):
        for _ in range(times):
            make_crossed(world, case, Q1, domain)

    found = ask(world)
    shown = {each.code: of(found, each, "2026-Q1") for each in found.domains}

    assert of(found, found.boundaries, "2026-Q1") == Figure(15)
    assert {code: figure for code, figure in shown.items() if figure} == {"time": Figure(7, 15)}


def test_answers_by_when_they_were_due(world: World, case: Case) -> None:
    decision = brought(world, case, Q1, status="approved")
    for late in [True] * 6 + [False] * 8:
        answered(world, decision, Q1, late)
    for _ in range(5):
        brought(world, case, Q1, status="supervisor_review", review_due=Q1)

    found = ask(world)

    said = {each.code: of(found, each, "2026-Q1") for each in found.answers}
    assert said == {"late": Figure(6, 19), "overdue": Figure(5, 19)}


def test_follow_ups_by_when_they_were_due_whatever_state_the_referral_is_in(
    world: World, case: Case
) -> None:
    day, later = Q2.date(), Q2.date() + timedelta(weeks=4)
    for status in ("sent", "accepted", "closed_completed", "continue_here", "on_hold"):
        referral = brought(world, case, Q1, status=status)
        looked_after(world, referral, day, later, day + timedelta(days=200), done=1)
    for _ in range(7):
        looked_after(world, brought(world, case, Q1, status="sent"), day, later, done=2)

    found = ask(world)

    assert of(found, found.follow_ups, "2026-Q2") == Figure(5, 12)
    assert of(found, found.follow_ups, "2026-Q1") is None


def test_many_days_of_few_clients_are_few(world: World, case: Case) -> None:
    """Else a cell would look large enough that is about two people."""
    for _ in range(2):
        days = [Q2.date() + timedelta(days=number) for number in range(9)]
        looked_after(world, brought(world, case, Q1, status="sent"), *days, done=4)

    found = ask(world)

    assert of(found, found.follow_ups, "2026-Q2") is None


def test_what_was_called_off_or_is_not_for_others_is_not_due(world: World, case: Case) -> None:
    day = Q2.date()
    for _ in range(6):
        looked_after(world, brought(world, case, Q1, status="sent"), day, done=1)
        looked_after(world, brought(world, case, Q1, status="sent"), day)
    calls = brought(world, case, Q1, status="withdrawn")
    looked_after(world, calls, day, called_off=1)
    looked_after(world, brought(world, case, Q1, status="entered_in_error"), day)
    looked_after(world, brought(world, case, Q1, status="sent", shared_at=None), day)

    found = ask(world)

    assert of(found, found.follow_ups, "2026-Q2") == Figure(6, 12)


def test_an_answer_keeps_when_it_was_due(world: World) -> None:
    asked = move_referral(world, make_referral(world), "propose", "ask_review")
    due = asked.review_due
    late = approved_referral(world)

    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        moved = move_referral(world, asked, "ask_more")

    step = DecisionStep.objects.get(decision=moved.pk, move="ask_more")
    assert due is not None
    assert (step.due, step.at > due) == (due, True)
    kept = DecisionStep.objects.filter(decision=late.pk)
    assert {s.move for s in kept if s.due} == {"approve"}


def test_the_cell_size_is_the_clinics_own(world: World, case: Case) -> None:
    refer(world, case, Q1, times=6)
    change_policy(clinic_id=world.clinic.pk, values={"min_cell_size": 7}, by=world.lead)

    with time_machine.travel(datetime(2027, 8, 1, tzinfo=UTC), tick=False):
        found = trends_of(world.clinic, Asked(first_year=2026))

    assert found.least == 7
    assert of(found, found.referrals, "2026-Q1") is None


def test_a_year_stays_away_where_it_would_tell_a_quarter(world: World, case: Case) -> None:
    refer(world, case, LAST_YEAR, times=3)
    refer(world, case, LAST_YEAR - timedelta(days=100), times=20)

    quarters, years = ask(world), ask(world, "year")

    assert of(quarters, quarters.referrals, "2025-Q3") == Figure(20)
    assert of(quarters, quarters.referrals, "2025-Q4") is None
    assert of(years, years.referrals, "2025") is None, "23 less 20 would tell it"


def test_no_two_questions_tell_a_small_number(world: World, case: Case) -> None:
    """Every question there is, over a made-up clinic: each figure is the same in all of
    them or in none, and a figure within another leaves none or enough beside it."""
    _two_years(world, case)
    found: dict[tuple[str, str], int] = {}
    for grain in Grain:
        for first in (2023, 2024, 2025, 2026):
            for last in (2024, 2025, 2026):
                asked = ask(world, grain, first_year=first, last_year=last)
                for key, number in _numbers(asked):
                    assert found.setdefault(key, number) == number, key

    assert len(found) > 40
    for (series, period), number in found.items():
        assert number >= 5
        whole = "boundaries" if series in BoundaryDomain.values else "referrals"
        for large in ((series, period[:4]), (whole, period), (whole, period[:4])):
            if large in found and large != (series, period):
                assert not 0 < found[large] - number < 5, (large, series, period)


def _numbers(trends: Trends) -> list[tuple[tuple[str, str], int]]:
    series = [trends.referrals, trends.boundaries, *trends.grounds, *trends.domains]
    codes = [
        (each, f"d-{each.code}" if each in trends.grounds else each.code) for each in series
    ]
    return [
        ((code, period.code), figure.number)
        for each, code in codes
        for period, figure in zip(trends.periods, each.figures, strict=True)
        if figure
    ]


def _two_years(world: World, case: Case) -> None:
    random = Random(7)  # noqa: S311 - the same clinic each time
    usual = [*Ground.values[:4], *Ground.values[:2]]
    for quarter in range(10):
        begin = datetime(2024, 1, 5, tzinfo=UTC) + timedelta(days=91 * quarter)
        for _ in range(random.randint(2, 24)):
            named = set(random.sample(usual, random.randint(1, 2)))
            make_referred(world, case, begin, *named)
        for _ in range(random.randint(2, 18)):
            make_crossed(world, case, begin, random.choice(BoundaryDomain.values[:4]))


def test_trends_cost_seven_queries(
    world: World, case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    refer(world, case, Q1, "practical", times=6, days=4)

    with django_assert_num_queries(7):
        ask(world)
