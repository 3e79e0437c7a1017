"""Which words of an old text are which words of the new one, in bounded time on any input.

Runs of words that occur once on both sides are matched first and anchor the rest; between
them the longest common subsequence decides (rapidfuzz, bit-parallel, never difflib). What
matched only by chance is dropped, and a gap lies where a sentence or a paragraph begins.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

from rapidfuzz.distance import Indel

from cases.words import MARKS, SIGNS

_LETTER: Final = rf"[^\W{SIGNS}]"
_WORDS: Final = re.compile(
    rf"[{SIGNS}]|{_LETTER}(?:{_LETTER}|[{MARKS}])*(?:['’]{_LETTER}+)*|[^\w\s]"
)
_PLAIN: Final = str.maketrans("\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014", "'''\"\"\"--")
_ENDS: Final = frozenset(".!?\u2026\u3002\uff01\uff1f")
# How many words in a row have to be unique: long rows first, for they are never chance.
_SIZES: Final = (6, 3, 1)
# Words read for anchors, and pairs of words compared between them: beyond, text is "changed".
_READS: Final = 600_000
_PAIRS: Final = 400_000_000
# A match of so few words and letters between gaps of so many words says nothing.
_WEAK_WORDS: Final = 3
_WEAK_LETTERS: Final = 14
_WIDE_GAP: Final = 3
_REPLACED: Final = 2


class Words:
    """A text as words and signs: where each begins and ends in code points, and its number.

    Words that differ in case or in the shape of quotation marks have the same number.
    """

    def __init__(self, text: str, numbers: dict[str, int]) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.numbers: list[int] = []
        for found in _WORDS.finditer(text):
            start, end = found.span()
            word = found.group()
            number = numbers.get(word)
            if number is None:
                folded = word.translate(_PLAIN).casefold()
                number = numbers[word] = numbers.setdefault(folded, len(numbers))
            self.starts.append(start)
            self.ends.append(end)
            self.numbers.append(number)

    def __len__(self) -> int:
        return len(self.numbers)

    def letters(self, start: int, end: int) -> int:
        """Of the words ``[start, end)``; punctuation has none."""
        return sum(
            self.ends[at] - self.starts[at]
            for at in range(start, end)
            if self.text[self.starts[at]].isalnum()
        )

    def pause_before(self, at: int) -> int:
        """How natural it is to cut before this word: inside a sentence, at its end, between."""
        if not 0 < at < len(self):
            return 4
        between = self.text[self.ends[at - 1] : self.starts[at]]
        last = self.text[self.ends[at - 1] - 1]
        if between.count("\n") > 1:
            return 4
        if last in _ENDS or "\n" in between:
            return 3
        return 0 if last.isalnum() else 1


class Run(NamedTuple):
    """``length`` words in a row, from word ``old`` and word ``new`` on, are the same words."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        return self.old + self.length

    @property
    def new_end(self) -> int:
        return self.new + self.length


class _Gap(NamedTuple):
    """Words ``[old, old_end)`` and ``[new, new_end)``, to be compared from ``_SIZES[size]``."""

    old: int
    old_end: int
    new: int
    new_end: int
    size: int


@dataclass
class _Left:
    """What may still be spent on one pair of texts."""

    reads: int = _READS
    pairs: int = _PAIRS


def align(old: Words, new: Words) -> list[Run]:
    """Runs of the same words, in order in both texts."""
    found = sorted(run for run in _matches(old.numbers, new.numbers) if run.length)
    runs = _strong(_joined(found), old, new)
    return [run for run in _settled(runs, old, new) if run.length]


def _matches(old: Sequence[int], new: Sequence[int]) -> Iterator[Run]:
    left = _Left()
    gaps = [_Gap(0, len(old), 0, len(new), 0)]
    while gaps:
        gap = gaps.pop()
        head = _common(old, new, gap)
        yield Run(gap.old, gap.new, head)
        gap = gap._replace(old=gap.old + head, new=gap.new + head)
        tail = _common_tail(old, new, gap)
        yield Run(gap.old_end - tail, gap.new_end - tail, tail)
        gap = gap._replace(old_end=gap.old_end - tail, new_end=gap.new_end - tail)
        if gap.old == gap.old_end or gap.new == gap.new_end:
            continue
        anchors, size = _anchors(old, new, gap, left)
        if anchors:
            yield from anchors
            gaps += _between(gap._replace(size=size), anchors)
        else:
            yield from _longest_common(old, new, gap, left)


def _common(old: Sequence[int], new: Sequence[int], gap: _Gap) -> int:
    most, length = min(gap.old_end - gap.old, gap.new_end - gap.new), 0
    while length < most and old[gap.old + length] == new[gap.new + length]:
        length += 1
    return length


def _common_tail(old: Sequence[int], new: Sequence[int], gap: _Gap) -> int:
    most, length = min(gap.old_end - gap.old, gap.new_end - gap.new), 0
    while length < most and old[gap.old_end - length - 1] == new[gap.new_end - length - 1]:
        length += 1
    return length


def _anchors(
    old: Sequence[int], new: Sequence[int], gap: _Gap, left: _Left
) -> tuple[list[Run], int]:
    """Unique on both sides and in the same order, and the size at which there were any."""
    for size in range(gap.size, len(_SIZES)):
        left.reads -= gap.old_end - gap.old + gap.new_end - gap.new
        if left.reads < 0:
            break
        words = _SIZES[size]
        before = _unique(old, gap.old, gap.old_end, words)
        after = _unique(new, gap.new, gap.new_end, words)
        pairs = [(at, after[row]) for row, at in before.items() if row in after]
        if pairs:
            return _without_overlap(_in_order(pairs), words), size
    return [], len(_SIZES)


