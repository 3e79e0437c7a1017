"""A passage of a note with its marks: overlapping spans as nested ``<mark>`` runs.

The text is cut where a span begins or ends; each run is wrapped in the spans that cover it,
the earliest outermost. What is marked is never changed: without the tags it is the text.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)*\n")


class Mark(NamedTuple):
    """Code points ``[start, end)`` of the whole text, and what is said at their end."""

    start: int
    end: int
    card: str
    look: str
    label: str
    title: str


class Paragraph(NamedTuple):
    start: int
    end: int
    html: SafeString


def paragraphs(
    text: str, sections: Iterable[tuple[int, int]], marks: Sequence[Mark]
) -> list[list[Paragraph]]:
    """Each section cut at its blank lines. A mark is numbered once: where it was last seen."""
    places = [list(_places(text, start, end)) for start, end in sections]
    last = _last_seen(marks, [place for section in places for place in section])
    return [
        [
            Paragraph(a, b, render(text, a, b, marks, last.get(a, frozenset())))
            for a, b in section
        ]
        for section in places
    ]


def render(
    text: str,
    start: int,
    end: int,
    marks: Iterable[Mark],
    ending: frozenset[str] = frozenset(),
) -> SafeString:
    """``text[start:end]`` with its marks; the cards in ``ending`` get their reference here."""
    here = sorted(
        (mark for mark in marks if mark.start < end and mark.end > start),
        key=lambda mark: (mark.start, -mark.end, mark.card),
    )
    cuts = sorted({start, end, *(p for m in here for p in (m.start, m.end) if start < p < end)})
    runs = (
        (_run(text, a, b, [m for m in here if m.start < b and m.end > a], end, ending),)
        for a, b in pairwise(cuts)
    )
    return format_html_join("", "{}", runs)


def _run(
    text: str, a: int, b: int, covering: Sequence[Mark], last: int, ending: frozenset[str]
) -> SafeString:
    html = format_html("{}", text[a:b])
    for mark in reversed(covering):
        ends = mark.card in ending and b == min(mark.end, last)
        html = format_html(
            '<mark class="flag {}" data-of="{}">{}{}</mark>',
            mark.look,
            mark.card,
            html,
            _reference(mark) if ends else "",
        )
    return html


def _reference(mark: Mark) -> SafeString:
    return format_html(
        '<a class="ref" href="#{}" data-of="{}" aria-label="{}">{}</a>',
        mark.card,
        mark.card,
        mark.title,
        mark.label,
    )


def _places(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    at = start
    for gap in _BLANK_LINES.finditer(text, start, end):
        if gap.start() > at:
            yield at, gap.start()
        at = gap.end()
    if at < end:
        yield at, end


def _last_seen(
    marks: Iterable[Mark], places: Sequence[tuple[int, int]]
) -> dict[int, frozenset[str]]:
    """Where a paragraph begins: the cards of which it is the last."""
    found: dict[int, set[str]] = {}
    for mark in marks:
        touched = [a for a, b in places if mark.start < b and mark.end > a]
        if touched:
            found.setdefault(touched[-1], set()).add(mark.card)
    return {start: frozenset(cards) for start, cards in found.items()}
