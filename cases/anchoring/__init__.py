"""Where a marked passage lies after its text was written anew. Pure.

A passage is followed through an alignment of both texts. Where most of it survives, that is
where it is; else it may have been moved, as an exact copy in text that belongs to nothing
else. What is only much like it is a suggestion for a person. The rest is gone, and is said
to be gone: a lookalike elsewhere is not the passage. docs/adr/0013 has the measurements.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from cases.anchoring.alignment import Run, Words, align
from cases.anchoring.copies import Free, Place, find_alike, find_copy, free_text
from cases.enums import AnchorHow

__all__ = ["Anchor", "reanchor"]

# As much of a passage has to survive, and its new place may be so much longer.
_SURVIVES: Final = 0.5
_LONGER: Final = 3
_LONGER_BY: Final = 40


class Anchor(NamedTuple):
    """Where a passage lies now, in code points of the new text, end exclusive.

    ``start`` and ``end`` are None for an orphan. ``score`` is the share of the passage that
    is left, 0 to 100; for a suggestion it is how much the new place is like it.
    """

    start: int | None
    end: int | None
    how: AnchorHow
    score: float


_GONE: Final = Anchor(None, None, AnchorHow.ORPHAN, 0.0)


def reanchor(old: str, new: str, spans: list[tuple[int, int]]) -> list[Anchor]:
    """Where each span of ``old`` lies in ``new``, one answer for each, in their order.

    Spans are code points ``[start, end)`` of ``old``; they may overlap and repeat. Raises
    ``ValueError`` for one that does not lie in the old text or is empty. The time is bounded
    by the lengths of the texts, whatever stands in them.
    """
    for start, end in spans:
        if not 0 <= start < end <= len(old):
            msg = f"The span {start}–{end} does not lie in a text of {len(old)} code points."
            raise ValueError(msg)
    if not spans:
        return []
    if old == new:
        return [Anchor(start, end, AnchorHow.SAME, 100.0) for start, end in spans]
    follower = _Follower(old, new)
    found = {span: follower.follow(Place(*span)) for span in set(spans)}
    return [found[start, end] for start, end in spans]


class _Follower:
    """Two texts, aligned once, for any number of passages."""

    def __init__(self, old: str, new: str) -> None:
        numbers: dict[str, int] = {}
        self.old = Words(old, numbers)
        self.new = Words(new, numbers)
        self.runs = align(self.old, self.new)
        self.free: Free = free_text(self.runs, self.old, self.new)
        self.run_ends = [run.old_end for run in self.runs]

    def follow(self, span: Place) -> Anchor:
        first = bisect_right(self.old.ends, span.start)
        last = bisect_left(self.old.starts, span.end)
        if first >= last:  # nothing but blanks
            return _GONE
        runs = self._runs_of(first, last)
        return self._in_place(span, first, last, runs) or self._elsewhere(span, first, last)

    def _runs_of(self, first: int, last: int) -> list[Run]:
        """The runs of the words ``[first, last)``, cut to them."""
        cut: list[Run] = []
        for run in self.runs[bisect_right(self.run_ends, first) :]:
            if run.old >= last:
                break
            start = max(run.old, first)
            length = min(run.old_end, last) - start
            cut.append(Run(start, run.new + start - run.old, length))
        return cut

    def _in_place(
        self, span: Place, first: int, last: int, runs: Sequence[Run]
    ) -> Anchor | None:
        """Followed through the alignment, where at least half of it is left."""
        if not runs:
            return None
        left = sum(self._size(span, run.old, run.old_end) for run in runs)
        share = left / self._size(span, first, last)
        start, end = self._start(span, runs[0]), self._end(span, runs[-1])
        longest = _LONGER * (span.end - span.start) + _LONGER_BY
        if share < _SURVIVES or not 0 < end - start <= longest:
            return None
        same = self.new.text[start:end] == self.old.text[span.start : span.end]
        if same:
            return Anchor(start, end, AnchorHow.SAME, 100.0)
        return Anchor(start, end, AnchorHow.EDITED, round(100 * share, 1))

    def _start(self, span: Place, run: Run) -> int:
        """Within a word, or with the blanks before it, where the mark began so."""
        word, there = self.old.starts[run.old], self.new.starts[run.new]
        blanks = self.old.text[span.start : word]
        kept = not blanks.strip() and self.new.text.endswith(blanks, 0, there)
        return there + span.start - word if span.start > word or kept else there

    def _end(self, span: Place, run: Run) -> int:
        word, there = self.old.ends[run.old_end - 1], self.new.ends[run.new_end - 1]
        blanks = self.old.text[word : span.end]
        kept = not blanks.strip() and self.new.text.startswith(blanks, there)
        return there + span.end - word if span.end < word or kept else there

    def _size(self, span: Place, first: int, last: int) -> int:
        """Code points of the words ``[first, last)`` that are marked, blanks left out."""
        if first == last:
            return 0
        outside = max(0, span.start - self.old.starts[first])
        outside += max(0, self.old.ends[last - 1] - span.end)
        sizes = zip(self.old.starts[first:last], self.old.ends[first:last], strict=True)
        return sum(end - start for start, end in sizes) - outside

    def _elsewhere(self, span: Place, first: int, last: int) -> Anchor:
        text, starts = self.old.text, self.old.starts
        words = sum(text[starts[at]].isalnum() for at in range(first, last))
        copy = find_copy(self.free, span, words, self._gaps_around(first, last))
        if copy is not None:
            return Anchor(copy.start, copy.end, AnchorHow.MOVED, 100.0)
        alike = find_alike(self.free, span)
        if alike is not None:
            place, score = alike
            return Anchor(place.start, place.end, AnchorHow.SUGGESTED, round(score, 1))
        return _GONE

    def _gaps_around(self, first: int, last: int) -> tuple[Place, Place]:
        """From the last words known before it to the first known behind it, old and new."""
        at = bisect_right(self.run_ends, first)
        before = self.runs[at - 1] if at else Run(0, 0, 0)
        behind = next((run for run in self.runs[at:] if run.old >= last), None)
        return (
            self._between(self.old, before.old_end, behind.old if behind else None),
            self._between(self.new, before.new_end, behind.new if behind else None),
        )

    def _between(self, words: Words, first: int, last: int | None) -> Place:
        start = words.ends[first - 1] if first else 0
        return Place(start, len(words.text) if last is None else words.starts[last])
