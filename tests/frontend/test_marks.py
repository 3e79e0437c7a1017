"""Marks in a text: whatever overlaps, the words stay what they were."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from frontend.marks import Mark, paragraphs, render

TAG = re.compile(r"<[^>]*>")
REFERENCE = re.compile(r"<a [^>]*>[^<]*</a>")

texts = st.text(st.sampled_from("ab <&>\"'\n😀é"), min_size=1, max_size=40)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(texts)
    edge = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(edge, edge).filter(lambda s: s[0] < s[1]), max_size=6))
    return text, [
        Mark(start, end, f"card-{n}", "ct", str(n), f"Thread {n}")
        for n, (start, end) in enumerate(spans)
    ]


def words(html: str) -> str:
    return unescape(TAG.sub("", REFERENCE.sub("", html)))


def covered(html: str, card: str) -> str:
    """The words inside the marks of a card."""
    inside: list[bool] = []
    found = ""
    for piece in re.split(r"(<[^>]*>)", REFERENCE.sub("", html)):
        if piece.startswith("<mark"):
            inside.append(f'data-of="{card}"' in piece)
        elif piece == "</mark>":
            inside.pop()
        elif any(inside):
            found += piece
    return unescape(found)


@given(marked_texts())
def test_without_its_tags_it_is_the_text(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_

    assert words(render(text, 0, len(text), marks)) == text


@given(marked_texts())
def test_every_span_is_covered_and_nothing_else(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_
    html = render(text, 0, len(text), marks)

    assert [covered(html, m.card) for m in marks] == [text[m.start : m.end] for m in marks]


@given(marked_texts())
def test_paragraphs_leave_out_blank_lines_alone_and_number_a_mark_once(
    given_: tuple[str, list[Mark]],
) -> None:
    text, marks = given_
    (shown,) = paragraphs(text, [(0, len(text))], marks)
    html = "".join(paragraph.html for paragraph in shown)

    assert [words(p.html) for p in shown] == [text[p.start : p.end] for p in shown]
    left_out = text
    for p in reversed(shown):
        left_out = left_out[: p.start] + left_out[p.end :]
    assert left_out.strip(" \n\t") == ""
    seen = [m for m in marks if any(m.start < p.end and m.end > p.start for p in shown)]
    assert sorted(re.findall(r'href="#([\w-]+)"', html)) == sorted(m.card for m in seen)


def test_what_a_person_wrote_is_never_markup() -> None:
    mark = Mark(0, 8, "card", "ct", "1", "Thread 1")

    assert render("<script>", 0, 8, [mark], frozenset({"card"})) == (
        '<mark class="flag ct" data-of="card">&lt;script&gt;'
        '<a class="ref" href="#card" data-of="card" aria-label="Thread 1">1</a></mark>'
    )


def test_a_mark_across_sections_has_its_number_at_its_end() -> None:
    mark = Mark(1, 8, "card", "pd", "2", "Thread 2")

    first, second = paragraphs("abcd\n\nefgh", [(0, 4), (6, 10)], [mark])

    assert [p.html for p in first] == ['a<mark class="flag pd" data-of="card">bcd</mark>']
    assert "</a></mark>gh" in second[0].html
