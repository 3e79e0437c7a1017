"""Hostile text: the list of naughty strings, and what that list leaves out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from supervision.text import normalise
from tests.realdata.corpora import records

ZALGO: Final = "Z" + "\u0335\u0321\u0322\u0327\u0334\u0359\u0323\u0324" * 40 + "algo"
OWN: Final = (
    "a\x00b",
    "a\x1b[31mred\x1b[0m",
    "a\x9b2Jb",
    "lone \ud800 surrogate",
    "lone \udfff surrogate",
    "\ud83d",
    "abc \u202e cba \u2066 def \u2069 \u200f \u061c",
    "مرحبا (abc) שלום 123",
    ZALGO,
    "%s%n%x%d {0} {} {{ 7*7 }} {% csrf_token %} ${7*7} #{7*7} <%= 7*7 %>",
    "line\r\nline\rline\n",
    "e\u0301 \u1100\u1161\u11a8 \u0344 \u212b \ufb01",
    "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇩🇪 \U0001d4b3 \U0010ffff",
    "\ufeff\u200b\u2028\u2029\u00a0\u3000 x",
    "=1+1;@SUM(A1)\t+1-1",
    '"><img src=x onerror=alert(1)><svg/onload=alert(1)>',
    "</textarea></title></style></script><script>alert(1)</script>",
    "' OR 1=1 --\\",
    "&lt;b&gt; &amp; &#60;script&#62;",
    " " * 3,
    "x" * 61,
    "y" * 2_001,
    "z" * 10_001,
)


class Field(NamedTuple):
    """What one field takes."""

    limit: int = 10_000
    required: bool = False
    # White space around it is not kept, and it has one line.
    name: bool = False

    def takes(self, text: str) -> bool:
        if not storable(text):
            return False
        kept = normalise(text)
        blank = self.required and not kept.strip()
        return (
            not blank and len(kept) <= self.limit and not (self.name and "\n" in kept.strip())
        )

    def keeps(self, text: str) -> str:
        return normalise(text).strip() if self.name else normalise(text)


def storable(text: str) -> bool:
    """Without a control character but tab and the ends of lines, and without half a pair."""
    return not any(
        (char < "\x20" and char not in "\t\n\r")
        or "\x7f" <= char < "\xa0"
        or "\ud800" <= char < "\ue000"
        for char in text
    )


class Strings(NamedTuple):
    """Every string, and the few that stand for each way of being hostile."""

    every: tuple[str, ...]
    hostile: tuple[str, ...]

    def share(self, number: int, of: int) -> Iterator[str]:
        """The hostile ones and one part of the others, in a fixed rotation."""
        yield from self.hostile
        known = set(self.hostile)
        rest = (text for text in self.every if text not in known)
        yield from (text for position, text in enumerate(rest) if position % of == number % of)


def strings_of(corpora: Path) -> Strings:
    found: dict[str, list[str]] = {}
    for record in records(corpora, "naughty_strings"):
        found.setdefault(record["labels"]["category"], []).append(record["text"])
    every = [text for texts in found.values() for text in texts]
    first = [texts[0] for texts in found.values()]
    script = found["Script Injection"][::20]
    return Strings((*OWN, *every), (*OWN, *first, *script))
