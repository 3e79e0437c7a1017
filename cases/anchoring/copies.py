"""Where a passage went that is no longer in its place: an exact copy, or one much like it.

Only text that belongs to no other old words is searched. A lookalike that was there before
is somebody else's place.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rapidfuzz.fuzz import partial_ratio_alignment

from cases.anchoring.alignment import Run, Words, is_slight

# An exact copy is believed when it is long, or stands in the same surroundings.
_MANY_WORDS: Final = 5
_CONTEXT: Final = 8
_WITH_CONTEXT: Final = 20
_WIDEST: Final = 40
# A short one that is alone between the same neighbours as before.
_LEAST: Final = 4
_TOUCHING: Final = 2
# One that was moved and edited is shown to a person, who decides.
_ALIKE: Final = 85.0
_LEAST_ALIKE: Final = 24
_MOST_ALIKE: Final = 2_000
# Copies weighed, and signs times signs compared, for all passages of one text.
_COPIES: Final = 4_000
_SIGNS: Final = 60_000_000


class Place(NamedTuple):
    """Code points ``[start, end)``: the old or the new text."""

    start: int
    end: int


class _Copy(NamedTuple):
    context: int
    place: Place


@dataclass
class Free:
    """The parts of the new text that no old words claim, and what may be spent on them."""

    old: Words
    new: Words
    places: list[Place]
    ends: list[int] = field(init=False)
    copies: int = _COPIES
    signs: int = _SIGNS

    def __post_init__(self) -> None:
        self.ends = [place.end for place in self.places]


def free_text(runs: Sequence[Run], old: Words, new: Words) -> Free:
    """What lies between the claimed runs of the new text; a word or two claim nothing."""
    claimed = [
        (new.starts[run.new], new.ends[run.new_end - 1])
        for run in runs
        if not is_slight(run, old)
    ]
    starts = [0, *(end for _, end in claimed)]
    ends = [*(start for start, _ in claimed), len(new.text)]
    places = (Place(*each) for each in zip(starts, ends, strict=True))
    return Free(old, new, [place for place in places if place.start < place.end])


def find_copy(free: Free, span: Place, words: int, gaps: tuple[Place, Place]) -> Place | None:
    """The exact copy that can be nothing else; ``gaps``: where it was, what is there now."""
    found = sorted(_copies(free, span), reverse=True)
    if not found:
        return None
    best = found[0]
    alone = len(found) == 1 or found[1].context < best.context
    length = span.end - span.start
    known = best.context >= _CONTEXT and best.context + length >= _WITH_CONTEXT
    if alone and (words >= _MANY_WORDS or known):
        return best.place
    return _only_one_between(free, span, found, gaps)


def _only_one_between(
    free: Free, span: Place, found: Sequence[_Copy], gaps: tuple[Place, Place]
) -> Place | None:
    before, now = gaps
    quote = free.old.text[span.start : span.end]
    if len(quote) < _LEAST or free.old.text.count(quote, before.start, before.end) != 1:
        return None
    inside = [
        copy for copy in found if now.start <= copy.place.start and copy.place.end <= now.end
    ]
    if len(inside) != 1 or inside[0].context < _TOUCHING:
        return None
    return inside[0].place


def _copies(free: Free, span: Place) -> Iterator[_Copy]:
    old, new = free.old.text, free.new.text
    quote = old[span.start : span.end]
    for free_place in free.places:
        at = new.find(quote, free_place.start, free_place.end)
        while at >= 0 and free.copies > 0:
            free.copies -= 1
            copy = Place(at, at + len(quote))
            if _cuts_words_alike(old, span, new, copy):
                yield _Copy(_context(old, span, new, copy), copy)
            at = new.find(quote, at + 1, free_place.end)


def _cuts_words_alike(old: str, span: Place, new: str, copy: Place) -> bool:
    """ "art" is not in "party", unless a part of a word was marked."""
    return _inside_word(old, span.start) >= _inside_word(new, copy.start) and _inside_word(
        old, span.end
    ) >= _inside_word(new, copy.end)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _context(old: str, span: Place, new: str, copy: Place) -> int:
    """Code points that are the same on both sides of both, at most ``_WIDEST`` a side."""
    before = old[max(0, span.start - _WIDEST) : span.start][::-1]
    there = new[max(0, copy.start - _WIDEST) : copy.start][::-1]
    return _common(before, there) + _common(
        old[span.end : span.end + _WIDEST], new[copy.end : copy.end + _WIDEST]
    )


def _common(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def find_alike(free: Free, span: Place) -> tuple[Place, float] | None:
    """The free passage most like it, in whole words, with its likeness of 85 to 100."""
    quote = free.old.text[span.start : span.end]
    if not _LEAST_ALIKE <= len(quote) <= _MOST_ALIKE:
        return None
    best: tuple[Place, float] | None = None
    for place in free.places:
        cost = len(quote) * (place.end - place.start)
        if place.end - place.start < _LEAST_ALIKE or cost > free.signs:
            continue
        free.signs -= cost
        text = free.new.text[place.start : place.end]
        found = partial_ratio_alignment(quote, text, score_cutoff=best[1] if best else _ALIKE)
        if found is not None and found.dest_start < found.dest_end:
            start, end = place.start + found.dest_start, place.start + found.dest_end
            whole = _whole_words(free, span, Place(start, end), place)
            if whole is not None and (best is None or found.score > best[1]):
                best = whole, found.score
    return best


def _whole_words(free: Free, span: Place, found: Place, within: Place) -> Place | None:
    """The words that lie in it, and on to those the passage begins and ends with.

    What is looked for is as long as the passage; with words put into it, it has grown.
    """
    old, new = free.old, free.new
    first = bisect_left(new.starts, found.start)
    last = bisect_left(new.ends, found.end + 1)
    if first >= last:
        return None
    begin, end = bisect_left(old.starts, span.start), bisect_left(old.ends, span.end + 1)
    quoted = old.numbers[begin:end]
    farthest = len(quoted) // 4 + 1
    lowest = max(bisect_left(new.starts, within.start), first - farthest)
    highest = min(bisect_left(new.ends, within.end + 1), last + farthest)
    begins = _nearest(new.numbers, quoted[:2], range(first, lowest - 1, -1))
    ends = _nearest(new.numbers, quoted[-2:], range(last - 2, highest - 1))
    first = first if begins is None else begins
    last = last if ends is None else ends + 2
    return Place(new.starts[first], new.ends[last - 1])


def _nearest(numbers: Sequence[int], pair: Sequence[int], places: range) -> int | None:
    found = (at for at in places if at >= 0 and numbers[at : at + 2] == pair)
    return next(found, None) if len(pair) == 2 else None  # noqa: PLR2004 - a pair
