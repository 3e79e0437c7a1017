"""What people write about therapy, in their own register: found, and not cried wolf over."""

import re
from typing import NamedTuple

from cases.identifiers import find
from tests.cases.register_notes import MARKED, PLAIN

LEAST_RECALL = 0.95
MOST_FALSE = 6  # in all sentences together


class Sentence(NamedTuple):
    text: str
    spans: list[tuple[int, int]]


def read(line: str) -> Sentence:
    """Without its brackets, and where they stood."""
    text, spans, start = "", [], 0
    for part in re.split("(⟦|⟧)", line):
        if part == "⟦":
            start = len(text)
        elif part == "⟧":
            spans.append((start, len(text)))
        else:
            text += part
    return Sentence(text, spans)


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def test_there_are_enough_of_both_sorts() -> None:
    assert len(MARKED) + len(PLAIN) >= 120
    assert len(PLAIN) > 50
    assert not any(read(line).spans for line in PLAIN)


def test_what_identifies_is_found() -> None:
    missed, found = [], 0
    for sentence in map(read, MARKED):
        hits = [(hit.start, hit.end) for hit in find(sentence.text)]
        for span in sentence.spans:
            if any(overlaps(span, hit) for hit in hits):
                found += 1
            else:
                missed.append(sentence.text[slice(*span)])

    assert found / (found + len(missed)) >= LEAST_RECALL, missed


def test_little_else_is_reported() -> None:
    false = [
        sentence.text[hit.start : hit.end]
        for sentence in map(read, [*MARKED, *PLAIN])
        for hit in find(sentence.text)
        if not any(overlaps(span, (hit.start, hit.end)) for span in sentence.spans)
    ]

    assert len(false) <= MOST_FALSE, false


def test_german_pronouns_are_nobody() -> None:
    for text in ("Sie sagt, sie habe nichts gespürt.", "Ich frage Ihnen zuliebe nicht."):
        assert find(text) == []


def test_a_town_is_one_alone_and_in_lower_case() -> None:
    for text in ("Manchester was hard.", "They met in Glasgow.", "we moved to manchester"):
        (hit,) = find(text)
        assert hit.kind == "place"
