"""The records of the big corpora, and how one of them becomes a case with a submitted note."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cases.enums import Format, HelpWanted, NoteKind, RiskLine
from cases.formats import FORMATS, QUESTION_KEY, SEPARATOR
from supervision.text import normalise
from tests.realdata.client import Caller
from tests.realdata.site import Site

# Two people write at once, so that the lock of the database is part of what is tried.
WRITERS = 2
# One of so many records, where a part has to do; the same ones in every run.
EVERY = int(os.environ.get("SUPERVISION_TEST_EVERY") or 1)
PUBLISHED = "This text is published, and about nobody here."
QUESTION = "What do you hear in this that I do not?"

Record = dict[str, Any]
Thing = TypeVar("Thing")
Made = TypeVar("Made")


def records(folder: Path, *names: str) -> Iterator[Record]:
    for name in names:
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def some(things: Iterable[Thing]) -> list[Thing]:
    """All of them; one in four with SUPERVISION_TEST_EVERY=4."""
    return list(things)[::EVERY]


@dataclass(frozen=True)
class Pair:
    """A supervisee and her supervisor, each at a browser of their own."""

    site: Site
    supervisee: Caller
    supervisor: Caller


@contextmanager
def pair_at(site: Site) -> Iterator[Pair]:
    with site.caller("supervisee") as supervisee, site.caller("supervisor") as supervisor:
        yield Pair(site, supervisee, supervisor)


def together(
    site: Site, things: Iterable[Thing], work: Callable[[Pair, int, Thing], Made]
) -> list[Made]:
    """``work`` for each, by writers who work at the same time."""
    numbered = list(enumerate(things))
    shares = [numbered[first::WRITERS] for first in range(WRITERS)]

    def write(share: list[tuple[int, Thing]]) -> list[tuple[int, Made]]:
        with pair_at(site) as pair:
            return [(number, work(pair, number, thing)) for number, thing in share]

    with ThreadPoolExecutor(WRITERS) as pool:
        made = [each for done in pool.map(write, shares) for each in done]
    return [each for _, each in sorted(made, key=lambda pair: pair[0])]


@dataclass(frozen=True)
class Brought:
    """A note in review and its text, as its supervisor gets it."""

    note: str
    version: int
    text: str
    starts: Mapping[str, int]


def bring(
    pair: Pair,
    number: int,
    sections: Mapping[str, str],
    *,
    layout: str,
    question: str = QUESTION,
) -> Brought:
    """A case of its own with one note; the answer is checked against what was sent."""
    note = start(pair, open_case(pair, f"P{number}"), number, layout)
    return submit(pair, note, number, sections, layout=layout, question=question)


def open_case(pair: Pair, pseudonym: str = "M.") -> str:
    case = pair.supervisee.post(
        "cases/",
        clinic=pair.site.home.clinic,
        pseudonym=pseudonym,
        age_band="25-39",
        modality="individual",
    )
    return str(case["id"])


def start(pair: Pair, case: str, number: int, layout: str) -> str:
    kind = NoteKind.values[number % len(NoteKind)]
    return str(pair.supervisee.post("notes/", case=case, kind=kind, format=layout)["id"])


def submit(
    pair: Pair,
    note: str,
    number: int,
    sections: Mapping[str, str],
    *,
    layout: str,
    question: str = QUESTION,
) -> Brought:
    draft = pair.supervisee.put(
        f"notes/{note}/draft/",
        revision=0,
        sections=sections,
        supervision_question=question,
        help_wanted=HelpWanted.values[number % len(HelpWanted)],
        risk=RiskLine.values[number % len(RiskLine)],
    )
    assert draft["sections"] == {key: normalise(text) for key, text in sections.items()}
    submitted = pair.supervisee.post(
        f"notes/{note}/submit/",
        200,
        relationship=pair.site.home.relationship,
        revision=draft["revision"],
        identifiers_reason=PUBLISHED,
    )
    opened = pair.supervisor.post(f"notes/{note}/open/", 200, version=submitted["version"])
    read = pair.supervisor.get(f"notes/{note}/versions/1/")
    starts = check_text(read, sections, layout=layout, question=question)
    return Brought(note, opened["version"], read["text"], starts)


def check_text(
    read: Record, sections: Mapping[str, str], *, layout: str, question: str
) -> dict[str, int]:
    """The text is what was sent, in its order, and each section lies where it is said to."""
    sent = {key: normalise(text) for key, text in sections.items()}
    order = [each.key for each in FORMATS[layout].sections]
    wanted = {key: sent[key] for key in order if sent.get(key)}
    wanted[QUESTION_KEY] = normalise(question)
    text = read["text"]
    assert text == SEPARATOR.join(wanted.values())
    assert read["length"] == len(text)
    placed = {each["key"]: text[each["start"] : each["end"]] for each in read["sections"]}
    assert placed == wanted
    return {each["key"]: each["start"] for each in read["sections"]}


def spread(text: str, number: int) -> tuple[str, dict[str, str]]:
    """A layout, and the text in its sections: whole, or cut in up to four wherever it falls."""
    layout = Format.values[number % len(Format)]
    keys = [each.key for each in FORMATS[layout].sections]
    parts = min(len(keys), 1 + number // len(Format) % 4)
    size = -(-len(text) // parts)
    pieces = [text[first : first + size] for first in range(0, len(text), size)]
    return layout, dict(zip(keys, pieces, strict=False))


def annotate(pair: Pair, brought: Brought, start: int, end: int, body: str, act: str) -> str:
    """By the supervisor, on a passage of the text; the answer slices to its quote."""
    quote = brought.text[start:end]
    made = pair.supervisor.post(
        f"notes/{brought.note}/annotations/",
        number=1,
        act=act,
        body=body,
        start=start,
        end=end,
        quote=quote,
    )
    assert brought.text[made["start"] : made["end"]] == quote
    assert made["body"] == normalise(body)
    return str(made["id"])


def threads_of(caller: Caller, brought: Brought) -> dict[str, Record]:
    """What is in the room, by id."""
    room = caller.get(f"notes/{brought.note}/annotations/")
    return {each["id"]: each for each in room["items"]}
