"""The schemas of flags: what they take, and what they refuse by the name of the field."""

from typing import Any

import pytest

from cases.dimensions import DIMENSIONS, check_details, check_prompt_answers
from cases.enums import Dimension
from supervision.exceptions import Invalid


def test_every_dimension_has_a_schema() -> None:
    assert set(DIMENSIONS) == set(Dimension.values)
    assert all(schema.invitation and schema.label for schema in DIMENSIONS.values())


def test_what_the_schema_knows_is_taken_as_it_is() -> None:
    details = {
        "ct_identification": "unsure",
        "ct_feeling": ["helpless", "parental"],
    }

    assert check_details("countertransference", details) == details


def test_the_same_tick_twice_is_one_tick() -> None:
    said = check_details("countertransference", {"ct_feeling": ["helpless", "helpless"]})

    assert said == {"ct_feeling": ["helpless"]}


def test_axes_come_with_their_sides() -> None:
    details = {
        "axes": [
            {"axis": "accent", "side": "client"},
            {"axis": "social_class", "side": "therapist"},
        ],
        "interaction": "His accent is my father's.",
    }

    assert check_details("intersectionality", details) == details


@pytest.mark.parametrize("said", ["", "  \n", None])
def test_two_axes_are_crossed_not_added(said: str | None) -> None:
    details: dict[str, Any] = {"axes": [{"axis": "accent", "side": "client"}] * 2}
    if said is not None:
        details["interaction"] = said

    with pytest.raises(Invalid) as refused:
        check_details("intersectionality", details)

    assert list(refused.value.fields) == ["details.interaction"]


@pytest.mark.parametrize(
    ("dimension", "details", "field", "code"),
    [
        ("power", {"power": "x"}, "details.power", "unknown_choice"),
        ("power", {"parallel_process": "x"}, "details.parallel_process", "unknown_choice"),
        ("power", {"parallel_process": ["no"]}, "details.parallel_process", "unknown_choice"),
        ("power", {"power_type": "role"}, "details.power_type", "not_a_list"),
        ("power", {"power_type": [1]}, "details.power_type", "unknown_choice"),
        ("power", {"power_type": [{}]}, "details.power_type", "unknown_choice"),
        ("power", {"parallel_both_sides": 3}, "details.parallel_both_sides", "not_text"),
        ("power", {"parallel_both_sides": "\x00"}, "details.parallel_both_sides",
         "unstorable_character"),
        ("intersectionality", {"axes": ["accent"]}, "details.axes", "not_an_axis"),
        ("intersectionality", {"axes": [{"axis": "accent"}]}, "details.axes", "not_an_axis"),
        ("intersectionality", {"axes": [{"axis": "x", "side": "client"}]}, "details.axes",
         "unknown_choice"),
        ("intersectionality", {"axes": [{"axis": "accent", "side": "x"}]}, "details.axes",
         "unknown_choice"),
        ("intersectionality", {"axes": {}}, "details.axes", "not_a_list"),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_know_is_refused_by_name(
    dimension: str, details: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_details(dimension, details)

    assert (list(refused.value.fields), refused.value.code) == ([field], code)


def test_answers_are_kept_for_the_prompts_of_their_dimension() -> None:
    assert check_prompt_answers("power", {"say_no": "Nobody.\r\n"}) == {"say_no": "Nobody.\n"}

    with pytest.raises(Invalid) as refused:
        check_prompt_answers("power", {"body": "x"})

    assert list(refused.value.fields) == ["prompt_answers.body"]


def test_nothing_asks_for_a_personal_history() -> None:
    """The one question about personal therapy is answered with yes or no, never with text."""
    [asked] = [f for f in DIMENSIONS["countertransference"].fields if f.code == "own_therapy"]

    assert (asked.kind, [choice.code for choice in asked.choices]) == ("one", ["yes", "no"])
