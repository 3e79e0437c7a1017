"""How much of what identifies is found, and how often the guard cries wolf, on open data."""

from pathlib import Path

import pytest

from cases.identifiers import find
from tests.cases.identifier_corpus import alarms, half_of, records, score

# Where no name stands in these, nothing is reported.
CARRIERS = (
    "Today I met {} for the first time.",
    "{} came late again and apologised.",
    "She said that {} had left her.",
    "My client {} works nights.",
)


@pytest.mark.parametrize("half", [0, 1], ids=["in view", "measured only"])
def test_labelled_identifiers_are_found(corpora: Path, half: int) -> None:
    every = [each for each in records(corpora, "pii_synthetic") if half_of(each) == half]

    result = score(every)

    assert len(every) > 400
    assert result.recall >= 0.92, result.missed
    assert result.precision >= 0.95, result.false


def test_names_of_forty_countries_are_found_where_they_stand(corpora: Path) -> None:
    missed = []
    for record in records(corpora, "person_names"):
        name = record["text"]
        for carrier in CARRIERS:
            start = carrier.index("{}")
            hits = find(carrier.format(name))
            if not any(h.start < start + len(name) and start < h.end for h in hits):
                missed.append(carrier.format(name))

    assert missed == []
    assert [find(carrier.format("he")) for carrier in CARRIERS] == [[], [], [], []]


def test_clinical_notes_raise_few_alarms(corpora: Path) -> None:
    """Half of those that are left are dates, which these notes really have."""
    assert alarms(each["text"] for each in records(corpora, "mts_dialog_notes")) < 5
    assert alarms(each["text"] for each in records(corpora, "mtsamples_notes")) < 7


def test_what_clients_and_counsellors_write_raises_hardly_any(corpora: Path) -> None:
    assert alarms(each["text"] for each in records(corpora, "counselchat_threads")) < 1


def test_a_declaration_in_many_languages_names_nobody(corpora: Path) -> None:
    assert alarms(each["text"] for each in records(corpora, "multilingual_udhr")) < 0.5
