"""Two versions side by side: nothing lost, phrases rather than confetti, bounded time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.compare import Change, Piece, SectionText, compare_sections, compare_texts

SAME, IN, OUT = Change.SAME, Change.INSERTED, Change.DELETED
TEXTS = st.text(alphabet="ab \n.語😀", max_size=60)


def test_changed_words_are_told_as_phrases() -> None:
    pieces = compare_texts("I froze and left.", "I did not freeze and left.")

    assert pieces == [
        Piece(SAME, "I "),
        Piece(OUT, "froze"),
        Piece(IN, "did not freeze"),
        Piece(SAME, " and left."),
    ]


def test_a_blank_between_two_changed_words_changes_with_them() -> None:
    pieces = compare_texts("he went quiet then", "he fell silent then")

    assert pieces == [
        Piece(SAME, "he "),
        Piece(OUT, "went quiet"),
        Piece(IN, "fell silent"),
        Piece(SAME, " then"),
    ]


def test_a_script_without_blanks_is_compared_by_its_signs() -> None:
    assert compare_texts("今日は雨です", "今日は晴れです") == [
        Piece(SAME, "今日は"),
        Piece(OUT, "雨"),
        Piece(IN, "晴れ"),
        Piece(SAME, "です"),
    ]


@pytest.mark.parametrize("text", ["", "one", "one\n\ntwo "])
def test_the_same_text_is_one_piece(text: str) -> None:
    assert compare_texts(text, text) == ([Piece(SAME, text)] if text else [])


@given(old=TEXTS, new=TEXTS)
def test_both_texts_can_be_read_from_the_pieces(old: str, new: str) -> None:
    pieces = compare_texts(old, new)

    assert "".join(piece.text for piece in pieces if piece.change != IN) == old
    assert "".join(piece.text for piece in pieces if piece.change != OUT) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 50_000, "b a c " * 33_000),
        ("ab\n" * 60_000, "ba\n" * 60_000),
        ("\n" * 200_000, "\n " * 100_000),
        (("x " * 2_000 + "\n") * 50, ("y x " * 1_000 + "\n") * 50),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 20_000))) * 5, "語" * 100_000),
    ],
    ids=["words", "lines", "blanks", "long lines", "signs"],
)
def test_a_hostile_pair_takes_seconds_and_loses_nothing(old: str, new: str) -> None:
    begun = time.perf_counter()

    pieces = compare_texts(old, new)

    assert time.perf_counter() - begun < 10
    assert "".join(piece.text for piece in pieces if piece.change != IN) == old
    assert "".join(piece.text for piece in pieces if piece.change != OUT) == new


def test_lines_that_stay_are_kept_where_words_are_too_many() -> None:
    old = "".join(f"line {number} alpha\n" for number in range(3_000))
    new = "".join(f"line {number} beta\n" if number % 2 else f"line {number} alpha\n"
                  for number in range(3_000))  # fmt: skip

    pieces = compare_texts(old, new)

    assert pieces[:3] == [
        Piece(SAME, "line 0 alpha\nline 1 "),
        Piece(OUT, "alpha"),
        Piece(IN, "beta"),
    ]


def test_sections_follow_the_newer_version_and_lost_ones_come_last() -> None:
    old = [SectionText("felt", "What I felt", "Tired."), SectionText("need", "Need", "Rest.")]
    new = [SectionText("happened", "What happened", "He left."), old[1]]

    told = compare_sections(old, new)

    assert [(each.key, each.changed) for each in told] == [
        ("happened", True),
        ("need", False),
        ("felt", True),
    ]
    assert (told[0].before, told[0].after) == ([], [Piece(IN, "He left.")])
    assert (told[2].before, told[2].after) == ([Piece(OUT, "Tired.")], [])
