"""The chart and its table say the same, whatever the figures are."""

from datetime import date

import pytest

from frontend.charts import HEIGHT, Count, months_between, stacked_by_month

SERIES = (("boundary", "Boundary"), ("referral", "Referral"))
MONTHS = months_between(date(2025, 11, 1), date(2026, 2, 1))


def test_months_between_cross_the_year() -> None:
    assert [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ] == MONTHS


def test_bars_stand_on_each_other_and_months_without_any_stay() -> None:
    counts = [Count(MONTHS[0], "boundary", 3), Count(MONTHS[0], "referral", 1)]

    chart = stacked_by_month(counts, series=SERIES, months=MONTHS, what="decisions")

    first = chart.columns[0]
    assert [column.total for column in chart.columns] == [4, 0, 0, 0]
    assert [bar.css for bar in first.bars] == ["k1", "k2"]
    assert float(first.bars[1].y) < float(first.bars[0].y)
    assert [bar.said for bar in first.bars] == [
        "November 2025: 3 boundary",
        "November 2025: 1 referral",
    ]
    assert chart.columns[1].bars == []


def test_the_description_says_what_can_be_seen() -> None:
    counts = [Count(MONTHS[2], "referral", 7), Count(MONTHS[0], "boundary", 2)]

    chart = stacked_by_month(counts, series=SERIES, months=MONTHS, what="decisions")

    assert chart.description == (
        "Stacked bars, November 2025 to February 2026: 9 decisions, most in "
        "January 2026 with 7."
    )


@pytest.mark.parametrize("highest", [0, 1, 3, 8, 99, 1_234, 5_000_000])
def test_no_bar_leaves_the_drawing(highest: int) -> None:
    counts = [Count(MONTHS[0], "boundary", highest)] if highest else []

    chart = stacked_by_month(counts, series=SERIES, months=MONTHS, what="decisions")

    ordinates = [float(bar.y) for column in chart.columns for bar in column.bars]
    assert all(0 <= y <= HEIGHT for y in ordinates)
    assert 1 <= len(chart.gridlines) <= 6


def test_without_months_there_is_nothing_to_say() -> None:
    chart = stacked_by_month([], series=SERIES, months=[], what="decisions")

    assert (chart.columns, chart.description) == ([], "No decisions.")
