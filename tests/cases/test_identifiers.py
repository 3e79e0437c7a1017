"""The guard finds what identifies, leaves the rest alone, and takes its time with nothing."""

import time
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.identifiers import Certainty, Hit, Kind, find

CERTAIN, LIKELY, POSSIBLE = Certainty
NAMES = [
    "Anna",
    "Kowalski",
    "Zoë Jürgens",
    "M.",
    "K",
    "Frau B.",
    "the tall one",
    "王伟",
    "محمد",
]
PIECES = st.sampled_from([
    *NAMES, "anna@example.org", "https://example.org/anna", "+44 20 7946 0018", "12 Oak Street",
    "3 May 1984", "GB82 WEST 1234 5698 7654 32", "4111 1111 1111 1111", "she said", "and", ".",
    "\n", ", ", "e\u0301", "\u202e", "\u200d", "👩‍👩‍👧", "Dr. ", "lives in", "10117 Berlin",
    "SW1A 1AA",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=12).map(" ".join)


def seen(text: str, *allowed: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in find(text, allowed)]


def only(text: str) -> Hit:
    hits = find(text)
    assert len(hits) == 1, [(text[hit.start : hit.end], hit) for hit in hits]
    return hits[0]


# --- Numbers ---

NUMBERS = {
    "iban": "GB82 WEST 1234 5698 7654 32",
    "card": "4111 1111 1111 1111",
    "SSN": "536-90-4399",
    "NHS": "943 476 5919",
    "NINO": "AB 12 34 56 C",
    "BSN": "111222333",
    "Steuer-ID": "36 574 261 809",
    "DNI": "12345678Z",
    "NIE": "X1234567L",
    "personnummer": "811218-9876",
    "henkilötunnus": "131052-308T",
    "fødselsnummer": "15108695088",
    "CPR": "211062-5629",
    "NIR": "2 95 10 99 126 111 93",
    "codice fiscale": "RCCMNL83S18D969H",
    "PESEL": "44051401359",
    "rijksregisternummer": "85.07.30-033.28",
    "CPF": "390.533.447-05",
    "NIF": "501 964 843",
    "AHV": "756.9217.0769.85",
    "rodné": "710319/2745",
    "Aadhaar": "2341 2341 2346",
    "SIN": "046 454 286",
    "TFN": "123 456 782",
}
WITHOUT_CHECK = {"SSN", "NINO", "CPR"}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_with_right_check_digits_is_certain(name: str) -> None:
    text = f"Her {name} is {NUMBERS[name]}, she said."

    hits = [hit for hit in find(text) if hit.certainty is CERTAIN]

    assert [text[hit.start : hit.end] for hit in hits] == [NUMBERS[name]]
    assert hits[0].kind in {Kind.BANK, Kind.NATIONAL}


@pytest.mark.parametrize("name", sorted(NUMBERS.keys() - WITHOUT_CHECK))
def test_a_number_with_wrong_check_digits_is_never_certain(name: str) -> None:
    last = NUMBERS[name][-1]
    wrong = NUMBERS[name][:-1] + ("A" if last == "B" else "B" if last.isalpha() else "")
    wrong += "" if last.isalpha() else str((int(last) + 1) % 10)

    assert CERTAIN not in {hit.certainty for hit in find(f"Her {name} is {wrong}, she said.")}


@pytest.mark.parametrize("number", ["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567"])
def test_a_social_security_number_nobody_was_given_is_not_certain(number: str) -> None:
    assert CERTAIN not in {hit.certainty for hit in find(f"SSN {number}")}


def test_a_number_of_a_record_is_found_by_its_name_or_its_length() -> None:
    assert only("Her chart is MRN 0048213.") == Hit(17, 24, Kind.RECORD, LIKELY)
    assert seen("My passport: X1234567.") == ["X1234567"]
    assert seen("We met 12 times in 3 months, at 4.30, and scored 17 of 27.") == []


# --- Ways to reach somebody ---


@pytest.mark.parametrize(
    ("passage", "kind"),
    [
        ("anna.k+x@mail.example.org", Kind.EMAIL),
        ("https://example.org/~anna?a=1", Kind.WEB),
        ("www.example.org", Kind.WEB),
        ("example.co.uk", Kind.WEB),
        ("192.168.17.4", Kind.IP),
        ("2001:db8::8a2e:370:7334", Kind.IP),
        ("+44 20 7946 0018", Kind.PHONE),
        ("(555) 010-9999", Kind.PHONE),
        ("0171/555 0199", Kind.PHONE),
        ("12 Oak Street", Kind.ADDRESS),
        ("Lindenstraße 5a", Kind.ADDRESS),
        ("Rua do Paseo 46", Kind.ADDRESS),
        ("221 rue de Rivoli", Kind.ADDRESS),
        ("PO Box 1234", Kind.ADDRESS),
        ("SW1A 1AA", Kind.POSTCODE),
        ("K1A 0B1", Kind.POSTCODE),
        ("CA 90210-1234", Kind.POSTCODE),
    ],
)
def test_a_way_to_reach_somebody_is_found_as_a_whole(passage: str, kind: Kind) -> None:
    text = f"please use {passage} for it"

    assert only(text) == Hit(11, 11 + len(passage), kind, only(text).certainty)


def test_parts_of_one_address_are_one_hit() -> None:
    assert seen("he lives at 12 Oak Street, Springfield, IL 62704 with her") == [
        "12 Oak Street, Springfield, IL 62704"
    ]


# --- Dates ---


@pytest.mark.parametrize(
    "day",
    ["1984-05-03", "03.05.1984", "5/3/84", "3 May 1984", "May 3rd, 1984", "3. Mai 1984",
     "12 de mayo de 1984"],
)  # fmt: skip
def test_a_day_is_found_and_a_date_of_birth_is_certain(day: str) -> None:
    assert seen(f"we began on {day} or so") == [day]
    assert only(f"he was born {day} or so").certainty is CERTAIN


@pytest.mark.parametrize("text", ["he was born in ’92, she in 2 rooms", "Born '92."])
def test_a_year_of_birth_cut_short(text: str) -> None:
    assert only(text).kind is Kind.DATE
    assert not find("in '92 percent of cases")


@pytest.mark.parametrize("number", ["22/1187/FAM", "AB/2024/0031", "7731/24"])
def test_the_number_of_a_file_is_one_beside_its_word(number: str) -> None:
    assert only(f"see case ref {number} for that").kind is Kind.RECORD
    assert not find(f"she scored {number} on it")


def test_help_that_anybody_may_ring_is_nobody_s_name() -> None:
    assert not find("She rang the Samaritans, then Childline, and CAMHS said no.")


def test_a_month_is_coarse_enough_and_a_year_a_hint() -> None:
    assert seen("We began in March and stopped in May.") == []
    assert only("They married in 1998.") == Hit(16, 20, Kind.DATE, POSSIBLE)
    assert seen("Strength 5/5, pain 4/10, blood pressure 120/80, day 2019.") == []


# --- People and places ---


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I saw Anna Kowalska again.", ["Anna Kowalska"]),
        ("Her husband Mark left.", ["Mark"]),
        ("Grace said that she hopes to rest.", ["Grace"]),
        ("By the grace of a friend I will mark it.", []),
        ("We asked Dr. Young and Mrs. Hope.", ["Dr. Young", "Mrs. Hope"]),
        ("my name is donna and i am sad", ["donna"]),
        ("Dale and Kowalski were late.", ["Dale", "Kowalski"]),
        ("ANNA KOWALSKA HAS CALLED", ["ANNA KOWALSKA"]),
        ("He met Ludwig van Beethoven.", ["Ludwig van Beethoven"]),
        ("She moved to Bath when she was six.", ["Bath"]),
        ("They come from Turkey.", ["Turkey"]),
        ("He is from the United Kingdom.", ["United Kingdom"]),
        ("He was in St Mary's Hospital.", ["St Mary's Hospital"]),
        ("Мы были вчера дома. Там Елена Петрова.", ["Елена Петрова"]),
        ("Today 王伟 was here.", ["王伟"]),
        ("Heute kam Herr Müller wieder zu spät und war traurig.", ["Herr Müller"]),
    ],
)
def test_names_are_found_by_lists_and_by_company(text: str, names: list[str]) -> None:
    assert seen(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "I felt a strong countertransference. Splitting and projective identification came up.",
        "She takes Zoloft 50 mg and Xanforol 20 mg; Quetiapine was stopped.",
        "On Monday we spoke about Christmas, her Polish grandmother and Buddhism.",
        "Winnicott would call it holding. The Oedipal theme, CBT, DBT and the PHQ-9 came up.",
        "Behaviour, organisation and centre are spelt so; Unmotivated he was, Nonverbal too.",
        "Babinski's sign was absent, and Parkinson's disease was ruled out.",
        "Chief Complaint: Low Mood. History Of Present Illness: Poor Sleep.",
        "I'm sure he'll say that it isn't so. Don't.",
        "Ich habe heute mit der Klientin über ihre Mutter und das Gefühl der Leere gesprochen.",
        "来访者今天谈到了她的母亲。她感到很难过。",
    ],
)
def test_words_of_the_field_are_no_names(text: str) -> None:
    assert seen(text) == []


