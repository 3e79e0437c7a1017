"""Blacking out: as long as what was there, so that every place in the text stays true. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

BLACK: Final = "█"
_SIGN: Final = re.compile(r"\S")
# What a column of JSON holds beside words: dates, versions, places, answers that are codes.
NO_WORDS: Final = frozenset({"by_when", "safety", "version"})

Change = Callable[[str], str]


def blanked(text: str) -> str:
    """Every sign of it; blanks and lines stay."""
    return _SIGN.sub(BLACK, text)


def is_black(text: str) -> bool:
    """Whether nothing of it can be read."""
    return text == blanked(text)


def blacking_out(phrases: Iterable[str]) -> Change:
    """Every occurrence of these words, whatever their case."""
    wanted = sorted({phrase.strip() for phrase in phrases} - {""}, key=len, reverse=True)
    if not wanted:
        return lambda text: text
    pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: blanked(found[0]), text)


def changed(value: Any, change: Change, *, only: frozenset[str] | None = None) -> Any:
    """The same with every text in it changed; ``only`` names the keys that hold any."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [changed(each, change, only=only) for each in value]
    if isinstance(value, dict):
        return {
            key: each
            if key in NO_WORDS or (only is not None and key not in only)
            else changed(each, change)
            for key, each in value.items()
        }
    return value


def strings(value: Any, *, only: frozenset[str] | None = None) -> Iterator[str]:
    """Every text in it that ``changed`` would change."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, only=only)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in NO_WORDS and (only is None or key in only):
                yield from strings(each)
