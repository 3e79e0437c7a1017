"""How the page of trends says each series: a chart of the largest, and a table of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cases.trends import Figure, Series, Trends
from frontend.charts import GroupedChart, Line, grouped_by_period

# More bars than these nobody can tell apart; the table has them all.
DRAWN: Final = 4
PERCENT: Final = " %"


class Cell(NamedTuple):
    """``said`` is empty where the figure is not shown."""

    said: str
    beside: str = ""


class Row(NamedTuple):
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Panel:
    code: str
    title: str
    note: str
    periods: Sequence[str]
    rows: list[Row]
    chart: GroupedChart | None


def panels_of(trends: Trends) -> list[Panel]:
    numbers = [trends.referrals, trends.boundaries]
    return [
        _panel(trends, "numbers", "Decisions brought to supervision", numbers),
        _panel(
            trends, "grounds", "Grounds of referrals", trends.grounds,
            "Of the referrals of the period, how many name the ground. One can name several.",
        ),
        _panel(
            trends, "outcome", "Outcome known", [trends.outcome],
            "Of the referrals that were sent, how many have a known end.",
        ),
        _panel(
            trends, "contact", "From considering to first contact", [trends.contact],
            "Days; half of them took no longer.",
        ),
        _panel(
            trends, "domains", "What boundary decisions are about", trends.domains,
            "Of the boundary decisions of the period.",
        ),
        _panel(
            trends, "answers", "Answers that were due", trends.answers,
            "Of the answers due in the period.",
        ),
        _panel(
            trends, "follow-ups", "Follow-ups that were due", [trends.follow_ups],
            "Of the follow-ups due in the period.",
        ),
    ]  # fmt: skip


def _panel(
    trends: Trends, code: str, title: str, series: Sequence[Series], note: str = ""
) -> Panel:
    periods = [period.code.replace("-", " ") for period in trends.periods]
    said = [each for each in series if any(each.figures)] or list(series[:DRAWN])
    hidden = len(series) - len(said)
    rows = [Row(each.label, [_cell(figure) for figure in each.figures]) for each in said]
    if hidden and len(said) < len(series):
        note = f"{note} What is in no period large enough to be shown has no line."
    return Panel(code, title, note.strip(), periods, rows, _chart(title, said, periods))


def _cell(figure: Figure | None) -> Cell:
    if figure is None:
        return Cell("")
    if figure.percent is None:
        return Cell(str(figure.number))
    return Cell(f"{figure.percent}{PERCENT}", f"{figure.number} of {figure.of}")


def _chart(title: str, series: Sequence[Series], periods: Sequence[str]) -> GroupedChart | None:
    """Nothing to draw where nothing is shown."""
    drawn = sorted(series, key=_size, reverse=True)[:DRAWN]
    if not any(figure for each in drawn for figure in each.figures):
        return None
    share = any(figure and figure.of for each in drawn for figure in each.figures)
    lines = [Line(each.label, [_drawn(figure) for figure in each.figures]) for each in drawn]
    return grouped_by_period(
        lines,
        periods,
        unit=PERCENT if share else "",
        description=_described(title, lines, periods, PERCENT if share else ""),
    )


def _size(series: Series) -> int:
    return sum(figure.number for figure in series.figures if figure)


def _drawn(figure: Figure | None) -> int | None:
    if figure is None:
        return None
    return figure.number if figure.percent is None else figure.percent


def _described(title: str, lines: Sequence[Line], periods: Sequence[str], unit: str) -> str:
    """The last figure of each line that there is, in words."""
    said = [f"{title}, {periods[0]} to {periods[-1]}."]
    for line in lines:
        shown = [(p, v) for p, v in zip(periods, line.values, strict=True) if v is not None]
        if shown:
            period, value = shown[-1]
            said.append(f"{line.label}: {value}{unit} in {period}.")
    return " ".join(said)
