"""Passages: checked against their text, and followed through edits as the editor does."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.spans import Passage, Span, check_span, find_passage, follow
from supervision.exceptions import Invalid

# The editor's script is held to the same cases.
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "frontend/src/editor/spans.cases.json").read_text()
)
TEXTS = st.text(alphabet="ab 😀\n", max_size=30)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_passage_follows_an_edit(case: dict[str, Any]) -> None:
    spans = [Span(*span) for span in case["spans"]]

    moved = follow(case["before"], case["after"], spans)

    assert moved == [span and Span(*span) for span in case["expected"]]


@given(before=TEXTS, after=TEXTS, edges=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_a_followed_passage_lies_in_the_new_text(
    before: str, after: str, edges: tuple[int, int]
) -> None:
    start, end = sorted(min(edge, len(before)) for edge in edges)
    if start == end:
        return

    [moved] = follow(before, after, [Span(start, end)])

    assert moved is None or 0 <= moved.start < moved.end <= len(after)


@given(text=TEXTS, typed=TEXTS)
def test_words_that_nobody_touched_stay_the_same_words(text: str, typed: str) -> None:
    if not text:
        return

    [moved] = (
        follow(text, f"{typed}|{text}", [Span(0, len(text))]) if "|" not in text else [None]
    )

    assert moved is None or f"{typed}|{text}"[moved.start : moved.end].endswith(text)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 1), (0, 8), (7, 9)])
def test_a_passage_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(Invalid) as refused:
        check_span("one two", start, end)

    assert (refused.value.code, list(refused.value.fields)) == ("span_outside", ["start"])


def test_a_passage_must_be_the_words_it_quotes() -> None:
    assert check_span("😀 one two", 2, 5, "one") == Span(2, 5)

    with pytest.raises(Invalid) as refused:
        check_span("😀 one two", 3, 6, "one")

    assert refused.value.code == "quote_mismatch"


def test_a_long_text_is_followed_quickly() -> None:
    """No loop over characters: this would take minutes with one per passage and letter."""
    before = "word " * 40_000
    after = before[:100_000] + "X" + before[100_000:]

    moved = follow(before, after, [Span(i, i + 4) for i in range(0, 200_000, 500)])

    assert moved[-1] == Span(199_501, 199_505)


# --- Passages as somebody outside names them ---

SAID = "😀 one two, one three"


@pytest.mark.parametrize(
    ("passage", "span"),
    [
        (Passage(exact="two"), (6, 9)),
        (Passage(exact="one", suffix=" three"), (11, 14)),
        (Passage(exact="one", prefix="😀 "), (2, 5)),
        (Passage(start=11, end=14), (11, 14)),
        (Passage(start=11, end=14, exact="one", prefix=", ", suffix=" th"), (11, 14)),
        (Passage(exact=SAID), (0, len(SAID))),
    ],
)
def test_a_passage_is_found_by_all_that_is_said_of_it(
    passage: Passage, span: tuple[int, int]
) -> None:
    assert find_passage(SAID, passage) == span


@pytest.mark.parametrize(
    ("passage", "code"),
    [
        (Passage(exact="one"), "quote_ambiguous"),
        (Passage(exact="four"), "quote_mismatch"),
        (Passage(exact="two", prefix="three "), "quote_mismatch"),
        (Passage(exact=""), "required"),
        (Passage(exact="", start=0, end=0), "required"),
        (Passage(start=3), "span_outside"),
        (Passage(start=2, end=5, exact="two"), "quote_mismatch"),
        (Passage(start=2, end=5, exact="one", prefix=", "), "quote_mismatch"),
        (Passage(start=2, end=5, exact="one", suffix=" three"), "quote_mismatch"),
        (Passage(start=2, end=5, suffix="x" * 100), "quote_mismatch"),
    ],
)
def test_a_passage_of_which_something_is_not_so_is_refused(passage: Passage, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        find_passage(SAID, passage)

    assert refused.value.code == code


@given(
    text=TEXTS,
    edges=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    beside=st.integers(0, 5),
)
def test_what_was_cut_from_a_text_is_found_in_it_or_stands_there_twice(
    text: str, edges: tuple[int, int], beside: int
) -> None:
    start, end = sorted(min(edge, len(text)) for edge in edges)
    if start == end:
        return
    cut = Passage(
        exact=text[start:end],
        prefix=text[max(0, start - beside) : start],
        suffix=text[end : end + beside],
    )

    assert find_passage(text, cut._replace(start=start, end=end)) == (start, end)
    whole = cut.prefix + text[start:end] + cut.suffix
    if text.find(whole, text.find(whole) + 1) < 0:
        assert find_passage(text, cut) == (start, end)
        return
    with pytest.raises(Invalid) as refused:
        find_passage(text, cut)
    assert refused.value.code == "quote_ambiguous"


def test_a_quotation_that_comes_again_and_again_is_looked_for_in_no_time() -> None:
    text, began = "a" * 200_000, time.perf_counter()

    for passage in (Passage(exact="a" * 1_000), Passage(exact="a" * 1_000, suffix="b")):
        for _ in range(20):
            with pytest.raises(Invalid):
                find_passage(text, passage)

    assert time.perf_counter() - began < 2
