"""What changed between two texts, word by word, in bounded time on any input.

Pure. The comparison is bit-parallel (rapidfuzz) and its table is kept small: long texts are
first compared by lines, and only lines that changed by words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from rapidfuzz.distance import Indel

from cases.words import SIGNS

_WORDS = re.compile(rf"[{SIGNS}]|[^\W{SIGNS}]+|\s+|.", re.DOTALL)
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Pairs of words a comparison may look at; beyond, a passage counts as replaced as a whole.
LARGEST_TABLE = 20_000_000


class Change(StrEnum):
    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


class Piece(NamedTuple):
    change: Change
    text: str


class SectionChange(NamedTuple):
    key: str
    title: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        return any(piece.change != Change.SAME for piece in self.pieces)

    @property
    def before(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.change != Change.INSERTED]

    @property
    def after(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.change != Change.DELETED]


class SectionText(NamedTuple):
    key: str
    title: str
    text: str


def cut(text: str, sections: Iterable[Mapping[str, Any]]) -> list[SectionText]:
    """A version's text as the sections that lie in it."""
    return [
        SectionText(each["key"], each["title"], text[each["start"] : each["end"]])
        for each in sections
    ]


def compare_sections(
    old: Sequence[SectionText], new: Sequence[SectionText]
) -> list[SectionChange]:
    """Section by section in the order of the newer text; what is gone stands at the end."""
    before = {section.key: section.text for section in old}
    kept = {section.key for section in new}
    gone = [section._replace(text="") for section in old if section.key not in kept]
    return [
        SectionChange(each.key, each.title, compare_texts(before.get(each.key, ""), each.text))
        for each in (*new, *gone)
    ]


def compare_texts(old: str, new: str) -> list[Piece]:
    """Pieces whose same and deleted ones make the old text, same and inserted the new."""
    pieces = _compare(_WORDS.findall(old), _WORDS.findall(new))
    if pieces is None:
        pieces = list(_compare_by_lines(_LINES.findall(old), _LINES.findall(new)))
    spoken = [piece for piece in pieces if piece.text]
    return _joined(_calmed(_joined(spoken)))


def _compare(old: Sequence[str], new: Sequence[str]) -> list[Piece] | None:
    """None where the table of what is left after the common ends would be too large."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle_old) * len(middle_new) > LARGEST_TABLE:
        return None
    return [
        Piece(Change.SAME, "".join(old[:head])),
        *_steps(middle_old, middle_new),
        Piece(Change.SAME, "".join(old[len(old) - tail :])),
    ]


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    numbers: dict[str, int] = {}
    for word in (*old, *new):
        numbers.setdefault(word, len(numbers))
    steps = Indel.opcodes([numbers[word] for word in old], [numbers[word] for word in new])
    for step in steps:
        if step.tag == "insert":
            yield Piece(Change.INSERTED, "".join(new[step.dest_start : step.dest_end]))
        else:
            change = Change.DELETED if step.tag == "delete" else Change.SAME
            yield Piece(change, "".join(old[step.src_start : step.src_end]))


def _compare_by_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    pieces = _compare(old, new)
    if pieces is None:
        yield from (Piece(Change.DELETED, "".join(old)), Piece(Change.INSERTED, "".join(new)))
        return
    for deleted, inserted, same in _rounds(_joined(piece for piece in pieces if piece.text)):
        if deleted and inserted:
            by_words = _compare(_WORDS.findall(deleted), _WORDS.findall(inserted))
            yield from by_words or _replaced(deleted, inserted)
        else:
            yield from _replaced(deleted, inserted)
        yield Piece(Change.SAME, same)


def _rounds(pieces: Sequence[Piece]) -> Iterator[tuple[str, str, str]]:
    """What was deleted, what was inserted in its place, and the same that follows."""
    held = dict.fromkeys(Change, "")
    for piece in pieces:
        if piece.change != Change.SAME and held[Change.SAME]:
            yield held[Change.DELETED], held[Change.INSERTED], held[Change.SAME]
            held = dict.fromkeys(Change, "")
        held[piece.change] += piece.text
    yield held[Change.DELETED], held[Change.INSERTED], held[Change.SAME]


def _calmed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A blank between two changed words changes with them: phrases, not confetti."""
    for place, piece in enumerate(pieces):
        inside = 0 < place < len(pieces) - 1
        if inside and piece.change == Change.SAME and not piece.text.strip(" "):
            yield from _replaced(piece.text, piece.text)
        else:
            yield piece


def _replaced(deleted: str, inserted: str) -> tuple[Piece, Piece]:
    return Piece(Change.DELETED, deleted), Piece(Change.INSERTED, inserted)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Between two same pieces one deletion and one insertion at most, in this order."""
    joined: list[Piece] = []
    for same, run in groupby(pieces, key=lambda piece: piece.change == Change.SAME):
        told = dict.fromkeys(Change, "")
        for change, parts in groupby(sorted(run, key=_kind), key=_kind):
            told[change] = "".join(part.text for part in parts)
        if same:
            joined.append(Piece(Change.SAME, told[Change.SAME]))
        else:
            joined += _replaced(told[Change.DELETED], told[Change.INSERTED])
    return [piece for piece in joined if piece.text]


def _kind(piece: Piece) -> Change:
    return piece.change


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
