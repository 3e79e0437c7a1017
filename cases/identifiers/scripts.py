"""Names in scripts without capitals: Arabic, Hebrew, Indic, Thai, Georgian, Han, Hangul."
" Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from cases.identifiers.hits import LIKELY, POSSIBLE, Hit, Kind
from cases.identifiers.vocabulary import names
from cases.words import MARKS

_JOINERS: Final = "\u200c\u200d"
# Scripts with capitals end before U+0588 (Armenian); Georgian's are for whole lines.
_SIGN: Final = (
    "\u0590-\u1cff\u2d00-\u2d2f\u2e80-\u2fff\u3005-\ua63f"
    "\uac00-\ud7ff\uf900-\ufdff\ufe70-\ufefe"
)
_LETTER: Final = rf"(?:(?![\s\d_])[{_SIGN}])"
_WORD: Final = re.compile(rf"{_LETTER}(?:{_LETTER}|[{MARKS}{_JOINERS}])*")
_DENSE: Final = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u3040-\u30ff]{2,}"
)
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]")
_MOST_WORDS, _MOST_SIGNS = 6, 40
_SURNAME, _FORENAME = 3, 3  # signs, at most
_SHORTEST = 3  # signs of both


def find_uncased(text: str) -> Iterator[Hit]:
    """By the lists, and in a text of Latin letters anything so short in another script."""
    if not re.search(f"[{_SIGN}]", text):
        return
    if _is_latin(text):
        yield from _islands(text)
        return
    yield from _listed(text)
    for match in _DENSE.finditer(text):
        yield from _dense(match[0], match.start())


def _is_latin(text: str) -> bool:
    return len(_LATIN.findall(text)) > len(re.findall(_LETTER, text))


def _islands(text: str) -> Iterator[Hit]:
    """Words of such a script side by side, where the text around them is in Latin letters."""
    run: list[re.Match[str]] = []
    for match in [*_WORD.finditer(text), None]:
        if run and (
            match is None or text[run[-1].end() : match.start()] not in {" ", "-", "・"}
        ):
            start, end = run[0].start(), run[-1].end()
            if len(run) <= _MOST_WORDS and end - start <= _MOST_SIGNS:
                yield Hit(start, end, Kind.PERSON, POSSIBLE)
            run = []
        if match:
            run.append(match)


def _listed(text: str) -> Iterator[Hit]:
    """Two words in a row that are in the lists."""
    words = list(_WORD.finditer(text))
    known = [_is_name(match[0]) for match in words]
    for at in range(len(words) - 1):
        gap = text[words[at].end() : words[at + 1].start()]
        if known[at] and known[at + 1] and gap == " ":
            yield Hit(words[at].start(), words[at + 1].end(), Kind.PERSON, LIKELY)


def _is_name(word: str) -> bool:
    fold = normalize("NFC", word).casefold()
    return fold in names().given or fold in names().family


def _dense(run: str, offset: int) -> Iterator[Hit]:
    """A surname and a forename side by side, in scripts without blanks between words."""
    given, family = _dense_names()
    at = 0
    while at < len(run) - 1:
        length = _full_name(run, at, given, family)
        if length:
            yield Hit(offset + at, offset + at + length, Kind.PERSON, POSSIBLE)
        at += length or 1


def _full_name(run: str, at: int, given: frozenset[str], family: frozenset[str]) -> int:
    """The signs of the longest name that begins there; 0 for none. One and one is too"
    " little."""
    for surname in range(_SURNAME, 0, -1):
        if run[at : at + surname] not in family:
            continue
        for forename in range(_FORENAME, 0, -1):
            end = at + surname + forename
            if (
                surname + forename >= _SHORTEST
                and end <= len(run)
                and run[at + surname : end] in given
            ):
                return surname + forename
    return 0


@lru_cache(maxsize=1)
def _dense_names() -> tuple[frozenset[str], frozenset[str]]:
    everyone = names()
    return (
        frozenset(name for name in everyone.given if _DENSE.match(name + name)),
        frozenset(name for name in everyone.family if _DENSE.match(name + name)),
    )
