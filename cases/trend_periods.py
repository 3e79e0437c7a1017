"""Calendar quarters and years of a clinic that are over: the only periods trends know.

A period is counted once it is over: figures of a running one would grow by single cases while
somebody looks.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Case, IntegerField, Value, When

from cases.suppression import Shape

MONTHS: Final = 3
QUARTERS: Final = 4


class Grain(StrEnum):
    QUARTER = "quarter"
    YEAR = "year"


class Period(NamedTuple):
    """``code`` is ``2026-Q1`` or ``2026``."""

    code: str
    year: int
    first: date


class Quarter(NamedTuple):
    """With its moments: from ``begins`` to before ``ends``, where the clinic is."""

    period: Period
    begins: datetime
    ends: datetime


def quarters_over(first_year: int, last_year: int, now: datetime, zone: str) -> list[Quarter]:
    there = ZoneInfo(zone)
    found = (
        _quarter(year, number, there)
        for year in range(first_year, last_year + 1)
        for number in range(QUARTERS)
    )
    return [quarter for quarter in found if quarter.ends <= now]


def shape_of(year: int, quarters: Sequence[Quarter]) -> Shape:
    codes = [quarter.period.code for quarter in quarters if quarter.period.year == year]
    return Shape(codes, str(year) if len(codes) == QUARTERS else None)


def periods_of(grain: Grain, quarters: Sequence[Quarter]) -> list[Period]:
    """What the columns of the tables are; a year only when all of it is over."""
    if grain == Grain.QUARTER:
        return [quarter.period for quarter in quarters]
    years = sorted({quarter.period.year for quarter in quarters})
    whole = [year for year in years if shape_of(year, quarters).year]
    return [Period(str(year), year, date(year, 1, 1)) for year in whole]


def number_of(moment: str, quarters: Sequence[Quarter]) -> Case:
    """The place of a row's quarter in the list, by comparisons that any database does fast."""
    ends: list[When] = [
        When(**{f"{moment}__lt": quarter.ends}, then=Value(place))
        for place, quarter in enumerate(quarters)
    ]
    return Case(*ends, output_field=IntegerField())


def _quarter(year: int, number: int, zone: ZoneInfo) -> Quarter:
    first = date(year, number * MONTHS + 1, 1)
    following = date(year + number // 3, (number + 1) % QUARTERS * MONTHS + 1, 1)
    return Quarter(
        Period(f"{year}-Q{number + 1}", year, first),
        datetime(first.year, first.month, 1, tzinfo=zone),
        datetime(following.year, following.month, 1, tzinfo=zone),
    )
