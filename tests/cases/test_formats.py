"""Note formats: the data is whole, and a version's text can be cut back into sections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.enums import Format
from cases.formats import FORMATS, QUESTION_KEY, SEPARATOR, join_sections


@pytest.mark.parametrize("code", Format)
def test_every_format_has_sections_with_keys_of_their_own(code: Format) -> None:
    sections = FORMATS[code].sections
    keys = [section.key for section in sections]

    assert len(keys) == len(set(keys)) > 0
    assert QUESTION_KEY not in keys
    assert all(section.title and section.hint for section in sections)
    assert FORMATS[code].purpose


@given(
    texts=st.dictionaries(
        st.sampled_from(["happened", "felt", "assumed", "avoided", "need"]),
        st.text(alphabet="ab😀\n ", max_size=20),
    ),
    question=st.text(max_size=20),
)
def test_every_section_slices_to_its_text(texts: dict[str, str], question: str) -> None:
    text, placed = join_sections(Format.REFLECTIVE_SHORT, texts, question)

    written = {key: said for key, said in (texts | {QUESTION_KEY: question}).items() if said}
    assert {each.key: text[each.start : each.end] for each in placed} == written
    assert text == SEPARATOR.join(text[each.start : each.end] for each in placed)


def test_the_question_comes_last_whatever_the_order_of_writing() -> None:
    _, placed = join_sections(Format.REFLECTIVE_SHORT, {"need": "b", "happened": "a"}, "q")

    assert [each.key for each in placed] == ["happened", "need", QUESTION_KEY]
