"""Trends of a clinic's decisions: shares and times per period, never about one person.

Nothing here can be asked by person, nor by anything that is known of a client. What is small
stays away, and so does what would tell it (``cases.suppression``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.utils import timezone

from cases import trend_counts as counts
from cases.decision_enums import BoundaryDomain, Ground
from cases.suppression import ALL, Cell, shown_cells, shown_wholes
from cases.trend_periods import Grain, Period, Quarter, periods_of, quarters_over, shape_of
from supervision.models import Clinic
from supervision.policies import policy_of

YEARS_SHOWN: Final = 3
MOST_YEARS: Final = 10
REST: Final = "rest"


class Figure(NamedTuple):
    """So many of so many; ``of`` is None where there is no whole."""

    number: int
    of: int | None = None

    @property
    def percent(self) -> int | None:
        return round(100 * self.number / self.of) if self.of else None


@dataclass(frozen=True)
class Series:
    code: str
    label: str
    figures: Sequence[Figure | None]


@dataclass(frozen=True)
class Trends:
    """Each series has one figure per period."""

    clinic: Clinic
    grain: Grain
    first_year: int
    last_year: int
    least: int
    periods: Sequence[Period]
    referrals: Series
    grounds: Sequence[Series]
    outcome: Series
    contact: Series
    boundaries: Series
    domains: Sequence[Series]
    answers: Sequence[Series]
    follow_ups: Series


@dataclass(frozen=True)
class Asked:
    """What trends can be asked for: whole years, in quarters or years. Nothing else."""

    grain: Grain = Grain.QUARTER
    first_year: int | None = None
    last_year: int | None = None


def trends_of(clinic: Clinic, asked: Asked) -> Trends:
    """Of a clinic that ``clinics_audited_by`` has shown to whoever asks."""
    now = timezone.now()
    last = min(asked.last_year or now.year, now.year)
    first = min(asked.first_year or last - YEARS_SHOWN + 1, last)
    first = max(first, last - MOST_YEARS + 1)
    quarters = quarters_over(first, last, now, clinic.timezone)
    least = policy_of(clinic.pk, now).min_cell_size
    view = _View(clinic.pk, quarters, periods_of(asked.grain, quarters), least)
    referrals = view.table(counts.stages, [counts.KNOWN, counts.UNDER_WAY, counts.NOT_SENT])
    boundaries = view.table(counts.domains, list(BoundaryDomain.values))
    answers = view.table(counts.answers, [counts.IN_TIME, counts.LATE, counts.OVERDUE])
    again = view.table(counts.follow_ups, [counts.DONE, counts.OVERDUE])
    return Trends(
        clinic=clinic,
        grain=asked.grain,
        first_year=first,
        last_year=last,
        least=least,
        periods=view.periods,
        referrals=Series("referrals", "Referral decisions", referrals.wholes()),
        grounds=view.grounds(referrals),
        outcome=Series("outcome_known", "Outcome known", referrals.known_of_sent()),
        contact=view.contact(),
        boundaries=Series("boundaries", "Boundary decisions", boundaries.wholes()),
        domains=[boundaries.series(code, label) for code, label in BoundaryDomain.choices],
        answers=[
            answers.series(counts.LATE, "Given late"),
            answers.series(counts.OVERDUE, "Still awaited"),
        ],
        follow_ups=again.series(counts.OVERDUE, "Overdue"),
    )


@dataclass(frozen=True)
class _Table:
    """Counts with their sums, and which of them may be shown."""

    numbers: Mapping[Cell, int]
    shown: frozenset[Cell]
    periods: Sequence[Period]

    def figure(self, period: Period, column: str) -> Figure | None:
        cell, whole = (period.code, column), (period.code, ALL)
        if cell not in self.shown or whole not in self.shown:
            return None
        return Figure(self.numbers[cell], self.numbers[whole])

    def series(self, code: str, label: str) -> Series:
        return Series(code, label, [self.figure(period, code) for period in self.periods])

    def wholes(self) -> list[Figure | None]:
        return [
            Figure(self.numbers[period.code, ALL]) if (period.code, ALL) in self.shown else None
            for period in self.periods
        ]

    def known_of_sent(self) -> list[Figure | None]:
        """Of those that were sent: both figures are shown, so their sum tells nothing more."""
        known = [self.figure(period, counts.KNOWN) for period in self.periods]
        under_way = [self.figure(period, counts.UNDER_WAY) for period in self.periods]
        return [
            Figure(a.number, a.number + b.number) if a and b else None
            for a, b in zip(known, under_way, strict=True)
        ]


@dataclass(frozen=True)
class _View:
    clinic_id: UUID
    quarters: Sequence[Quarter]
    periods: Sequence[Period]
    least: int

    def table(
        self,
        count: Callable[[UUID, Sequence[Quarter]], Mapping[Cell, int]],
        columns: Sequence[str],
    ) -> _Table:
        found = count(self.clinic_id, self.quarters) if self.quarters else {}
        return self._of(found, columns)

    def _of(
        self,
        found: Mapping[Cell, int],
        columns: Sequence[str],
        wholes: frozenset[str] | None = None,
    ) -> _Table:
        """``wholes`` where another table with the same wholes has decided about them."""
        numbers: dict[Cell, int] = {}
        shown: set[Cell] = set()
        for year in sorted({quarter.period.year for quarter in self.quarters}):
            shape = shape_of(year, self.quarters)
            numbers |= _with_sums(found, columns, shape.quarters, shape.year)
            periods = [*shape.quarters, *([shape.year] if shape.year else [])]
            mine = wholes
            if mine is None:
                mine = shown_wholes({p: numbers[p, ALL] for p in periods}, shape, self.least)
            shown |= shown_cells(numbers, columns, shape, self.least, mine)
            shown |= {(period, ALL) for period in periods if period in mine}
        return _Table(numbers, frozenset(shown), self.periods)

    def grounds(self, referrals: _Table) -> list[Series]:
        """A referral can name several, so each ground is a table with its rest."""
        named = counts.grounds(self.clinic_id, self.quarters) if self.quarters else {}
        wholes = frozenset(period for period, column in referrals.shown if column == ALL)
        return [self._ground(g, named, referrals, wholes) for g in Ground]

    def _ground(
        self,
        ground: Ground,
        named: Mapping[Cell, int],
        referrals: _Table,
        wholes: frozenset[str],
    ) -> Series:
        found: dict[Cell, int] = {}
        for quarter in self.quarters:
            code = quarter.period.code
            found[code, ground] = named.get((code, ground), 0)
            found[code, REST] = referrals.numbers[code, ALL] - found[code, ground]
        return self._of(found, [ground, REST], wholes).series(ground, ground.label)

    def contact(self) -> Series:
        """The middle number of days, where enough first contacts stand behind it."""
        days = counts.days_to_contact(self.clinic_id, self.quarters) if self.quarters else {}
        figures: list[Figure | None] = []
        for period in self.periods:
            inside = [n for code in days if code.startswith(period.code) for n in days[code]]
            enough = len(inside) >= self.least
            figures.append(Figure(counts.median_days(inside)) if enough else None)
        return Series("days_to_contact", "Days from considering to first contact", figures)


def _with_sums(
    found: Mapping[Cell, int], columns: Sequence[str], quarters: Sequence[str], year: str | None
) -> dict[Cell, int]:
    numbers = {(q, column): found.get((q, column), 0) for q in quarters for column in columns}
    if year:
        for column in columns:
            numbers[year, column] = sum(numbers[q, column] for q in quarters)
    for period in [*quarters, *([year] if year else [])]:
        numbers[period, ALL] = sum(numbers[period, column] for column in columns)
    return numbers