def _unique(numbers: Sequence[int], start: int, end: int, words: int) -> dict[Any, int]:
    """Rows of so many words that occur once in ``[start, end)``, in the order of the text."""
    if end - start < words:
        return {}
    rows = zip(*(numbers[start + k : end - words + 1 + k] for k in range(words)), strict=True)
    seen: dict[Any, int] = {}
    for at, row in enumerate(rows, start):
        seen[row] = -1 if row in seen else at
    return {row: at for row, at in seen.items() if at >= 0}


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs that rises on both sides (patience sorting)."""
    lowest: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for at, (_, new) in enumerate(pairs):
        pile = bisect_left(lowest, new)
        before.append(holders[pile - 1] if pile else -1)
        lowest[pile : pile + 1] = [new]
        holders[pile : pile + 1] = [at]
    chain: list[tuple[int, int]] = []
    at = holders[-1]
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _without_overlap(chain: Sequence[tuple[int, int]], words: int) -> list[Run]:
    """Rows of several words as runs that touch no word twice."""
    runs: list[Run] = []
    for old, new in chain:
        last = runs[-1] if runs else Run(0, 0, 0)
        skip = max(last.old_end - old, last.new_end - new, 0)
        if skip < words and (not skip or last.old_end - old == last.new_end - new):
            runs.append(Run(old + skip, new + skip, words - skip))
    return runs


def _between(gap: _Gap, runs: Sequence[Run]) -> Iterator[_Gap]:
    ends = (Run(gap.old, gap.new, 0), *runs, Run(gap.old_end, gap.new_end, 0))
    for one, other in pairwise(ends):
        if one.old_end < other.old and one.new_end < other.new:
            yield _Gap(one.old_end, other.old, one.new_end, other.new, gap.size)


def _longest_common(
    old: Sequence[int], new: Sequence[int], gap: _Gap, left: _Left
) -> Iterator[Run]:
    pairs = (gap.old_end - gap.old) * (gap.new_end - gap.new)
    if pairs > left.pairs:
        return
    left.pairs -= pairs
    steps = Indel.opcodes(old[gap.old : gap.old_end], new[gap.new : gap.new_end])
    for step in steps:
        if step.tag == "equal":
            length = step.src_end - step.src_start
            yield Run(gap.old + step.src_start, gap.new + step.dest_start, length)


def _joined(found: Sequence[Run]) -> list[Run]:
    runs: list[Run] = []
    for run in found:
        last = runs[-1] if runs else None
        if last and (last.old_end, last.new_end) == (run.old, run.new):
            runs[-1] = last._replace(length=last.length + run.length)
        else:
            runs.append(run)
    return runs


def _strong(runs: Sequence[Run], old: Words, new: Words) -> list[Run]:
    """Without the few words that stand alone between replaced text: they meet by chance."""
    kept = [Run(0, 0, 0)]
    for run in (*runs, Run(len(old), len(new), 0)):
        while len(kept) > 1 and _is_weak(kept[-2], kept[-1], run, old):
            kept.pop()
        kept.append(run)
    return kept


def _is_weak(before: Run, run: Run, after: Run, old: Words) -> bool:
    old_gaps = run.old - before.old_end, after.old - run.old_end
    new_gaps = run.new - before.new_end, after.new - run.new_end
    narrower = min(max(old_gaps[0], new_gaps[0]), max(old_gaps[1], new_gaps[1]))
    replaced = min(sum(old_gaps), sum(new_gaps)) >= _REPLACED
    return narrower >= _WIDE_GAP and replaced and is_slight(run, old)


def is_slight(run: Run, old: Words) -> bool:
    """So few words that they could stand anywhere."""
    return run.length < _WEAK_WORDS and old.letters(run.old, run.old_end) < _WEAK_LETTERS


def _settled(runs: list[Run], old: Words, new: Words) -> list[Run]:
    """Where only one side has words between two runs, the place of that gap is a choice.

    "It rained. [It poured.] It stopped." reads as well as "It [poured. It] rained"; cut at
    the larger pause, as people write.
    """
    for at in range(len(runs) - 1):
        before, after = runs[at], runs[at + 1]
        inserted = after.new > before.new_end
        if inserted == (after.old > before.old_end):
            continue
        words = new if inserted else old
        start = before.new_end if inserted else before.old_end
        stop = after.new if inserted else after.old
        shift = _shift(words, start, stop, before.length, after.length)
        runs[at] = before._replace(length=before.length + shift)
        runs[at + 1] = Run(after.old + shift, after.new + shift, after.length - shift)
    return runs


def _shift(words: Words, start: int, stop: int, back: int, on: int) -> int:
    """By how many words the gap ``[start, stop)`` moves: at most ``back`` or ``on``."""
    numbers, first, last = words.numbers, 0, 0
    while first > -back and numbers[start + first - 1] == numbers[stop + first - 1]:
        first -= 1
    while last < on and numbers[start + last] == numbers[stop + last]:
        last += 1
    return max(
        range(first, last + 1), key=lambda by: (words.pause_before(start + by), -abs(by))
    )
