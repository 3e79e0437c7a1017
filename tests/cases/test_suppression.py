"""No figure that is shown, and no two or more of them together, tell a small one."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.suppression import ALL, Cell, Shape, derivable, shown_cells, shown_wholes

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
    leaves: dict[Cell, int], columns: Sequence[str], shown: set[Cell], deep: int = 3
) -> Iterator[dict[Cell, int]]:
    """Other tables with the same shown figures: a few numbers moved by one, in every way."""
    wanted = {cell: total(leaves, cell) for cell in shown}
    free = [leaf for leaf in leaves if leaf not in shown]
    seen, front = {tuple(leaves.values())}, [leaves]
    for _ in range(deep):
        following = []
        for each in front:
            for down, up in product([*free, None], [*free, None]):
                other = moved(each, down, up)
                key = tuple(other.values())
                if key in seen or min(key) < 0:
                    continue
                seen.add(key)
                following.append(other)
                if all(total(other, cell) == number for cell, number in wanted.items()):
                    yield other
        front = following


def moved(leaves: dict[Cell, int], down: Cell | None, up: Cell | None) -> dict[Cell, int]:
    other = dict(leaves)
    if down:
        other[down] -= 1
    if up:
        other[up] += 1
    return other


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


def test_sums_give_away_what_they_leave_alone() -> None:
    sums = [[("Y", "a"), ("Q1", "a"), ("Q2", "a")], [("Y", "b"), ("Q1", "b"), ("Q2", "b")]]

    assert derivable([("Q1", "a")], sums) == {("Q1", "a")}
    assert derivable([("Q1", "a"), ("Q2", "a")], sums) == set()
