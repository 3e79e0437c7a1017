"""Passages are found again in a new text; what is gone is gone, and nothing takes its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.anchoring import Anchor, reanchor
from cases.enums import AnchorHow
from tests.cases.reanchor_pairs import pairs_of, places, score

NOTE = (
    "He asked for my number at the end. I said I would think about it, and felt cold.\n\n"
    "In the next session he was late. He looked at the clock and did not say why. "
    "I noticed that I was relieved.\n\n"
    "My supervisor had asked what I was protecting. I do not know yet."
)
SENTENCE = "I noticed that I was relieved."
ALPHABET = "ab \n.’語👩😀\u0301"
TEXTS = st.text(alphabet=ALPHABET, max_size=80)
# Sentences of words that come again, as in real notes.
WORDS = st.sampled_from(["he", "she", "said", "nothing", "looked", "clock", "late", "why"])
SENTENCES = st.lists(WORDS, min_size=2, max_size=6).map(lambda words: " ".join(words) + ".")
NOTES = st.lists(SENTENCES, min_size=1, max_size=8).map(" ".join)


def find(old: str, new: str, quote: str) -> Anchor:
    start = old.index(quote)
    return reanchor(old, new, [(start, start + len(quote))])[0]


def now(new: str, anchor: Anchor) -> str:
    assert anchor.start is not None
    return new[anchor.start : anchor.end]


# --- What happens to a passage ---


def test_a_passage_behind_an_insertion_is_the_same_at_its_new_place() -> None:
    new = NOTE.replace("In the next", "Then came a week without him.\n\nIn the next")

    anchor = find(NOTE, new, SENTENCE)

    assert anchor == Anchor(new.index(SENTENCE), anchor.end, AnchorHow.SAME, 100.0)
    assert now(new, anchor) == SENTENCE


def test_a_passage_with_other_words_in_it_is_edited_with_what_is_left_of_it() -> None:
    new = NOTE.replace("that I was relieved", "that I was very much relieved")

    anchor = find(NOTE, new, SENTENCE)

    assert (anchor.how, anchor.score) == ("edited", 100.0)
    assert now(new, anchor) == "I noticed that I was very much relieved."


def test_a_passage_cut_by_half_is_what_is_left_of_it() -> None:
    new = NOTE.replace(" and did not say why", "")

    anchor = find(NOTE, new, "He looked at the clock and did not say why.")

    assert anchor.how == "edited"
    assert 50 <= anchor.score < 100
    assert now(new, anchor) == "He looked at the clock."


def test_a_sentence_taken_elsewhere_is_moved() -> None:
    new = f"{SENTENCE} {NOTE.replace(f' {SENTENCE}', '')}"

    anchor = find(NOTE, new, SENTENCE)

    assert anchor == Anchor(0, len(SENTENCE), AnchorHow.MOVED, 100.0)


def test_a_sentence_moved_and_edited_is_a_suggestion() -> None:
    old = NOTE + "\n\nWhat I kept from him was that I had been waiting for him to be late."
    cut = old[: old.index("\n\nWhat I kept")]
    new = f"What I kept from him is that I had been waiting for him to be late.\n\n{cut}"

    anchor = find(old, new, "What I kept from him was that I had been waiting for him")

    assert anchor.how == "suggested"
    assert 85 <= anchor.score < 100
    assert now(new, anchor) == "What I kept from him is that I had been waiting for him"


def test_a_sentence_taken_out_is_gone_although_its_like_stands_elsewhere() -> None:
    twice = f"{NOTE}\n\nLater: {SENTENCE}"
    new = twice.replace(f"why. {SENTENCE}", "why.")

    anchor = find(twice, new, SENTENCE)

    assert anchor == Anchor(None, None, AnchorHow.ORPHAN, 0.0)


def test_the_second_of_two_equal_sentences_stays_the_second() -> None:
    old = "No rash. No pain. No cough. No pain. No fever."
    new = "No pain. No cough. No pain. No fever, and no rash."
    start = old.rindex("No pain")

    anchor = reanchor(old, new, [(start, start + 7)])[0]

    assert (anchor.start, anchor.how) == (new.rindex("No pain"), "same")


def test_a_sentence_put_in_before_one_that_begins_alike_takes_nothing_from_it() -> None:
    old = "He was calm. He denied any pain. He slept."
    new = "He was calm. He denied having slept. He denied any pain. He slept."

    assert now(new, find(old, new, "He denied any pain.")) == "He denied any pain."
    assert find(old, new, "He denied any pain.").how == "same"


def test_case_and_the_shape_of_quotation_marks_do_not_lose_a_passage() -> None:
    old = 'She said: "It\'s mine", and left.'
    new = "And she said: “it’s mine”, and left."

    anchor = find(old, new, '"It\'s mine"')

    assert (anchor.how, now(new, anchor)) == ("edited", "“it’s mine”")


def test_a_part_of_a_word_stays_a_part_of_it() -> None:
    anchor = find("Her grandmother called.", "Yesterday her grandmother called.", "mother")

    assert anchor == Anchor(19, 25, AnchorHow.SAME, 100.0)


def test_blanks_at_the_edge_of_a_mark_stay_in_it() -> None:
    anchor = find("One two three.", "Zero. One two three.", " two ")

    assert anchor == Anchor(9, 14, AnchorHow.SAME, 100.0)


@pytest.mark.parametrize(
    ("old", "new", "quote", "expected"),
    [
        (
            "今日は雨です。母と話した。",
            "母と話した。今日は雨です。",
            "母と話した",
            "母と話した",
        ),
        (
            "她说她很害怕。我沉默了。",
            "昨天她说她非常害怕。我沉默了。",
            "她很害怕",
            "她非常害怕",
        ),
        ("हिन्दी में लिखा गया था।", "यह हिन्दी में लिखा गया था।", "हिन्दी", "हिन्दी"),
        ("ฉันกลัวเขามาก", "วันนั้นฉันกลัวเขามาก", "กลัวเขา", "กลัวเขา"),
        ("Das 👩‍👩‍👧 kam heute.", "Dann: Das 👩‍👩‍👧 kam heute.", "👩‍👩‍👧 kam", "👩‍👩‍👧 kam"),
    ],
)
def test_every_script_is_followed(old: str, new: str, quote: str, expected: str) -> None:
    assert now(new, find(old, new, quote)) == expected


# --- The contract ---


def test_each_span_is_answered_in_its_place_also_twice() -> None:
    spans = [(10, 20), (0, 5), (10, 20)]

    found = reanchor(NOTE, f"So. {NOTE}", spans)

    assert [(anchor.start, anchor.end) for anchor in found] == [(14, 24), (4, 9), (14, 24)]
    assert reanchor(NOTE, "", []) == []


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (4, 2), (0, len(NOTE) + 1)])
def test_a_span_outside_the_old_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="does not lie in a text of"):
        reanchor(NOTE, NOTE, [span])


@pytest.mark.parametrize("new", ["", " \n ", "Quite another thing."])
def test_nothing_is_found_where_nothing_is_left(new: str) -> None:
    assert find(NOTE, new, SENTENCE).how == "orphan"


@given(TEXTS, TEXTS, st.data())
def test_an_answer_lies_in_the_new_text_and_says_truly_how(
    old: str, new: str, data: st.DataObject
) -> None:
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))

    anchor = reanchor(old, new, [(start, end)])[0]

    if anchor.how == "orphan":
        assert anchor == (None, None, "orphan", 0.0)
        return
    assert anchor.start is not None
    assert anchor.end is not None
    assert 0 <= anchor.start < anchor.end <= len(new)
    assert 0 < anchor.score <= 100
    unchanged = new[anchor.start : anchor.end] == old[start:end]
    assert unchanged == (anchor.how in ("same", "moved"))


@given(TEXTS.filter(bool), st.data())
def test_a_text_that_did_not_change_changes_nothing(old: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))

    assert reanchor(old, old, [(start, end)]) == [Anchor(start, end, AnchorHow.SAME, 100.0)]


@given(NOTES, st.data())
def test_what_is_put_in_between_sentences_shifts_what_is_behind_it(
    old: str, data: st.DataObject
) -> None:
    starts = [0, *(at + 2 for at in range(len(old) - 2) if old[at : at + 2] == ". ")]
    place = data.draw(st.sampled_from(starts))
    put = "Fresh words arrived here today. "
    span = data.draw(st.sampled_from(starts))
    end = old.index(".", span) + 1

    anchor = reanchor(old, old[:place] + put + old[place:], [(span, end)])[0]

    shift = len(put) if span >= place else 0
    assert anchor == Anchor(span + shift, end + shift, AnchorHow.SAME, 100.0)


@given(NOTES)
def test_a_sentence_that_occurs_nowhere_else_is_gone_when_it_is_taken_out(rest: str) -> None:
    gone = "Grandfather's violin burned."
    old = f"{rest} {gone} {rest}"

    assert find(old, f"{rest} {rest}", gone).how == "orphan"


# --- Real prose ---


def test_on_real_revisions_nearly_all_are_right_and_next_to_none_misplaced(
    corpora: Path,
) -> None:
    """The share of ``tests/benchmarks/test_anchoring.py`` that takes a second or two."""
    pairs = pairs_of(corpora)[::2]

    found = score(pairs, lambda old, new, spans: places(reanchor(old, new, spans)))

    assert found["right"] >= 0.99 * found.total()
    assert found["misplaced"] <= 0.002 * found.total()


def test_on_real_revisions_what_is_gone_is_not_even_suggested(corpora: Path) -> None:
    pairs = pairs_of(corpora)[1::2]

    hows = {
        anchor.how
        for pair in pairs
        for case, anchor in zip(
            pair.cases, reanchor(pair.old, pair.new, pair.spans), strict=True
        )
        if case["expected_start"] is None
    }

    assert hows == {AnchorHow.ORPHAN}
