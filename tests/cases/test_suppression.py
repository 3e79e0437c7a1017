"""No figure that is shown, and no two or more of them together, tell a small one."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.suppression import ALL, Cell, Shape, shown_cells, shown_wholes, told

QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")
YEAR: Final = Shape(QUARTERS, "Y")
LEAST: Final = 5


def table(rows: Sequence[Sequence[int]], columns: Sequence[str]) -> dict[Cell, int]:
    """Counts by quarter and column, with every sum."""
    counts = {
        (quarter, column): number
        for quarter, row in zip(QUARTERS, rows, strict=True)
        for column, number in zip(columns, row, strict=True)
    }
    for column in columns:
        counts["Y", column] = sum(counts[quarter, column] for quarter in QUARTERS)
    for period in (*QUARTERS, "Y"):
        counts[period, ALL] = sum(counts[period, column] for column in columns)
    return counts


def published(
    counts: Mapping[Cell, int], columns: Sequence[str], least: int = LEAST
) -> set[Cell]:
    """Every figure that any question gets an answer with."""
    wholes = shown_wholes({p: counts[p, ALL] for p in (*QUARTERS, "Y")}, YEAR, least)
    shown = shown_cells(counts, columns, YEAR, least, wholes)
    return set(shown) | {(period, ALL) for period in wholes}


def names(columns: int) -> list[str]:
    return [f"c{number}" for number in range(columns)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[Cell, int], list[str]]:
    columns = names(draw(st.integers(2, 5)))
    number = st.one_of(st.integers(0, 7), st.integers(0, 30))
    row = st.lists(number, min_size=len(columns), max_size=len(columns))
    return table(draw(st.lists(row, min_size=4, max_size=4)), columns), columns


def inside(small: Cell, large: Cell) -> bool:
    periods = large[0] in (small[0], "Y")
    return small != large and periods and large[1] in (small[1], ALL)


@settings(max_examples=400)
@given(tables())
def test_no_figure_and_no_pair_of_figures_is_small(
    given_: tuple[dict[Cell, int], list[str]],
) -> None:
    counts, columns = given_
    shown = published(counts, columns)

    for cell in shown:
        assert counts[cell] >= LEAST, cell
    for large, small in product(shown, shown):
        if inside(small, large):
            assert not 0 < counts[large] - counts[small] < LEAST, (large, small)


@settings(max_examples=400)
@given(tables())
def test_no_small_cell_follows_from_all_that_is_shown(
    given_: tuple[dict[Cell, int], list[str]],
) -> None:
    """Exactly, by fractions, and of every question at once rather than of two."""
    counts, columns = given_
    shown = published(counts, columns)
    leaves = [(quarter, column) for quarter in QUARTERS for column in columns]
    known = [vector(cell, leaves) for cell in shown]

    for cell, count in counts.items():
        if 0 < count < LEAST:
            assert not spans(known, vector(cell, leaves)), cell


def vector(cell: Cell, leaves: Sequence[Cell]) -> list[Fraction]:
    period, column = cell
    return [Fraction(period in (leaf[0], "Y") and column in (leaf[1], ALL)) for leaf in leaves]


def spans(rows: Sequence[Sequence[Fraction]], wanted: Sequence[Fraction]) -> bool:
    return rank(rows) == rank([*rows, wanted])


def rank(rows: Sequence[Sequence[Fraction]]) -> int:
    left, found = [list(row) for row in rows], 0
    for place in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[place]), None)
        if pivot is None:
            continue
        found += 1
        left.remove(pivot)
        for row in left:
            if times := row[place] / pivot[place]:
                row[:] = [a - times * b for a, b in zip(row, pivot, strict=True)]
    return found


@settings(max_examples=150)
@given(st.data())
def test_a_small_cell_could_always_be_another_number(data: st.DataObject) -> None:
    """Counts are never below nothing, which tells more than sums: it does not tell enough."""
    columns = names(3)
    row = st.lists(st.integers(0, 6), min_size=3, max_size=3)
    counts = table(data.draw(st.lists(row, min_size=4, max_size=4)), columns)
    shown = published(counts, columns)
    leaves = [(quarter, column) for quarter in QUARTERS for column in columns]

    for cell, count in counts.items():
        if 0 < count < LEAST:
            assert any(
                total(other, cell) != count
                for other in neighbours({leaf: counts[leaf] for leaf in leaves}, columns, shown)
            ), (cell, counts, shown)


def total(leaves: Mapping[Cell, int], cell: Cell) -> int:
    period, column = cell
    return sum(
        number
        for (quarter, other), number in leaves.items()
        if period in (quarter, "Y") and column in (other, ALL)
    )


def neighbours(
    leaves: Mapping[Cell, int], columns: Sequence[str], shown: set[Cell]
) -> Iterator[dict[Cell, int]]:
    """Other tables with the same shown figures, no number of them moved by more than one.

    If there is any other table, there is such a one: sums over rows and columns are a network,
    and what two of its flows differ by falls into cycles.
    """
    rows = [list(_moved(quarter, leaves, columns, shown)) for quarter in QUARTERS]
    sums = [cell for cell in shown if cell[0] == "Y"]
    for steps in product(*rows):
        moved = {cell: by for row in steps for cell, by in row.items()}
        if all(total(moved, cell) == 0 for cell in sums):
            yield {cell: number + moved[cell] for cell, number in leaves.items()}


def _moved(
    quarter: str, leaves: Mapping[Cell, int], columns: Sequence[str], shown: set[Cell]
) -> Iterator[dict[Cell, int]]:
    cells = [(quarter, column) for column in columns]
    ways = [(0,) if cell in shown else (0, 1, -1) if leaves[cell] else (0, 1) for cell in cells]
    for steps in product(*ways):
        if (quarter, ALL) not in shown or sum(steps) == 0:
            yield dict(zip(cells, steps, strict=True))


@settings(max_examples=150)
@given(st.data())
def test_what_is_told_is_what_every_other_table_has_too(data: st.DataObject) -> None:
    columns = names(2)
    row = st.lists(st.integers(0, 2), min_size=2, max_size=2)
    counts = table(data.draw(st.lists(row, min_size=4, max_size=4)), columns)
    shown = data.draw(st.sets(st.sampled_from(sorted(counts))))
    leaves = {
        (quarter, column): counts[quarter, column]
        for quarter, column in counts
        if quarter in QUARTERS and column in columns
    }

    differing: set[Cell] = set()
    for other in neighbours(leaves, columns, shown):
        differing |= {cell for cell in counts if total(other, cell) != counts[cell]}
        if len(differing) == len(counts) - len(shown):
            break

    assert told(counts, shown, "Y") == set(counts) - shown - differing


def test_a_second_figure_goes_where_one_alone_would_be_told() -> None:
    counts = table([[3, 9, 20], [30, 30, 30], [30, 30, 30], [30, 30, 30]], names(3))

    shown = published(counts, names(3))

    assert ("Q1", ALL) in shown
    assert ("Q1", "c0") not in shown, "it is small"
    assert ("Q1", "c1") not in shown, "32 less 20 and 9 would tell it"
    assert ("Q1", "c2") in shown
    assert ("Y", "c0") not in shown, "93 less three times 30 would tell it"


def test_what_was_shown_of_a_quarter_does_not_depend_on_later_ones() -> None:
    before = table([[3, 9], [30, 30], [0, 0], [0, 0]], names(2))
    after = table([[3, 9], [30, 30], [1, 40], [6, 2]], names(2))

    early = {cell for cell in published(before, names(2)) if cell[0] in ("Q1", "Q2")}
    late = {cell for cell in published(after, names(2)) if cell[0] in ("Q1", "Q2")}

    assert early == late


def test_a_year_is_shown_where_its_quarters_are_too_small() -> None:
    counts = table([[2, 1], [3, 1], [2, 2], [1, 4]], names(2))

    assert published(counts, names(2)) == {("Q4", ALL), ("Y", ALL), ("Y", "c0"), ("Y", "c1")}


def test_a_year_that_is_used_up_tells_that_the_rest_is_nothing() -> None:
    """16 in the year, 5 and 11 in two quarters: nothing in the others, in any column."""
    counts = table([[0, 0, 0], [0, 0, 0], [0, 4, 1], [5, 1, 5]], names(3))

    seen = {("Q3", ALL), ("Q4", ALL), ("Q4", "c2"), ("Y", ALL), ("Y", "c0"), ("Y", "c1")}

    assert ("Q3", "c2") in told(counts, seen, "Y")
    assert not seen <= published(counts, names(3))
