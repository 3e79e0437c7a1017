"""Phrases that are never reported: they are hidden before anything is looked for. Pure."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final
from unicodedata import normalize

from cases.words import MARKS

# Part of no word, number or pattern; the text keeps its length, so that offsets stay true.
_HIDDEN: Final = "\x00"
_PIECE: Final = re.compile(rf"\w[\w{MARKS}]*")
_WIDEST: Final = 4  # signs that may stand between two words of a phrase


def hidden(text: str, phrases: Iterable[str]) -> str:
    """``text`` with every occurrence of a phrase blotted out, in whole words."""
    wanted = {tuple(_folds(phrase)) for phrase in phrases} - {()}
    if not wanted:
        return text
    lengths: dict[str, set[int]] = {}
    for pieces in wanted:
        lengths.setdefault(pieces[0], set()).add(len(pieces))
    found = list(_PIECE.finditer(text))
    folds = [_fold(match[0]) for match in found]
    signs = list(text)
    for at, fold in enumerate(folds):
        for length in lengths.get(fold, ()):
            these = found[at : at + length]
            if tuple(folds[at : at + length]) in wanted and _close(these):
                start, end = these[0].start(), these[-1].end()
                signs[start:end] = _HIDDEN * (end - start)
    return "".join(signs)


def _folds(phrase: str) -> list[str]:
    return [_fold(piece) for piece in _PIECE.findall(phrase)]


def _fold(word: str) -> str:
    return normalize("NFC", word).casefold()


def _close(pieces: list[re.Match[str]]) -> bool:
    return all(after.start() - before.end() <= _WIDEST for before, after in pairwise(pieces))
