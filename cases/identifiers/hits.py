"""What the guard reports, and how overlapping reports become one. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a passage looks like."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    POSTCODE = "postcode"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    IP = "ip"
    BANK = "bank"
    NATIONAL = "national"
    RECORD = "record"
    VEHICLE = "vehicle"


class Certainty(StrEnum):
    """How sure: a checksum or a form nothing else has, a strong sign, a hint."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Hit(NamedTuple):
    """A passage that may identify somebody: code points of the text, end exclusive."""

    start: int
    end: int
    kind: Kind
    certainty: Certainty


CERTAIN: Final = Certainty.CERTAIN
LIKELY: Final = Certainty.LIKELY
POSSIBLE: Final = Certainty.POSSIBLE
_STRENGTH: Final = {CERTAIN: 2, LIKELY: 1, POSSIBLE: 0}


def disjoint(hits: Iterable[Hit]) -> list[Hit]:
    """Sorted; those that overlap become one, named after the surest and then the longest."""
    merged: list[tuple[int, int, Hit]] = []
    for hit in sorted(hits):
        if not merged or hit.start >= merged[-1][1]:
            merged.append((hit.start, hit.end, hit))
            continue
        start, end, best = merged[-1]
        merged[-1] = (start, max(end, hit.end), max(best, hit, key=_weight))
    return [Hit(start, end, best.kind, best.certainty) for start, end, best in merged]


def _weight(hit: Hit) -> tuple[int, int]:
    return _STRENGTH[hit.certainty], hit.end - hit.start