# --- What is allowed ---


def test_pseudonyms_and_remembered_phrases_are_never_reported() -> None:
    text = "Anna K. rang from Leeds, anna was calm. Kowalski wrote to LEEDS."

    assert seen(text) == ["Anna K", "Leeds", "anna", "Kowalski", "LEEDS"]
    assert seen(text, "Anna K.", "leeds", "anna") == ["Kowalski"]
    assert seen("Call 020 7946-0018 now", "020 7946 0018") == []
    assert seen("Joanna and Annabel met Anna.", "Anna") == ["Joanna", "Annabel"]


@given(TEXTS, st.lists(st.sampled_from(NAMES), max_size=3))
def test_hits_are_slices_sorted_and_disjoint(text: str, allowed: list[str]) -> None:
    hits = find(text, allowed)

    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    assert hits == find(text, allowed)


@given(TEXTS, st.sampled_from(NAMES), TEXTS)
def test_no_hit_touches_what_is_allowed(before: str, pseudonym: str, behind: str) -> None:
    text = f"{before} {pseudonym} {behind}"
    start = len(before) + 1
    letters = range(start, start + len(pseudonym.rstrip(".")))

    assert not any(
        hit.start < letters.stop and start < hit.end for hit in find(text, [pseudonym])
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_combining_marks_stay_within_a_hit(form: Literal["NFC", "NFD"]) -> None:
    name = unicodedata.normalize(form, "Zoë Jürgensová")

    assert seen(f"I saw {name} twice.") == [name]
    assert seen(f"I saw {name} twice.", "Zoë Jürgensová") == []


def test_direction_marks_do_not_hide_a_name() -> None:
    assert seen("She said that \u2067Anna Kowalska\u2069 left.") == ["Anna Kowalska"]
    assert seen("I met \u202bمحمد علي\u202c there.") == ["محمد علي"]


# --- Hostile texts ---

LONG = 200_000
BOUND = 5  # seconds
HOSTILE = [
    "a", "A", "1", " ", ".", "@", "-", "\n", "0", "王", "\u202e", "1 ", "1-", "A ", "Aa ",
    "Anna ", "a.", "a@", "a@a.", "12 Ab ", "a'", "(1) ", "+1", "1:", "http://", "www.",
    "e\u0301", "王伟", "محمد ", "AA11", "AA11 ", "1/1/", "Calle de ", "1 Calle de ",
    "Anna and ", "Xyzab ",
    "👩\u200d👩\u200d👧", "May 1 ", "1 St ", "Dr. ", "born in Bath ", "1.",
    "P.O. Box ", "taking Xyzzyx ", "GB82",
]  # fmt: skip


def seconds(text: str, allowed: Sequence[str] = ()) -> float:
    """Of the guard's own time."""
    find("the lists are read once")
    began = time.process_time()
    find(text, allowed)
    return time.process_time() - began


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_hostile_text_holds_the_guard_up(piece: str) -> None:
    """Less than a second each; the benchmark says how much. Here what counts is that the time
    grows with the text: with its square it would be minutes."""
    text = (piece * (LONG // len(piece) + 1))[:LONG]

    assert seconds(text) < BOUND


def test_many_allowed_phrases_cost_little() -> None:
    phrases = [f"the phrase number {number}" for number in range(5_000)]

    assert seconds("the phrase number one " * 9_000, phrases) < BOUND
