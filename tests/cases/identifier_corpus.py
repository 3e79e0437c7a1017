"""Labelled sentences, and how what the guard finds in them is counted.

A labelled span is found when a hit overlaps it; a hit is false when it overlaps no labelled
span of any type. Titles, ages, peoples and organisations need not be found, and are no false
alarms either. The rules were written with one half of the templates in view; the other half
is measured and was not looked at.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cases.identifiers import find

NOT_REQUIRED = frozenset({"TITLE", "AGE", "NRP", "ORGANIZATION"})
Record = dict[str, Any]


class Score(NamedTuple):
    found: int
    missed: Counter[str]
    right: int
    false: list[str]

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed.total())

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.false))


def records(corpora: Path, name: str) -> Iterator[Record]:
    path = corpora / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"no {path.name} among the corpora")
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def half_of(record: Record) -> int:
    """0 for the templates in view, 1 for those only measured. All texts of one go together."""
    return hashlib.sha256(f"template {record['template']}".encode()).digest()[0] % 2


def score(of: Iterable[Record]) -> Score:
    found, right, missed, false = 0, 0, Counter[str](), list[str]()
    for record in of:
        hits, spans = find(record["text"]), record["spans"]
        for span in spans:
            if span["type"] in NOT_REQUIRED:
                continue
            if any(hit.start < span["end"] and span["start"] < hit.end for hit in hits):
                found += 1
            else:
                missed[span["type"]] += 1
        for hit in hits:
            if any(hit.start < span["end"] and span["start"] < hit.end for span in spans):
                right += 1
            else:
                false.append(record["text"][hit.start : hit.end])
    return Score(found, missed, right, false)


def alarms(texts: Iterable[str]) -> float:
    """Hits in 1,000 words."""
    hits = words = 0
    for text in texts:
        hits += len(find(text))
        words += len(text.split())
    return 1000 * hits / words
