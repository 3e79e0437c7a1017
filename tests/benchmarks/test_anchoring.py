"""How often a passage is found again, and what it costs, beside exact quote and context."""

import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from cases.anchoring import reanchor
from tests.cases.reanchor_pairs import Pair, Place, Spans, pairs_of, places, score

pytestmark = pytest.mark.benchmark

CONTEXT = 32  # what a W3C TextQuoteSelector usually carries on each side
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def quote_and_context(old: str, new: str, spans: Spans) -> list[Place]:
    """The copy of the quote whose surroundings are most alike, wherever it stands."""
    return [_best_copy(old, new, start, end) for start, end in spans]


def _best_copy(old: str, new: str, start: int, end: int) -> Place:
    quote, best, found = old[start:end], -1, -1
    at = new.find(quote)
    while at >= 0:
        before = _same(old[max(0, start - CONTEXT) : start][::-1], new[:at][::-1])
        alike = before + _same(old[end : end + CONTEXT], new[at + len(quote) :])
        if alike > best:
            best, found = alike, at
        at = new.find(quote, at + 1)
    return (None, None) if found < 0 else (found, found + len(quote))


def _same(one: str, other: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def by_alignment(old: str, new: str, spans: Spans) -> list[Place]:
    return places(reanchor(old, new, spans))


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def tell(line: str) -> None:
    print(line)  # noqa: T201 - a benchmark prints


def report(
    name: str, pairs: list[Pair], find: Callable[[str, str, Spans], Iterable[Place]]
) -> dict[str, float]:
    taken = [seconds(partial(find, pair.old, pair.new, pair.spans)) for pair in pairs]
    found = score(pairs, find)
    gone = [
        p._replace(cases=[c for c in p.cases if c["expected_start"] is None]) for p in pairs
    ]
    orphans = score(gone, find)
    figures = {
        "right": 100 * found["right"] / found.total(),
        "misplaced": 100 * found["misplaced"] / found.total(),
        "kept": 100 * orphans["right"] / orphans.total(),
        "median": 1000 * median(taken),
        "worst": 1000 * max(taken),
    }
    tell(
        f"{name:24} right {figures['right']:5.1f} %  misplaced {figures['misplaced']:4.1f} %  "
        f"orphan rule kept {figures['kept']:5.1f} %  "
        f"a pair: median {figures['median']:.1f} ms, worst {figures['worst']:.1f} ms"
    )
    return figures


def test_passages_of_real_revisions_are_found_again(corpora: Path) -> None:
    pairs = pairs_of(corpora)
    cases = sum(len(pair.cases) for pair in pairs)
    tell(f"\n{cases} marked passages in {len(pairs)} pairs of revisions")

    beside = report("exact quote and context", pairs, quote_and_context)
    ours = report("reanchor", pairs, by_alignment)

    assert ours["right"] >= 99 > beside["right"]
    assert ours["misplaced"] <= 0.2
    assert ours["median"] <= 20


# --- Hostile input ---


def prose(words: int, seed: int) -> str:
    """Made up, with a few frequent words and many rare ones, as in a language."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    known = ["".join(draw.choices(LETTERS, k=draw.randint(2, 9))) for _ in range(6_000)]
    often = known[:200]
    return " ".join(
        draw.choice(often if draw.random() < 0.6 else known)
        + ("." if draw.random() < 0.1 else "")
        for _ in range(words)
    )


def mixed(text: str, seed: int) -> str:
    sentences = text.split(". ")
    random.Random(seed).shuffle(sentences)  # noqa: S311 - no secret
    return ". ".join(sentences)


def hostile() -> dict[str, tuple[str, str]]:
    long = prose(17_000, 1)[:100_000]
    sentence = "She looked at the clock and said nothing for a while. "
    han = "".join(chr(0x4E00 + number % 500) for number in range(0, 700_000, 7))
    family = "👩‍👩‍👧"
    return {
        "200,000 equal words": (
            f"a {'word ' * 200_000}b",
            f"c {'word ' * 100_000}new {'word ' * 99_000}d",
        ),
        "one sentence, 1,000 times": (
            sentence * 1_000,
            sentence * 450 + "No. " + sentence * 500,
        ),
        "100,000 of prose, mixed": (long, mixed(long, 2)),
        "100,000 of prose, rewritten": (long, prose(17_000, 3)[:100_000]),
        "one huge word": ("x" * 200_000, "x" * 199_999 + "y"),
        "nothing but punctuation": ("." * 200_000, ",,," + "." * 199_000 + "!"),
        "families of emoji": (family * 20_000, family * 9_000 + "👩" + family * 9_000),
        "Han without a blank": (han, han[50_000:] + han[:49_990]),
        "all distinct, backwards": (
            " ".join(map(str, range(100_000))),
            " ".join(map(str, reversed(range(100_000)))),
        ),
        "nothing new": (long, ""),
    }


@pytest.mark.parametrize("name", hostile())
def test_hostile_texts_take_less_than_a_second(name: str) -> None:
    old, new = hostile()[name]
    length = len(old)
    spans = [(at, min(at + 60, length)) for at in range(0, length, max(1, length // 100))]
    spans.append((0, length))

    taken = seconds(lambda: reanchor(old, new, spans))

    tell(f"\n{name:28} {length:9,} code points, {len(spans)} passages: {1000 * taken:4.0f} ms")
    assert taken < 1
