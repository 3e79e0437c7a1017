"""Drawing from a frame with a seed: the same seed draws the same, on every machine.

No library's random numbers take part, whose sequence could change with a version: each id gets
its lot from SHA-256 of seed and id, and the smallest lots are drawn.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

Frame = Mapping[str, list[str]]


class Draw(NamedTuple):
    """Ids of decisions, each in the order of its id."""

    high_risk: list[str]
    random: list[str]


def lot(seed: str, thing: object) -> bytes:
    return hashlib.sha256(f"{seed}:{thing}".encode()).digest()


def draw(frame: Frame, *, seed: str, share: int) -> Draw:
    """All with a risk, and ``share`` percent (rounded up) of the rest."""
    rest = sorted((key for key, risks in frame.items() if not risks), key=_by_lot(seed))
    count = -(-len(rest) * share // 100)
    return Draw(sorted(key for key, risks in frame.items() if risks), sorted(rest[:count]))


def in_order(seed: str, decision: object, people: Iterable[object]) -> list[object]:
    """Who is asked first to review it: by lot as well, so that nobody picks whom."""
    return sorted(people, key=lambda person: lot(seed, f"{decision}:{person}"))


def digest(value: object) -> str:
    """Of a frame or a draw, for the ledger."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _by_lot(seed: str) -> Callable[[str], bytes]:
    return lambda key: lot(seed, key)
