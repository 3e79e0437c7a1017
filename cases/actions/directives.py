"""What a directive says, made fit to be stored: everything that is missing is named at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.directives import ASKED, FIELDS, SAFETY, YES
from cases.enums import Act, AnnotationMove
from supervision.exceptions import Invalid
from supervision.text import clean_text

LIMIT = 10_000


def terms_of(act: Act, given: Mapping[str, Any] | None, *, body: str) -> dict[str, str]:
    """The terms of a new annotation: those of a directive, else none.

    A directive without ``body`` or one of its terms is refused: all that is missing at once.
    """
    if act != Act.DIRECTIVE:
        if given:
            msg = "Only a directive has these."
            raise Invalid.field("directive", msg, code="not_a_directive")
        return {}
    terms = _said(_clean(given or {}))
    said = {} if body.strip() else {"body": ["Please write something here."]}
    _check_complete(said | _missing(terms))
    return terms


def changed_terms(
    old: Mapping[str, str], move: AnnotationMove, given: Mapping[str, Any] | None, *, words: str
) -> dict[str, str]:
    """The terms after a step: only changing a directive changes them, and it has to."""
    if move != AnnotationMove.MODIFY:
        if given:
            msg = "Only changing a directive gives it new terms."
            raise Invalid.field("directive", msg, code="not_changing")
        return dict(old)
    terms = _said({**old, **_clean(given or {})})
    said = {} if words.strip() else {"reason": ["Say why it changes."]}
    missing = said | _missing(terms)
    if not missing and terms == dict(old):
        msg = "Nothing is different yet. Change what, by when, why or how it is seen."
        raise Invalid.field("directive.what", msg, code="unchanged")
    _check_complete(missing)
    return terms


def _clean(given: Mapping[str, Any]) -> dict[str, str]:
    if unknown := set(given) - set(FIELDS):
        name = f"directive.{min(unknown)}"
        raise Invalid.field(name, "A directive has no such field.", code="unknown_field")
    return {name: _clean_one(name, value) for name, value in given.items()}


def _said(terms: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in terms.items() if text}


def _clean_one(name: str, value: Any) -> str:
    field = f"directive.{name}"
    text = clean_text(value, field=field, max_length=LIMIT)
    if name == "by_when" and text:
        return _day(text, field)
    if name == SAFETY and text not in ("", YES):
        raise Invalid.field(field, f"Say “{YES}”, or leave it out.", code="unknown_choice")
    return text


def _day(text: str, field: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid.field(field, "Give a date like 2026-12-31.", code="not_a_date") from None


def _missing(terms: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        f"directive.{name}": [said]
        for name, said in ASKED.items()
        if not terms.get(name, "").strip()
    }


def _check_complete(missing: Mapping[str, list[str]]) -> None:
    if missing:
        msg = "Something is still missing before this can be given as a directive."
        raise Invalid(msg, code="incomplete", fields=missing)
