"""Which figures of a table may be shown, so that none of them tells who is meant.

A table counts things by quarter and column; its years add quarters up, and its wholes add
columns up. What may be shown is decided on the whole of it and never on what somebody asks
for, so that two questions get the same figure or none. A quarter is decided without looking at
other quarters: what was shown once is not taken back when later ones follow, and it is the
year that stays away where it would give a quarter away (docs/adr/0027).
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import Final, NamedTuple

Cell = tuple[str, str]  # period, column
Point = tuple[str, str]  # "period" or "column", and which
ALL: Final = ""  # the column of the wholes


class Shape(NamedTuple):
    """One year: its quarters that are over, and the year itself once all four are."""

    quarters: Sequence[str]
    year: str | None = None


def shown_wholes(counts: Mapping[str, int], shape: Shape, least: int) -> frozenset[str]:
    """Of the periods' wholes those that may be shown."""
    shown = {quarter for quarter in shape.quarters if counts[quarter] >= least}
    if shape.year is not None and counts[shape.year] >= least:
        rest = sum(counts[quarter] for quarter in shape.quarters if quarter not in shown)
        if not 0 < rest < least:
            shown.add(shape.year)
    return frozenset(shown)


def shown_cells(
    counts: Mapping[Cell, int],
    columns: Sequence[str],
    shape: Shape,
    least: int,
    wholes: frozenset[str],
) -> frozenset[Cell]:
    """Of the cells under shown wholes those that may be shown beside them.

    The columns are parts of the whole and together all of it: of a table in which one thing
    can be in several columns, give each column with its rest.
    """
    shown: set[Cell] = set()
    for quarter in shape.quarters:
        if quarter in wholes:
            row = {(quarter, column): counts[quarter, column] for column in columns}
            shown |= _beside_the_whole(row, least)
    if shape.year is not None and shape.year in wholes:
        shown |= _of_the_year(counts, columns, shape, least, frozenset(shown), wholes)
    return frozenset(shown)


def told(counts: Mapping[Cell, int], known: Container[Cell], year: str) -> set[Cell]:
    """Hidden cells of a whole year that could be no other number beside the known ones.

    Such a table is a flow: from its column of wholes to the quarters, on to the columns, to the
    year and back. Another table that shows the same differs by round trips along hidden cells,
    against their direction only where there is something to take away, since counts are never
    below nothing. So a cell is told when no round trip leads over it, and this is exact.
    """
    roads: defaultdict[Point, list[tuple[Point, Cell]]] = defaultdict(list)
    hidden = [cell for cell in counts if cell not in known]
    for cell in hidden:
        begin, end = _ends(cell, year)
        roads[begin].append((end, cell))
        if counts[cell]:
            roads[end].append((begin, cell))

    def could_differ(cell: Cell) -> bool:
        begin, end = _ends(cell, year)
        more = _leads(end, begin, roads, without=cell)
        return more or (counts[cell] > 0 and _leads(begin, end, roads, without=cell))

    return {cell for cell in hidden if not could_differ(cell)}


def _ends(cell: Cell, year: str) -> tuple[Point, Point]:
    period, column = cell
    ends = ("period", period), ("column", column)
    is_sum = (period == year) != (column == ALL)
    return ends[::-1] if is_sum else ends


def _leads(
    begin: Point, end: Point, roads: Mapping[Point, list[tuple[Point, Cell]]], *, without: Cell
) -> bool:
    seen, front = {begin}, [begin]
    while front:
        for point, cell in roads.get(front.pop(), ()):
            if cell != without and point not in seen:
                seen.add(point)
                front.append(point)
    return end in seen


def _beside_the_whole(row: Mapping[Cell, int], least: int) -> set[Cell]:
    """What is left out is none, or enough to be shown in one figure."""
    shown = {cell for cell, count in row.items() if count >= least}
    rest = sum(count for cell, count in row.items() if cell not in shown)
    if shown and 0 < rest < least:
        shown.remove(min(shown, key=lambda cell: (row[cell], cell)))
    return shown


def _of_the_year(
    counts: Mapping[Cell, int],
    columns: Sequence[str],
    shape: Shape,
    least: int,
    quarters: frozenset[Cell],
    wholes: frozenset[str],
) -> set[Cell]:
    year = shape.year or ""
    row = {(year, column): counts[year, column] for column in columns}
    for column in columns:
        rest = sum(counts[q, column] for q in shape.quarters if (q, column) not in quarters)
        if 0 < rest < least:
            del row[year, column]
    shown = _beside_the_whole(row, least)
    shown = _enough_left(counts, columns, year, least, shown)
    known = quarters | {(period, ALL) for period in wholes}
    small = {cell for cell, count in counts.items() if 0 < count < least}
    while shown and not small.isdisjoint(told(counts, known | shown, year)):
        shown.remove(min(shown, key=lambda cell: (counts[cell], cell)))
        shown = _enough_left(counts, columns, year, least, shown)
    return shown


def _enough_left(
    counts: Mapping[Cell, int], columns: Sequence[str], year: str, least: int, shown: set[Cell]
) -> set[Cell]:
    left = sum(counts[year, column] for column in columns if (year, column) not in shown)
    if shown and 0 < left < least:
        return shown - {min(shown, key=lambda cell: (counts[cell], cell))}
    return shown
