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


class Passage(NamedTuple):
    """A passage as somebody outside names it: by place, by words, or by both.

    ``prefix`` and ``suffix`` touch the words; empty, they say nothing.
    """

    start: int | None = None
    end: int | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""


def find_passage(text: str, passage: Passage) -> Span:
    """Where it lies, or ``Invalid``: all that is said of it has to be so, at one place."""
    if passage.exact == "":
        raise Invalid.field("quote", "A passage has at least one character.", code="required")
    span = check_place(text, passage.start, passage.end, passage.exact)
    if span is None:
        return _find_quote(text, passage)
    before = text[: span.start].endswith(passage.prefix)
    if not before or not text.startswith(passage.suffix, span.end):
        raise Invalid.field("quote", _OTHER_WORDS_BESIDE, code="quote_mismatch")
    return span


_OTHER_WORDS_BESIDE = "The words before or after the quoted ones are others at that place."
_NOT_THERE = "These words do not stand in the note."
_NOT_SO = "These words, with what is said to stand beside them, are not in the text."
_SEVERAL = "These words stand in the note more than once. Take a few more with them."


def _find_quote(text: str, passage: Passage) -> Span:
    """Two searches for all of it at once: linear, however often the words come again."""
    exact = passage.exact or ""
    sought = passage.prefix + exact + passage.suffix
    found = text.find(sought)
    if found < 0:
        said = _NOT_THERE if sought == exact else _NOT_SO
        raise Invalid.field("quote", said, code="quote_mismatch")
    if text.find(sought, found + 1) >= 0:
        raise Invalid.field("quote", _SEVERAL, code="quote_ambiguous")
    start = found + len(passage.prefix)
    return Span(start, start + len(exact))


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
