"""Dates more exact than a month, and years that date a life. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cases.identifiers.hits import CERTAIN, LIKELY, POSSIBLE, Certainty, Hit, Kind
from cases.identifiers.rules import Digits, digit_windows, matches, stands_near, words

_MONTHS: Final = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
    "|januar|jänner|februar|märz|mai|juni|juli|oktober|dezember"
    "|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    "|diciembre"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    "|januari|februari|maart|mei|augustus|maj|augusti|desember|janeiro|fevereiro|março|maio"
    "|junho|julho|setembro|outubro|novembro|dezembro"
)
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?"
_YEAR: Final = r"(?:19|20)\d\d"
_TIME: Final = r"(?:[T ]{1,2}\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?Z?)?"
_ALONE: Final = r"(?<![\w.,/:-])"
_OVER: Final = r"(?!\w|[-/.,:]\d)"

_ISO: Final = re.compile(rf"{_ALONE}(?:18|19|20)\d\d([-/.])\d{{1,2}}\1\d{{1,2}}{_TIME}{_OVER}")
_EAST: Final = re.compile(r"(?<!\d)\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]")
_SLASHED: Final = re.compile(
    rf"{_ALONE}(\d{{1,2}})([-/.]) ?(\d{{1,2}})\2 ?((?:18|19|20)?\d\d){_TIME}{_OVER}"
)
_DAY_FIRST: Final = re.compile(
    rf"{_ALONE}{_DAY}[ -]?(?:of |de |d')?(?:{_MONTHS})\b\.?(?:,?[ -](?:de )?{_YEAR}\b)?",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    rf"(?<!\w)(?:{_MONTHS})\.? (?:the )?{_DAY}(?!\w|[-/.:]\d)(?:,? {_YEAR}\b)?", re.IGNORECASE
)
_BARE_YEAR: Final = re.compile(
    rf"\b(?:in|since|of|until|till|from|by|after|before|year|born|and|early|late|circa|a"
    rf"|the|seit"
    rf"|depuis|desde) ({_YEAR})(?!\w|[-/.:]\d| ?(?:mg|ml|mcg|calor|kcal|step))",
    re.IGNORECASE,
)
_BORN_IN: Final = re.compile(
    r"\b(?:born|birth|b\.)(?: in| of|:)? (['’]\d\d)(?![\w'’])", re.IGNORECASE
)
_BIRTH: Final = words(
    r"born|dob|d\.o\.b|birth|birthday|birthdate|geb|geboren|geburtsdatum|n[ée]e?|naissance"
    r"|nacid[oa]|nacimiento|nat[oa]|nascita"
)
_AROUND: Final = 20  # signs of the name of a month, and what stands between
_LAST_MONTH, _LAST_DAY = 12, 31


def find_dates(text: str, digits: Sequence[Digits]) -> Iterator[Hit]:
    """Days; a month with its year is coarse enough. Overlaps are the caller's to settle."""
    within = digit_windows(digits, text, least=1, around=_AROUND)
    for pattern in (_ISO, _EAST, _DAY_FIRST, _MONTH_FIRST):
        for match in matches(pattern, text, within):
            yield _dated(text, match, LIKELY if re.search(r"\d{4}", match[0]) else POSSIBLE)
    for match in matches(_SLASHED, text, within):
        if _is_day(int(match[1]), int(match[3])):
            yield _dated(text, match, LIKELY)
    for pattern in (_BARE_YEAR, _BORN_IN):
        for match in matches(pattern, text, within):
            yield Hit(match.start(1), match.end(1), Kind.DATE, POSSIBLE)


def _dated(text: str, match: re.Match[str], otherwise: Certainty) -> Hit:
    """A date of birth is certain: it is one of the things nobody needs in a note."""
    certainty = CERTAIN if stands_near(text, match.start(), _BIRTH) else otherwise
    return Hit(match.start(), match.end(), Kind.DATE, certainty)


def _is_day(one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return 1 <= low <= _LAST_MONTH and high <= _LAST_DAY
