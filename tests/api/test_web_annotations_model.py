"""Every exported document is a Web Annotation, by the W3C's assertions and by ours."""

import copy
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.web_annotations import writing
from cases.enums import Act
from cases.models import NoteVersion
from supervision.exceptions import Invalid
from supervision.text import clean_text
from tests.api.clients import signed_in
from tests.factories_cases import World, make_annotation, make_room
from tests.realdata.corpora import EVERY, records, some
from tests.web_annotations import (
    Json,
    documents_of,
    failures,
    faults,
    names_of,
    version_iri,
)

pytestmark = pytest.mark.django_db

HOSTILE = (
    "plain words",
    "\U0001f469‍\U0001f469‍\U0001f467 family",
    "é́ two marks ́",
    "שלום \u202eright to left\u202c עולם",
    '{"@context": "http://evil.example/", "@id": "x"}',
    '"}],"@type":"@id"',
    "@type",
    "http://www.w3.org/ns/oa#hasBody",
    "_:b0",
    "</script><script>alert(1)</script>",
    "line\nafter\n\nline\ttab",
    "\u2028 and \u2029",
    "\ufeff mark of order",
    "\U0010ffff\ufffe last ones",
    "\\u0041 \\ \" ' ` $ % \x20",
    "x" * 400,
    "0",
    "null",
    "\U0001f1e9\U0001f1ea\U0001f1eb",
    "¡™£¢ \uff21\uff22 ﬁ ﷺ",
)


@pytest.fixture(scope="session")
def program() -> Path:
    """Runs the W3C's assertions; it stands beside the repository, as the corpora do."""
    shared = Path(__file__).resolve().parents[3] / "shared" / "tools"
    path = Path(os.environ.get("SUPERVISION_TEST_TOOLS", shared)) / "w3c_annotation/check.py"
    if not path.is_file():
        pytest.skip(f"no checker at {path}; SUPERVISION_TEST_TOOLS names another place")
    return path


def talk_about(world: World, strings: list[str]) -> NoteVersion:
    """A note of these strings, each annotated, answered now and then, by all acts in turn."""
    version = make_room(world, felt="\n".join(strings))
    acts, at = list(Act), version.text.index(strings[0])
    for number, text in enumerate(strings):
        at = version.text.index(text, at)
        place: Json = {"start": at, "end": at + len(text)} if number % 5 else {}
        act = acts[number % len(acts)]
        terms: Json = {"directive": {"safety": "yes"}} if act == Act.DIRECTIVE else {}
        made = make_annotation(world, version, act=act, body=f"{text}?", **place, **terms)
        if number % 3 == 0:
            answer = {"act": "supervisee_reply", "parent_id": made.pk, "body": f"“{text}”"}
            make_annotation(world, version, by=world.supervisee, **answer)
    return version


def exported(world: World, version: NoteVersion) -> list[Json]:
    return documents_of(signed_in(world.supervisor), version.note_id)


def all_faults(world: World, version: NoteVersion, documents: list[Json]) -> list[str]:
    texts = {version_iri(version): version.text}
    people = names_of(world.supervisee, world.supervisor)
    return [fault for each in documents for fault in faults(each, texts, people)]


def storable(text: str) -> bool:
    try:
        return bool(clean_text(text, field="text", max_length=2_000, required=True))
    except Invalid:
        return False


def test_what_hostile_people_write_is_exported_without_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PAGE_SIZE", 7)  # several pages of it
    version = talk_about(world, [text for text in HOSTILE if storable(text)])

    documents = exported(world, version)

    assert all_faults(world, version, documents) == []
    assert len(documents) > 30


