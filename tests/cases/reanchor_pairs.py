"""Marked passages in two revisions of real prose, with where each of them has to be found."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cases.anchoring import Anchor

Place = tuple[int | None, int | None]
Spans = list[tuple[int, int]]


class Pair(NamedTuple):
    """Two revisions of one text, and the cases that lie in them."""

    old: str
    new: str
    cases: list[dict[str, Any]]

    @property
    def spans(self) -> Spans:
        return [(case["start"], case["end"]) for case in self.cases]


def pairs_of(corpora: Path) -> list[Pair]:
    path = corpora / "reanchor_pairs.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"no {path.name} among the corpora")
    pairs: dict[tuple[str, str], Pair] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for case in map(json.loads, lines):
            key = case["old"], case["new"]
            pairs.setdefault(key, Pair(*key, [])).cases.append(case)
    return list(pairs.values())


def verdict(case: dict[str, Any], start: int | None, end: int | None) -> str:
    """``right``; ``lost``: not placed; ``edges``: the place, but too much or too little of it;
    ``misplaced``: elsewhere, or somewhere at all although the passage is gone."""
    if case["expected_start"] is None:
        return "right" if start is None else "misplaced"
    if start is None or end is None:
        return "lost"
    begins = case["max_start"] <= start <= case["expected_start"]
    if begins and case["expected_end"] <= end <= case["max_end"]:
        return "right"
    return "edges" if start < case["max_end"] and end > case["max_start"] else "misplaced"


def score(
    pairs: Iterable[Pair], find: Callable[[str, str, Spans], Iterable[Place]]
) -> Counter[str]:
    return Counter(
        verdict(case, *place)
        for pair in pairs
        for case, place in zip(pair.cases, find(pair.old, pair.new, pair.spans), strict=True)
    )


def places(found: Iterable[Anchor]) -> list[Place]:
    return [(anchor.start, anchor.end) for anchor in found]
