"""The rules a clinic sets for itself, as data: bounds, first values, what loosens them.

What is in force for a clinic at a moment is read through ``supervision.policies``; a change of
it is made through ``supervision.actions.policies``. Figures at first are from
``docs/policies.md``, where each stands with its source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from supervision.enums import TrainingLevel
from supervision.exceptions import Invalid

Value = int | list[int]


class Loosens(StrEnum):
    """In which direction a change asks less of people, or protects less."""

    HIGHER = "higher"
    LOWER = "lower"
    ANY = "any"
    LATER_OR_FEWER = "later_or_fewer"
    NEVER = "never"


@dataclass(frozen=True)
class Setting:
    """``first`` holds until it is changed; a list rises, with ``most_items`` at most."""

    code: str
    section: str
    label: str
    unit: str
    first: Value
    least: int
    most: int
    loosens: Loosens
    hint: str = ""
    most_items: int = 0

    @property
    def is_list(self) -> bool:
        return isinstance(self.first, list)


REVIEWS: Final = "Answers"
DECISIONS: Final = "Decisions"
AUDIT: Final = "Audit"
FIGURES: Final = "Figures"
KEEPING: Final = "Keeping"
SUPERVISORS: Final = "Supervisors"
SECTIONS: Final = (REVIEWS, DECISIONS, AUDIT, FIGURES, SUPERVISORS, KEEPING)
# What is said with each setting: in which direction one lead alone may change it.
WORDS_OF: Final[Mapping[Loosens, str]] = {
    Loosens.HIGHER: "More needs a second person.",
    Loosens.LOWER: "Less needs a second person.",
    Loosens.ANY: "Every change needs a second person.",
    Loosens.LATER_OR_FEWER: "Later or fewer needs a second person.",
    Loosens.NEVER: "",
}


def _review_hours(level: str, who: str, hint: str = "") -> Setting:
    code = "review_due_hours" + (f"_{level}" if level else "")
    label = f"An answer to {who} is due within"
    return Setting(code, REVIEWS, label, "hours", 72, 1, 24 * 31, Loosens.HIGHER, hint)


def _author_days(
    code: str, label: str, first: int, least: int, most: int, hint: str = ""
) -> Setting:
    """Time that the two authors of an audited decision have: less of it protects them less."""
    return Setting(code, AUDIT, label, "days", first, least, most, Loosens.LOWER, hint)


def _years(code: str, label: str, first: int, hint: str = "") -> Setting:
    return Setting(code, KEEPING, label, "years", first, 1, 50, Loosens.ANY, hint)


_ALL: Final = (
    _review_hours(TrainingLevel.STUDENT, "a student in practicum"),
    _review_hours(TrainingLevel.TRAINEE, "a trainee after the degree"),
    _review_hours(TrainingLevel.LICENSED, "a licensed therapist"),
    _review_hours("", "anybody else", "Where nobody has said the level of training."),
    Setting(
        "urgent_review_due_hours", REVIEWS, "An answer to an urgent note is due within",
        "hours", 4, 1, 72, Loosens.HIGHER,
    ),
    Setting(
        "referral_follow_up_weeks", DECISIONS, "After a referral one asks again after",
        "weeks", [2, 6, 12], 1, 104, Loosens.LATER_OR_FEWER,
        "Several numbers, with commas between them.", most_items=8,
    ),
    Setting(
        "audit_sample_percent", AUDIT, "Of the decisions without high risk, drawn at random",
        "percent", 10, 0, 100, Loosens.LOWER,
    ),
    _author_days("audit_check_days", "The authors check the facts within", 10, 2, 60),
    _author_days("audit_response_days", "The authors respond within", 14, 2, 90),
    _author_days(
        "audit_appeal_days", "They can appeal for", 30, 7, 365, "From the day of the issue."
    ),
    Setting(
        "referral_checklist", AUDIT, "Checklist for referral decisions", "version",
        1, 1, 999, Loosens.LOWER,
    ),
    Setting(
        "boundary_checklist", AUDIT, "Checklist for boundary decisions", "version",
        1, 1, 999, Loosens.LOWER,
    ),
    Setting(
        "min_cell_size", FIGURES, "A figure is shown only from", "cases",
        5, 3, 100, Loosens.LOWER,
        "Fewer could tell who is meant.",
    ),
    Setting(
        "supervisor_credential", SUPERVISORS, "A supervisor needs", "credential",
        0, 0, 4, Loosens.ANY,
        "0: nothing, 1: a licence, 2: a registration, 3: an approval as a supervisor, "
        "4: a certificate of training. Without it supervision rests until it is there.",
    ),
    _years("keep_decisions_years", "Decisions are kept for", 7, "From their end."),
    _years("keep_supervision_years", "Records of supervision are kept for", 7, "From its end."),
    Setting(
        "keep_minors_until_age", KEEPING, "The case of a minor is kept at least until age",
        "years", 25, 18, 50, Loosens.ANY, "Reckoned from the youngest of the band.",
    ),
    _years("keep_audit_years", "The audit trail is kept for", 6),
    Setting(
        "keep_reflective_months", KEEPING, "Process and reflective notes are kept for",
        "months", 12, 1, 600, Loosens.ANY, "From the end of the case.",
    ),
    Setting(
        "keep_attachments_days", KEEPING, "Attachments are kept for",
        "days", 90, 1, 3650, Loosens.ANY,
    ),
)  # fmt: skip
SETTINGS: Final[Mapping[str, Setting]] = {setting.code: setting for setting in _ALL}


def loosens(setting: Setting, old: Value, new: Value) -> bool:
    """Whether this change needs a second person."""
    if new == old:
        return False
    match setting.loosens:
        case Loosens.NEVER:
            return False
        case Loosens.ANY:
            return True
        case Loosens.LATER_OR_FEWER:
            return _later_or_fewer(_items(old), _items(new))
        case Loosens.HIGHER:
            return _number(new) > _number(old)
        case Loosens.LOWER:
            return _number(new) < _number(old)


def clean_value(setting: Setting, value: Any) -> Value:
    """The value as it is kept, or ``Invalid`` naming the setting."""
    if not setting.is_list:
        return _within(setting, value)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Invalid.field(setting.code, "Give a list of whole numbers.", code="not_a_list")
    numbers = [_within(setting, item) for item in value]
    if not 1 <= len(numbers) <= setting.most_items:
        said = f"Give one to {setting.most_items} numbers."
        raise Invalid.field(setting.code, said, code="how_many")
    if numbers != sorted(set(numbers)):
        raise Invalid.field(setting.code, "Each has to be later than the one before.")
    return numbers


def _within(setting: Setting, value: Any) -> int:
    if type(value) is not int or not setting.least <= value <= setting.most:
        said = f"Give a whole number from {setting.least} to {setting.most}."
        raise Invalid.field(setting.code, said, code="out_of_range")
    return value


def _later_or_fewer(old: list[int], new: list[int]) -> bool:
    """Each moment there was still has one of its own that is no later."""
    return len(new) < len(old) or any(b > a for a, b in zip(old, new, strict=False))


def _items(value: Value) -> list[int]:
    return value if isinstance(value, list) else [value]


def _number(value: Value) -> int:
    if isinstance(value, list):
        msg = "This setting is a number."
        raise TypeError(msg)
    return value