def test_the_assertions_of_the_w3c_hold(
    world: World, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PAGE_SIZE", 7)
    version = talk_about(world, [text for text in HOSTILE if storable(text)])
    empty = make_room(world)

    documents = [*exported(world, version), *exported(world, empty)]

    assert failures(program, tmp_path, documents) == []
    files = sorted(tmp_path.glob("*.jsonld"))
    command = [sys.executable, str(program), "--jsonld", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the program above
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok   ") == len(files) == len(documents)


@pytest.mark.realdata
def test_the_corpora_of_strange_text_are_exported_without_a_fault(
    world: World, corpora: Path, program: Path, tmp_path: Path
) -> None:
    names = ("naughty_strings", "unicode_conformance", "multilingual_udhr")
    found = some(records(corpora, *names))
    strings = [clean for each in found if (clean := _cleaned(each["text"][:500]))]
    checked = by_w3c = 0

    for first in range(0, len(strings), 60):
        version = talk_about(world, strings[first : first + 60])
        documents = exported(world, version)
        assert all_faults(world, version, documents) == []
        sample = [*documents[:2], *documents[2::7]]
        assert failures(program, tmp_path, sample) == []
        checked, by_w3c = checked + len(documents), by_w3c + len(sample)

    print(f"{len(strings):,} texts, {checked:,} documents, {by_w3c:,} by the W3C")  # noqa: T201 - the figures of the run
    assert checked > 1_200 // EVERY


def _cleaned(text: str) -> str:
    return clean_text(text, field="text", max_length=2_000) if storable(text) else ""


# --- The validator itself ---


def item(page: Json) -> Json:
    """The first annotation of a passage that has something before and after it."""
    found: Json = next(each for each in page["items"] if "selector" in each["target"])
    return found


def quote(page: Json) -> Json:
    said: Json = item(page)["target"]["selector"][0]
    return said


def place(page: Json) -> Json:
    said: Json = item(page)["target"]["selector"][1]
    return said


def reply(page: Json) -> Json:
    said: Json = next(each for each in page["items"] if isinstance(each["target"], str))
    return said


def swap(page: Json) -> None:
    place(page)["start"], place(page)["end"] = place(page)["end"], place(page)["start"]


DEFECTS: dict[str, Callable[[Json], Any]] = {
    "start after end": swap,
    "start at end": lambda page: place(page).update(end=place(page)["start"]),
    "end outside": lambda page: place(page).update(end=10**6),
    "counted in UTF-16": lambda page: place(page).update(
        start=place(page)["start"] + 2, end=place(page)["end"] + 2
    ),
    "not the slice": lambda page: quote(page).update(exact=quote(page)["exact"] + "x"),
    "prefix apart": lambda page: quote(page).update(prefix=quote(page)["prefix"][:-1]),
    "suffix apart": lambda page: quote(page).update(suffix=quote(page)["suffix"][1:]),
    "no prefix": lambda page: quote(page).pop("prefix"),
    "no suffix": lambda page: quote(page).pop("suffix"),
    "two quotations": lambda page: item(page)["target"]["selector"].append(quote(page)),
    "no position": lambda page: item(page)["target"]["selector"].pop(),
    "creator as a bare string": lambda page: item(page).update(creator="Dr Example"),
    "creator as a bare id": lambda page: item(page).update(creator=item(page)["creator"]["id"]),
    "creator with a name": lambda page: item(page)["creator"].update(name="Dr Example"),
    "creator by mail": lambda page: item(page)["creator"].update(id="mailto:a@example.org"),
    "creator by address": lambda page: item(page)["creator"].update(id="http://a.example/7"),
    "no creator": lambda page: item(page).pop("creator"),
    "id without a host": lambda page: item(page).update(id="/api/v1/annotations/1.jsonld"),
    "id of a bare uuid": lambda page: item(page).update(id="0f9b0c1e-5d0e-4f35-9a35-0e6f"),
    "source elsewhere": lambda page: item(page)["target"].update(source="http://a.example/1"),
    "source unreadable": lambda page: item(page)["target"].update(
        source=item(page)["target"]["source"].replace("/1/", "/2/")
    ),
    "local time": lambda page: item(page).update(created="2026-01-15T10:30:00+01:00"),
    "no time": lambda page: item(page).pop("created"),
    "unknown motivation": lambda page: item(page).update(motivation="assessing"),
    "no format": lambda page: item(page)["body"].pop("format"),
    "no purpose": lambda page: item(page)["body"].pop("purpose"),
    "no words": lambda page: item(page)["body"].update(value=""),
    "body as a string": lambda page: item(page).update(body="What?"),
    "a reply that is none": lambda page: reply(page).update(motivation="commenting"),
    "a reply to nothing": lambda page: reply(page).update(target=page["id"]),
    "twice the same": lambda page: page["items"].append(page["items"][0]),
    "partOf as a string": lambda page: page.update(partOf=page["partOf"]["id"]),
    "a wrong start": lambda page: page.update(startIndex=5),
    "a next to nowhere": lambda page: page.update(next=page["id"]),
    "a term undefined": lambda page: item(page).update(mood="warm"),
    "a term no longer defined": lambda page: page["@context"][1].pop("act"),
    "a directive of undefined terms": lambda page: item(page).update(directive={"whom": "me"}),
    "no context": lambda page: page.pop("@context"),
    "a name in the words": lambda page: item(page)["body"].update(value="harbour.example"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_found(world: World, defect: str) -> None:
    version = talk_about(world, ["one", "\U0001f98a two", "three"])
    page = next(each for each in exported(world, version) if "items" in each)
    secrets = ["harbour.example"]
    texts = {version_iri(version): version.text}
    assert faults(page, texts, secrets) == []
    broken = copy.deepcopy(page)

    DEFECTS[defect](broken)

    assert broken != page
    assert faults(broken, texts, secrets) != []


def test_the_other_program_is_asked_and_finds_what_is_wrong(
    world: World, program: Path, tmp_path: Path
) -> None:
    version = make_room(world)
    make_annotation(world, version, start=0, end=2)
    page = next(each for each in exported(world, version) if "items" in each)
    alone = {"@context": page["@context"], **page["items"][0]}

    without_id = {name: value for name, value in alone.items() if name != "id"}
    misspelt = copy.deepcopy(alone)
    misspelt["target"]["selector"][0]["preffix"] = "x"
    undefined = alone | {"@context": page["@context"][0]}

    assert failures(program, tmp_path, [alone]) == []
    for broken in (without_id, misspelt, undefined):
        assert failures(program, tmp_path, [broken]) != []
