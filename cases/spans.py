"""Passages in a text: checking them, and following them through an edit."""

from collections.abc import Iterable
from typing import NamedTuple

from supervision.exceptions import Invalid


class Span(NamedTuple):
    """Code points ``[start, end)`` of a text."""

    start: int
    end: int


def check_span(text: str, start: int, end: int, quote: str | None = None) -> Span:
    """The span, or ``Invalid``: it must lie in the text and slice to its quote."""
    if not 0 <= start < end <= len(text):
        raise Invalid.field(
            "start", f"The passage {start}–{end} is outside the text.", code="span_outside"
        )
    if quote is not None and text[start:end] != quote:
        raise Invalid.field(
            "quote", "The quoted words are not the words at that place.", code="quote_mismatch"
        )
    return Span(start, end)


def check_place(
    text: str, start: int | None, end: int | None, quote: str | None = None
) -> Span | None:
    """The span, or None where there is none: about all of it. Half a span is a mistake."""
    if start is None and end is None:
        return None
    if start is None or end is None:
        name = "start" if start is None else "end"
        raise Invalid.field(name, "A passage has a start and an end.", code="span_outside")
    return check_span(text, start, end, quote)


def find_quote(text: str, quote: str) -> Span:
    """Where these words stand, or ``Invalid``: they have to stand there once."""
    words = quote.strip()
    start = text.find(words) if words else -1
    if start < 0:
        raise Invalid.field("quote", "These words do not stand in the note.", code="not_found")
    if text.find(words, start + 1) >= 0:
        msg = "These words stand in the note more than once. Take a few more with them."
        raise Invalid.field("quote", msg, code="ambiguous")
    return Span(start, start + len(words))


def follow(old: str, new: str, spans: Iterable[Span]) -> list[Span | None]:
    """Where each span of ``old`` lies in ``new`` after one edit; None when it is gone.

    One edit replaces what is left between the common beginning and the common end.
    """
    if old == new:
        return list(spans)
    head = _common_prefix(old, new)
    tail = _common_prefix(old[head:][::-1], new[head:][::-1])
    cut, shift = len(old) - tail, len(new) - len(old)
    return [_follow_one(span, head, cut, shift) for span in spans]


def _follow_one(span: Span, head: int, cut: int, shift: int) -> Span | None:
    """``[head, cut)`` of the old text was replaced; what lay behind it moved by ``shift``."""
    if head <= span.start and span.end <= cut and head < cut:
        replaced = span == (head, cut) and head < cut + shift
        return Span(head, cut + shift) if replaced else None
    start = span.start + shift if span.start >= cut else min(span.start, head)
    end = span.end if span.end <= head else span.end + shift if span.end >= cut else head
    return Span(start, end) if start < end else None


def _common_prefix(one: str, other: str) -> int:
    """Binary search over slices: C speed on long texts, no loop per character."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
