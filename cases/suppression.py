"""Which figures of a table may be shown, so that none of them tells who is meant.

A table counts things by quarter and column; its years add quarters up, and its wholes add
columns up. What may be shown is decided on the whole of it and never on what somebody asks
for, so that two questions get the same figure or none. A quarter is decided without looking at
other quarters: what was shown once is not taken back when later ones follow, and it is the
year that stays away where it would give a quarter away (docs/adr/0027).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

Cell = tuple[str, str]  # period, column
ALL: Final = ""  # the column of the wholes
# Elimination modulo a large prime; the sums of such tables have minors of 0 and 1 alone.
PRIME: Final = (1 << 61) - 1


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


def derivable(hidden: Iterable[Cell], sums: Iterable[Sequence[Cell]]) -> set[Cell]:
    """Hidden cells that follow from the rest; ``sums`` are a whole and its parts each."""
    unknown = set(hidden)
    rows = []
    for whole, *parts in sums:
        row = {part: 1 for part in parts if part in unknown}
        if whole in unknown:
            row[whole] = PRIME - 1
        if row:
            rows.append(row)
    return {next(iter(row)) for row in _reduced(rows) if len(row) == 1}


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
    sums = list(_sums(columns, shape))
    small = {cell for cell, count in counts.items() if 0 < count < least}
    while shown and _gives_away(small, known | shown, sums):
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


def _gives_away(
    small: set[Cell], known: frozenset[Cell], sums: Sequence[Sequence[Cell]]
) -> bool:
    hidden = {cell for line in sums for cell in line} - known
    return not small.isdisjoint(derivable(hidden, sums))


def _sums(columns: Sequence[str], shape: Shape) -> Iterator[list[Cell]]:
    periods = [*shape.quarters, *([shape.year] if shape.year else [])]
    for period in periods:
        yield [(period, ALL), *((period, column) for column in columns)]
    if shape.year:
        for column in (ALL, *columns):
            yield [(shape.year, column), *((quarter, column) for quarter in shape.quarters)]


def _reduced(rows: list[dict[Cell, int]]) -> list[dict[Cell, int]]:
    """The rows in reduced echelon form, by Gauss and Jordan."""
    done: dict[Cell, dict[Cell, int]] = {}
    for row in rows:
        for pivot, other in done.items():
            _take(row, other, row.get(pivot, 0))
        if not row:
            continue
        pivot = min(row)
        inverse = pow(row[pivot], -1, PRIME)
        scaled = {cell: value * inverse % PRIME for cell, value in row.items()}
        for other in done.values():
            _take(other, scaled, other.get(pivot, 0))
        done[pivot] = scaled
    return list(done.values())


def _take(row: dict[Cell, int], other: Mapping[Cell, int], times: int) -> None:
    """Take so many times the other row from this one, in place."""
    if not times:
        return
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
