"""Numbers that name a person, an account or a record. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cases.identifiers import checksums
from cases.identifiers.hits import CERTAIN, LIKELY, POSSIBLE, Certainty, Hit, Kind
from cases.identifiers.rules import (
    END,
    START,
    Digits,
    Rule,
    Window,
    bare,
    digit_windows,
    matches,
    stands_near,
    words,
)

_FEWEST: Final = 2  # digits of what could be a number plate
_AROUND: Final = 20  # letters that may belong to a number
# Lengths of an IBAN, by country (registry of ISO 13616).
_IBAN_LENGTHS: Final = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG DZ",
        25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE",
        31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_IBAN: Final = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9])", re.IGNORECASE | re.ASCII
)
_IBAN_BODY: Final = re.compile(r"[A-Z0-9]{4}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)
_CARD: Final = re.compile(
    rf"{START}(?:\d{{13,19}}|\d{{4}}([ -])\d{{4}}\1\d{{4}}\1\d{{1,4}}(?:\1\d{{1,3}})?"
    rf"|\d{{4}}([ -])\d{{6}}\2\d{{4,5}}){END}"
)

Check = Callable[[str], bool]


def _number(
    form: str,
    near: str,
    check: Check | None = None,
    *,
    sure: Certainty = CERTAIN,
    alone: Certainty | None = None,
) -> Rule:
    pattern = re.compile(rf"{START}(?:{form}){END}", re.IGNORECASE | re.ASCII)
    return Rule(Kind.NATIONAL, pattern, words(near), sure, alone, check)


_DATE: Final = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_DATE_BACK: Final = r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}"

NATIONAL: Final = (
    _number(r"\d{3}-\d{2}-\d{4}", "ssn|social security", checksums.american, alone=CERTAIN),
    _number(r"\d{3}[ .]?\d{2}[ .]?\d{4}", r"ssn|social security", checksums.american),
    _number(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
            "nino|national insurance|ni", alone=CERTAIN),
    _number(r"\d{3}[ -]?\d{3}[ -]?\d{4}", "nhs", checksums.nhs),
    _number(r"\d{3} \d{3} \d{4}", "nhs", checksums.nhs, alone=LIKELY),
    _number(r"\d{4}[ .]?\d{2}[ .]?\d{3}|\d{3}[ .]\d{3}[ .]\d{3}",
            "bsn|sofi|burgerservice(?:nummer)?", checksums.dutch),
    _number(r"\d{9}", "bsn|sofi|burgerservice(?:nummer)?", checksums.dutch),
    _number(r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", "steuer.?(?:id|nummer|ident)[a-z-]*|idnr|tin",
            checksums.german, alone=LIKELY),
    _number(r"\d{8}[ -]?[A-Z]|[XYZ][ -]?\d{7}[ -]?[A-Z]", "dni|nie|nif", checksums.spanish,
            alone=CERTAIN),
    _number(rf"{_DATE}[-+]\d{{4}}", "personnummer", checksums.swedish, alone=CERTAIN),
    _number(r"\d{6}\d{4}", "personnummer|samordningsnummer", checksums.swedish),
    _number(rf"(?:19|20){_DATE}-?\d{{4}}", "personnummer",
            lambda number: checksums.swedish(number[2:]), alone=CERTAIN),
    _number(rf"{_DATE_BACK}[-+]\d{{3}}[0-9A-FHJ-NPR-Y]", "hetu|henkil[oö]tunnus",
            checksums.finnish, alone=CERTAIN),
    _number(rf"{_DATE_BACK}[ABCDEFUVWXY]\d{{3}}[0-9A-FHJ-NPR-Y]", "hetu|henkil[oö]tunnus",
            lambda number: checksums.finnish(number[:6] + number[7:]), alone=CERTAIN),
    _number(r"[0-7]\d{5} ?\d{5}", "f[oø]dselsnummer|personnummer|fnr", checksums.norwegian,
            alone=CERTAIN),
    _number(rf"{_DATE_BACK}-?\d{{4}}", "cpr", checksums.danish),
    _number(rf"{_DATE_BACK}-\d{{4}}", "cpr", checksums.danish, alone=LIKELY),
    _number(r"[12] ?\d{2} ?[0-9]{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}",
            "nir|s[eé]curit[eé] sociale", checksums.french, alone=CERTAIN),
    _number(r"[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]", "codice fiscale",
            checksums.italian, alone=CERTAIN),
    _number(r"\d{11}", "pesel", checksums.polish, alone=LIKELY),
    _number(rf"{_DATE}[ -]?\d{{3}}[ -]?\d{{2}}|\d\d\.\d\d\.\d\d-\d{{3}}\.\d\d",
            "rijksregister(?:nummer)?|registre national|nrn", checksums.belgian, alone=CERTAIN),
    _number(r"\d{3}\.\d{3}\.\d{3}-\d{2}", "cpf", checksums.brazilian, alone=CERTAIN),
    _number(r"\d{11}", "cpf", checksums.brazilian, alone=LIKELY),
    _number(r"\d{3} ?\d{3} ?\d{3}", "nif|contribuinte", checksums.portuguese),
    _number(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", "ahv|avs|navs", checksums.swiss,
            alone=CERTAIN),
    _number(r"\d{6}/\d{4}", "rodn[eé]", checksums.czech, alone=CERTAIN),
    _number(r"[2-9]\d{3} \d{4} \d{4}|[2-9]\d{11}", "aadhaar|uidai", checksums.indian),
    _number(r"[2-9]\d{3} \d{4} \d{4}", "aadhaar|uidai", checksums.indian, alone=LIKELY),
    _number(r"\d{3}[ -]?\d{3}[ -]?\d{3}", "sin|social insurance", checksums.luhn),
    _number(r"\d{3} ?\d{3} ?\d{3}", "tfn|tax file", checksums.australian),
)  # fmt: skip

_RECORD_WORDS: Final = words(
    r"mrn|medical record|records?|chart|case|accounts?|acct|a/c|policy|member(?:ship)?"
    r"|patient"
    r"|client|hospital|passport|licen[cs]e|permit|file|ref(?:erence)?|insurance|claim|sort"
    r" code"
    r"|certificate|serial|student|employee|staff|badge|id|no|nr|num|number|nummer|card"
    r"|routing"
    r"|subscriber|beneficiary|docket|identification"
)
_PLATE_WORDS: Final = words(
    r"plates?|licen[cs]e plate|registration|reg|kennzeichen|vin|chassis|vehicle"
)
RECORDS: Final = (
    Rule(Kind.RECORD, re.compile(rf"{START}[A-Z]{{1,3}}-?\d{{6,17}}[A-Z]?{END}", re.ASCII),
         _RECORD_WORDS, LIKELY, POSSIBLE),
    Rule(Kind.RECORD, re.compile(rf"{START}\d{{7,20}}[A-Z]?{END}", re.ASCII),
         _RECORD_WORDS, LIKELY, POSSIBLE),
    Rule(Kind.RECORD,
         re.compile(rf"{START}(?:# ?)?[A-Z]{{0,3}}\d[\d-]{{3,17}}\d[A-Z]?{END}", re.ASCII),
         _RECORD_WORDS, POSSIBLE),
    Rule(Kind.RECORD, re.compile(rf"{START}\d{{4}}(?:-\d{{2,4}}){{2,3}}{END}", re.ASCII),
         _RECORD_WORDS, LIKELY, POSSIBLE),
    Rule(Kind.VEHICLE,
         re.compile(rf"{START}[A-Z]{{1,3}}[ -]?[A-Z0-9]{{1,4}}[ -]?[A-Z0-9]{{1,4}}{END}"),
         _PLATE_WORDS, POSSIBLE, check=lambda plate: any(each.isdigit() for each in plate)),
    Rule(Kind.VEHICLE, re.compile(rf"{START}(?=[A-Z]{{0,16}}\d)[A-HJ-NPR-Z0-9]{{17}}{END}"),
         _PLATE_WORDS, LIKELY, POSSIBLE),
    Rule(Kind.VEHICLE, re.compile(rf"{START}\d{{1,3}}[ -]?[A-Z]{{2,3}}[ -]?\d{{1,4}}{END}"),
         _PLATE_WORDS, POSSIBLE),
    Rule(Kind.RECORD, re.compile(rf"{START}\d{{2,4}}-[A-Z]{{1,4}}-?\d{{3,8}}{END}", re.ASCII),
         _RECORD_WORDS, LIKELY, POSSIBLE),
    Rule(Kind.RECORD,
         re.compile(rf"{START}(?:[A-Z]{{1,4}}/\d{{2,4}}/\d{{2,6}}|\d{{4,6}}/\d{{2,4}}"
                    rf"|\d{{2,4}}/\d{{3,6}}(?:/[A-Z]{{1,4}})?){END}", re.ASCII),
         _RECORD_WORDS, LIKELY),
)  # fmt: skip


def find_numbers(text: str, digits: Sequence[Digits]) -> Iterator[Hit]:
    """Bank, national and record numbers. Overlaps are the caller's to settle."""
    within = digit_windows(digits, text, least=_FEWEST, around=_AROUND)
    yield from _ibans(text, within)
    yield from _cards(text, within)
    for rule in (*NATIONAL, *RECORDS):
        yield from rule.hits(text, within)


