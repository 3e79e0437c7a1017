"""What the identifier guard finds, how often it cries wolf, and what it costs."""

import time
from pathlib import Path

import pytest

from cases.identifiers import find
from tests.cases.identifier_corpus import alarms, half_of, records, score
from tests.cases.test_identifiers import HOSTILE, LONG

pytestmark = pytest.mark.benchmark

SIZE = 20_000  # code points of a long note
ROUNDS = 3


def tell(line: str) -> None:
    print(line)  # noqa: T201 - a benchmark prints


def milliseconds(text: str) -> float:
    """The best of a few rounds of the guard's own time, whatever else the machine does."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        find(text)
        taken.append(1000 * (time.process_time() - began))
    return min(taken)


def test_found_and_false(corpora: Path) -> None:
    every = list(records(corpora, "pii_synthetic"))
    for name, half in (("in view", 0), ("measured only", 1)):
        result = score(each for each in every if half_of(each) == half)
        tell(
            f"{name:14} recall {result.recall:.3f}  precision {result.precision:.3f}  "
            f"missed {dict(result.missed)}"
        )
        assert result.recall >= 0.92
        assert result.precision >= 0.95


def test_alarms_in_a_thousand_words(corpora: Path) -> None:
    for name in ("mts_dialog_notes", "mtsamples_notes", "counselchat_threads"):
        tell(f"{name:20} {alarms(each['text'] for each in records(corpora, name)):5.2f}")


def test_twenty_thousand_signs(corpora: Path) -> None:
    names = ("mtsamples_notes", "aci_bench", "annomi_transcripts")
    whole = "\n\n".join(each["text"] for name in names for each in records(corpora, name))
    texts = [whole[at : at + SIZE] for at in range(0, len(whole) - SIZE, SIZE)]
    began = time.process_time()
    find("warm")
    tell(f"\nthe lists are read in {time.process_time() - began:.1f} s, once in a process")

    taken = sorted(milliseconds(text) for text in texts)

    median, p99 = taken[len(taken) // 2], taken[int(0.99 * len(taken))]
    tell(f"{len(texts)} texts of {SIZE:,}: median {median:.0f} ms, p99 {p99:.0f} ms")
    assert p99 < 50


def test_hostile_texts() -> None:
    find("warm")
    taken = sorted(
        ((milliseconds((each * LONG)[:LONG]), each) for each in HOSTILE), reverse=True
    )
    for spent, piece in taken[:3]:
        tell(f"\n{LONG:,} of {piece!r}: {spent:.0f} ms")
    assert taken[0][0] < 1000
