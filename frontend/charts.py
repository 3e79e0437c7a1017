"""Charts drawn on the server: an SVG and the same figures for the table beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.utils.formats import date_format

WIDTH: Final = 720
HEIGHT: Final = 220
LEFT, TOP, BOTTOM = 32, 22, 26
PLOT: Final = HEIGHT - TOP - BOTTOM
GAP: Final = 2
BAR: Final = 0.56
LINES: Final = 4


class Count(NamedTuple):
    month: date
    series: str
    number: int


class Bar(NamedTuple):
    css: str
    x: str
    y: str
    width: str
    height: str
    said: str


class Label(NamedTuple):
    x: str
    y: str
    text: str


class Column(NamedTuple):
    """A month: its bars from the ground up, and the same in figures."""

    month: date
    bars: list[Bar]
    counts: list[int]
    total: int
    name: Label
    top: Label


@dataclass(frozen=True)
class StackedChart:
    columns: list[Column]
    gridlines: list[Label]
    series: list[tuple[str, str]]
    description: str

    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH


def stacked_by_month(
    counts: Iterable[Count],
    *,
    series: Sequence[tuple[str, str]],
    months: Sequence[date],
    what: str,
) -> StackedChart:
    """``series`` are code and label, from the ground up. Months without any stay visible."""
    found = {(count.month, count.series): count.number for count in counts}
    table = [[found.get((month, code), 0) for code, _ in series] for month in months]
    highest = max((sum(row) for row in table), default=0)
    step = _step(highest)
    scale = PLOT / max(_ceiling(highest, step), 1)
    labels = [label for _, label in series]
    columns = [
        _column(place, len(months), month, row, scale, labels)
        for place, (month, row) in enumerate(zip(months, table, strict=True))
    ]
    return StackedChart(
        columns=columns,
        gridlines=[
            Label("24", _n(HEIGHT - BOTTOM - value * scale), str(value))
            for value in range(0, _ceiling(highest, step) + 1, step)
        ],
        series=[(f"k{number}", label) for number, label in enumerate(labels, 1)],
        description=_describe(columns, what),
    )


@dataclass(frozen=True)
class Slot:
    """A period: its bars side by side; where a figure is not shown, a dash stands for it."""

    bars: list[Bar]
    dashes: list[Label]
    name: Label


@dataclass(frozen=True)
class GroupedChart:
    slots: list[Slot]
    gridlines: list[Label]
    series: list[tuple[str, str]]
    description: str

    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH


class Line(NamedTuple):
    """One figure per period; None where it is not shown."""

    label: str
    values: Sequence[int | None]


def grouped_by_period(
    lines: Sequence[Line], periods: Sequence[str], *, unit: str, description: str
) -> GroupedChart:
    """Bars of each line beside each other, period by period."""
    highest = max((value or 0 for line in lines for value in line.values), default=0)
    step = _step(highest)
    top = max(_ceiling(highest, step), 1)
    return GroupedChart(
        slots=[
            _slot(place, len(periods), name, lines, PLOT / top, unit)
            for place, name in enumerate(periods)
        ],
        gridlines=[
            Label("24", _n(HEIGHT - BOTTOM - value * PLOT / top), str(value))
            for value in range(0, top + 1, step)
        ],
        series=[(f"k{number}", line.label) for number, line in enumerate(lines, 1)],
        description=description,
    )


def _slot(
    place: int, of: int, name: str, lines: Sequence[Line], scale: float, unit: str
) -> Slot:
    slot = (WIDTH - LEFT) / of
    width = slot * BAR / max(len(lines), 1)
    left = LEFT + slot * place + slot * (1 - BAR) / 2
    bars, dashes = [], []
    for number, line in enumerate(lines):
        x, value = left + width * number, line.values[place]
        if value is None:
            dashes.append(Label(_n(x + width / 2), _n(HEIGHT - BOTTOM - 4), "–"))
            continue
        height = max(value * scale, 1)
        said = f"{name}, {line.label.lower()}: {value}{unit}"
        y = _n(HEIGHT - BOTTOM - height)
        bars.append(Bar(f"k{number + 1}", _n(x), y, _n(width), _n(height), said))
    middle = Label(_n(LEFT + slot * (place + 0.5)), str(HEIGHT - 8), name)
    return Slot(bars, dashes, middle)


def months_between(first: date, last: date) -> list[date]:
    """Every month from one to the other, as its first day."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(start, end + 1)]


def _column(
    place: int, of: int, month: date, row: list[int], scale: float, labels: list[str]
) -> Column:
    slot = (WIDTH - LEFT) / of
    width = slot * BAR
    x = LEFT + slot * place + (slot - width) / 2
    middle = _n(x + width / 2)
    bars, ground = [], float(HEIGHT - BOTTOM)
    name = date_format(month, "M Y" if month.month == 1 or place == 0 else "M")
    for number, (count, label) in enumerate(zip(row, labels, strict=True), 1):
        if not count:
            continue
        height = count * scale
        said = f"{date_format(month, 'F Y')}: {count} {label.lower()}"
        drawn = max(height - GAP, 1)
        bars.append(Bar(f"k{number}", _n(x), _n(ground - height), _n(width), _n(drawn), said))
        ground -= height
    top = Label(middle, _n(ground - 6), str(sum(row)))
    return Column(month, bars, row, sum(row), Label(middle, str(HEIGHT - 8), name), top)


def _describe(columns: list[Column], what: str) -> str:
    if not columns:
        return f"No {what}."
    highest = max(columns, key=lambda column: column.total)
    first, last = columns[0].month, columns[-1].month
    return (
        f"Stacked bars, {date_format(first, 'F Y')} to {date_format(last, 'F Y')}: "
        f"{sum(column.total for column in columns)} {what}, most in "
        f"{date_format(highest.month, 'F Y')} with {highest.total}."
    )


def _step(highest: int) -> int:
    """A round distance, so that about four lines cross the chart."""
    for power in (1, 10, 100, 1_000, 10_000, 100_000):
        for unit in (1, 2, 5):
            if unit * power * LINES >= highest:
                return unit * power
    return highest


def _ceiling(highest: int, step: int) -> int:
    return -(-highest // step) * step


def _n(value: float) -> str:
    return f"{value:.1f}"