def _ibans(text: str, within: Sequence[Window]) -> Iterator[Hit]:
    for match in matches(_IBAN, text, within):
        length = _IBAN_LENGTHS.get(match[0][:2].upper())
        body = _IBAN_BODY.match(text, match.start()) if length else None
        end = match.start() + _reach(body[0], length or 0) if body else match.start()
        if end == match.start() or text[end : end + 1].isalnum():
            continue
        right = checksums.iban(bare(text[match.start() : end]))
        yield Hit(match.start(), end, Kind.BANK, CERTAIN if right else LIKELY)


def _reach(matched: str, length: int) -> int:
    """Where the letter or digit number ``length`` ends; 0 where there are fewer."""
    seen = 0
    for position, sign in enumerate(matched, 1):
        seen += sign.isalnum()
        if seen == length:
            return position
    return 0


def _cards(text: str, within: Sequence[Window]) -> Iterator[Hit]:
    for match in matches(_CARD, text, within):
        number = bare(match[0])
        right = number[0] in "123456" and checksums.luhn(number) and checksums.varied(number)
        if right:
            yield Hit(match.start(), match.end(), Kind.BANK, CERTAIN)
        elif stands_near(text, match.start(), _RECORD_WORDS):
            yield Hit(match.start(), match.end(), Kind.BANK, LIKELY)
