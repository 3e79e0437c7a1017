"""Ways to reach somebody: e-mail, web, network address, telephone. Pure."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from cases.identifiers.hits import CERTAIN, LIKELY, POSSIBLE, Certainty, Hit, Kind
from cases.identifiers.rules import (
    Digits,
    Window,
    digit_windows,
    matches,
    stands_near,
    windows,
    words,
)

_DOMAIN: Final = re.compile(r"@[^\W_](?:[\w-]{0,62})(?:\.[^\W_][\w-]{0,62}){1,8}")
_LOCAL: Final = re.compile(r"[\w.+%'-]{1,64}\Z")
_LONGEST_LOCAL: Final = 64
_NEAR_NICK: Final = 60
_HANDLE: Final = re.compile(r"(?<![\w@./])@[A-Za-z_][\w.]{2,29}")
# What somebody is called elsewhere, where its place was named: a word no dictionary has.
_NICK: Final = re.compile(
    r"(?<![\w@./-])(?=[\w.]{0,29}[\d_.][\w.]{0,29})[A-Za-z][\w.]{2,29}(?<![.])(?![\w@/-])",
    re.ASCII,
)
_ELSEWHERE: Final = words(
    r"snapchat|snap|instagram|insta|tiktok|twitter|facebook|discord|telegram|skype|reddit|tinder"
    r"|grindr|bumble|hinge|twitch|user ?name|handle|profile|gamertag|nick(?:name)?|account name"
)
_WEB: Final = re.compile(
    r"(?<!\w)(?:https?://|ftp://|www\.)[^\s\x00<>\"'|\\^`{}]{1,500}", re.IGNORECASE
)
_WEB_SIGN: Final = re.compile(r"://|www\.|WWW\.|Www\.")
_BARE_SIGN: Final = re.compile(
    r"\.(?:com|org|net|edu|gov|info|biz|io|eu|de|fr|nl|ch|at|co\.|ac\.)", re.IGNORECASE
)
_LONGEST_WEB: Final = 600
_BARE_WEB: Final = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}"
    r"(?:com|org|net|edu|gov|info|biz|io|eu|de|fr|nl|ch|at|co\.\w\w|ac\.uk|org\.uk)"
    r"(?:/[^\s\x00<>\"']{0,500})?(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_IP4: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)", re.ASCII)
_IP6: Final = re.compile(
    r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE | re.ASCII
)
_LONGEST_IP: Final = 20
_MAC: Final = re.compile(
    r"(?<![\w:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![\w:-])", re.IGNORECASE | re.ASCII
)

_GROUP: Final = r"[ .\u00a0/-]{0,2}\(?\d{1,6}\)?"
_PHONE: Final = re.compile(
    rf"(?<![\w.,/+$€£-])(?<!\d )(?:(?:\+|00 ?)[1-9]\d{{0,2}}{_GROUP}(?:{_GROUP}){{1,6}}"
    rf"|\(?\d{{2,6}}\)?[ .\u00a0/-]{{1,2}}\(?\d{{1,6}}\)?(?:{_GROUP}){{0,5}}|\d{{7,12}})"
    r"(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\w]|[-./:,]\d|%)",
    re.IGNORECASE | re.ASCII,
)
_CALL: Final = words(
    r"tel|telephone|phone|phoned|call|calls|called|calling|ring|mobile|cell|fax|whatsapp|text"
    r"|texted|sms|dial|reach|contact|number|telefon|handy|t[ée]l[ée]phone|tel[ée]fono"
    r"|messages?"
)
_SHORTEST, _LONGEST, _SURE = 7, 15, 10
_YEARS: Final = re.compile(r"(?:19|20)\d\d\D{1,3}(?:(?:19|20)\d\d|\d\d)\Z")
_DATE: Final = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)"
)


def find_contacts(text: str, digits: Sequence[Digits]) -> Iterator[Hit]:
    """How somebody could be reached. Overlaps are the caller's to settle."""
    yield from _emails(text)
    for pattern, sign in ((_WEB, _WEB_SIGN), (_BARE_WEB, _BARE_SIGN)):
        for match in matches(pattern, text, _around(sign, text)):
            end = match.start() + len(match[0].rstrip(".,;:!?)]}'’”"))
            yield Hit(match.start(), end, Kind.WEB, LIKELY)
    for match in _HANDLE.finditer(text):
        yield Hit(match.start(), match.end(), Kind.WEB, POSSIBLE)
    for named in _ELSEWHERE.finditer(text):
        for match in _NICK.finditer(text, named.end(), named.end() + _NEAR_NICK):
            yield Hit(match.start(), match.end(), Kind.WEB, POSSIBLE)
    yield from _networks(text, digits)
    yield from _phones(text, digits)


def _around(sign: re.Pattern[str], text: str) -> list[Window]:
    return windows((match.span() for match in sign.finditer(text)), _LONGEST_WEB, len(text))


def _emails(text: str) -> Iterator[Hit]:
    """From each @ outwards, so that a long run of letters is read once."""
    for match in _DOMAIN.finditer(text):
        before = _LOCAL.search(text, max(0, match.start() - _LONGEST_LOCAL), match.start())
        if before:
            yield Hit(before.start(), match.end(), Kind.EMAIL, CERTAIN)


def _networks(text: str, digits: Sequence[Digits]) -> Iterator[Hit]:
    within = digit_windows(digits, text, least=2, around=_LONGEST_IP)
    for pattern in (_IP4, _IP6):
        for match in matches(pattern, text, within):
            if _is_address(match[0]):
                yield Hit(match.start(), match.end(), Kind.IP, LIKELY)
    for match in matches(_MAC, text, within):
        yield Hit(match.start(), match.end(), Kind.IP, LIKELY)


def _is_address(written: str) -> bool:
    if len(written) < len("1::2"):
        return False
    try:
        ip_address(written)
    except ValueError:
        return False
    return True


def _phones(text: str, digits: Sequence[Digits]) -> Iterator[Hit]:
    within = digit_windows(digits, text, least=_SHORTEST, around=3)
    for match in matches(_PHONE, text, within):
        certainty = _phone(text, match)
        if certainty:
            yield Hit(match.start(), match.end(), Kind.PHONE, certainty)


def _phone(text: str, match: re.Match[str]) -> Certainty | None:
    number = match[0]
    amount = sum(each.isdigit() for each in number)
    if not _SHORTEST <= amount <= _LONGEST or number.count("(") != number.count(")"):
        return None
    if _YEARS.match(number) or _DATE.fullmatch(number):
        return None
    near = stands_near(text, match.start(), _CALL)
    if number.isdigit():
        return LIKELY if near else None
    return LIKELY if near or amount >= _SURE or number[0] == "+" else POSSIBLE
