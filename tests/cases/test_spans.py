"""Passages: checked against their text, and followed through edits as the editor does."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.spans import Span, check_span, follow
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
