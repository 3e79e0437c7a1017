"""A text as words, with what their capitals and their surroundings say. Pure."""

import re
from enum import IntEnum
from typing import Final, NamedTuple
from unicodedata import normalize

from cases.identifiers.cues import TITLES
from cases.identifiers.vocabulary import Words
from cases.words import MARKS

_JOINERS: Final = "\u200c\u200d"
_WORD: Final = re.compile(rf"[^\W\d_](?:[\w{MARKS}{_JOINERS}]|['’\u02bc](?=[^\W\d_]))*")
_CONTRACTED: Final = re.compile(r"['’](?:s|m|d|ll|ve|re)?\Z", re.IGNORECASE)
_ENDS: Final = frozenset('.!?:;\n\r\t•*|“"«„(—–[')
_GAP: Final = 4  # signs after a word that are looked at
_LONG_ENOUGH: Final = 3


class Shape(IntEnum):
    LOWER = 0
    TITLE = 1  # also McDonald
    UPPER = 2
    UNCASED = 3


class Word(NamedTuple):
    start: int
    end: int  # without a possessive 's
    fold: str
    shape: Shape
    opens: bool  # a sentence, a line, a quotation; not asked of a word in lower case
    after: str  # what stands between it and the next word, at most four signs of it


class Reading(NamedTuple):
    """A text to look at, as long as what was written."""

    text: str
    level: bool  # written without capitals, or in nothing else: those it has are ours
    words: list[Word]
    vocabulary: Words


def read(text: str) -> Reading:
    vocabulary = Words()
    looked_at, level = levelled(text, vocabulary)
    return Reading(looked_at, level, words_of(looked_at), vocabulary)


def words_of(text: str) -> list[Word]:
    made: list[Word] = []
    before, matches = None, _WORD.finditer(text)
    match = next(matches, None)
    while match:
        after = next(matches, None)
        until = after.start() if after else len(text)
        made.append(_word(text, before, match, until))
        before, match = match, after
    return made


def _word(text: str, before: re.Match[str] | None, match: re.Match[str], until: int) -> Word:
    start, end = match.span()
    word = match[0]
    gap = text[end : min(until, end + _GAP)]
    if word.islower() and word.isascii() and "'" not in word:
        return Word(start, end, word, Shape.LOWER, opens=False, after=gap)
    bare = word if word.isalpha() else _CONTRACTED.sub("", word)
    fold = bare.lower() if bare.isascii() else normalize("NFC", bare).casefold()
    opens = _opens(text, before, start)
    return Word(start, start + len(bare), fold, _shape(bare), opens, gap)


def _shape(word: str) -> Shape:
    """A word with a figure in it is a code, and as good as one in lower case."""
    if word.islower() or not (word.isalpha() or not any(map(str.isdigit, word))):
        return Shape.LOWER
    if not word[0].isupper():
        return Shape.LOWER if word.lower() != word else Shape.UNCASED
    capitals = word.removesuffix("s")
    return Shape.UPPER if len(capitals) > 1 and capitals.isupper() else Shape.TITLE


def _opens(text: str, before: re.Match[str] | None, start: int) -> bool:
    if before is None:
        return True
    gap = text[before.end() : start][-_GAP:]
    if gap.startswith(". ") and (len(before[0]) == 1 or before[0].casefold() in TITLES):
        return False
    return not _ENDS.isdisjoint(gap)


def levelled(text: str, vocabulary: Words) -> tuple[str, bool]:
    """A text without capitals, or of nothing else, with one on each word that is no ordinary
    word; of the same length. And whether it was such a text.
    """
    if text != text.lower() and text != text.upper():
        return text, False
    signs = [low if len(low := sign.lower()) == 1 else sign for sign in text]
    for match in _WORD.finditer("".join(signs)):
        at, word = match.start(), _CONTRACTED.sub("", match[0]).casefold()
        capital = signs[at].upper()
        if len(word) >= _LONG_ENOUGH and len(capital) == 1 and not vocabulary.ordinary(word):
            signs[at] = capital
    return "".join(signs), True


def near(words: list[Word], at: int, step: int) -> Word | None:
    """The word beside it, unless a line, a sentence or a number lies between."""
    there = at + step
    if not 0 <= there < len(words):
        return None
    gap = words[min(at, there)].after
    return words[there] if "\n" not in gap and len(gap) < _GAP - 1 else None
