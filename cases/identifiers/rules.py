"""A rule: a pattern, a check of what it matched, and the words that make it surer. Pure.

Every pattern is bounded: no quantifier without an upper end that could start again at each
sign of a long run. tests/cases/test_identifiers.py times them on hostile texts.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from cases.identifiers.hits import LIKELY, Certainty, Hit, Kind

# How far before a number its name may stand, in code points.
_NEAR: Final = 40
# Neither within a word or number, nor behind the sign of a decimal or a date.
START: Final = r"(?<![\w.,/+-])(?<!\d )"
END: Final = r"(?![\w]|[-./,]\d)"


Window = tuple[int, int]
_DIGITS: Final = re.compile(r"\d(?:[^\d\n]{0,3}\d)*")


def windows(found: Iterable[Window], around: int, length: int) -> list[Window]:
    """Each of ``found``, in their order, and so many signs on both sides; disjoint.

    To look for a form only where one of its parts was seen is what makes the guard fast.
    """
    made: list[Window] = []
    begun, reach = 0, -1
    for start, end in found:
        if start - around > reach:
            if reach >= 0:
                made.append((begun, reach))
            begun = start - around if start > around else 0
        reach = end + around
    if reach >= 0:
        made.append((begun, min(reach, length)))
    return made


class Digits(NamedTuple):
    """Digits that stand close to each other."""

    start: int
    end: int
    amount: int


def digits_of(text: str) -> list[Digits]:
    return [Digits(*match.span(), _amount(match[0])) for match in _DIGITS.finditer(text)]


def digit_windows(
    digits: Sequence[Digits], text: str, *, least: int, around: int
) -> list[Window]:
    """Around so many digits, or more."""
    spans = ((each.start, each.end) for each in digits if each.amount >= least)
    return windows(spans, around, len(text))


def _amount(written: str) -> int:
    return len(written) if written.isdigit() else sum(map(str.isdigit, written))


def matches(
    pattern: re.Pattern[str], text: str, within: Sequence[Window]
) -> Iterator[re.Match[str]]:
    for start, end in within:
        yield from pattern.finditer(text, start, end)


class Rule(NamedTuple):
    """``near`` are words before it; without them the hit is ``alone``, None for no hit."""

    kind: Kind
    pattern: re.Pattern[str]
    near: re.Pattern[str] | None = None
    sure: Certainty = LIKELY
    alone: Certainty | None = None
    check: Callable[[str], bool] | None = None

    def hits(self, text: str, within: Sequence[Window]) -> Iterator[Hit]:
        for match in matches(self.pattern, text, within):
            certainty = self._certainty(text, match.start())
            if certainty and (self.check is None or self.check(bare(match[0]))):
                yield Hit(match.start(), match.end(), self.kind, certainty)

    def _certainty(self, text: str, start: int) -> Certainty | None:
        return self.sure if self.near and stands_near(text, start, self.near) else self.alone


def bare(number: str) -> str:
    """Its letters and digits alone, upper case."""
    return "".join(each for each in number if each.isalnum()).upper()


def stands_near(text: str, start: int, words: re.Pattern[str]) -> bool:
    return words.search(text, max(0, start - _NEAR), start) is not None


def words(alternatives: str) -> re.Pattern[str]:
    """Whole words, whatever their case."""
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)
