"""What the W3C's own assertions about Web Annotations do not look at, and where these are.

``faults`` knows the texts that the documents speak of, so it can tell whether a quotation is
one. Nothing of it is taken from the code under test.
"""

import importlib.util
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from cases.models import NoteVersion
from supervision.models import User
from tests.api.clients import ROOT, Answer, send, signed_in
from tests.factories_cases import World

Json = dict[str, Any]

ANNO: Final = "http://www.w3.org/ns/anno.jsonld"
CONTENT_TYPE: Final = f'application/ld+json; profile="{ANNO}"'
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
PERSON: Final = re.compile(r"urn:uuid:[0-9a-f-]{36}")
OF_THE_MODEL: Final = frozenset(
    {"@context", "id", "type", "motivation", "creator", "created", "modified", "body", "target"}
)
MOTIVATIONS: Final = frozenset({"commenting", "questioning", "editing", "replying"})
LONGEST_BESIDE: Final = 64


def faults(document: Json, texts: Mapping[str, str], secrets: Sequence[str] = ()) -> list[str]:
    """What is wrong with a document; ``texts`` by the address of their version.

    ``secrets`` are words that must stand nowhere in it: names, addresses, what was withdrawn.
    """
    said = json.dumps(document, ensure_ascii=False)
    found = [f"“{secret}” stands in it" for secret in secrets if secret in said]
    found += _context(document.get("@context"))
    for annotation in document.get("items", [document] if "target" in document else []):
        found += _terms(annotation, document.get("@context"))
    match document.get("type"):
        case "Annotation":
            found += _annotation(document, texts)
        case "AnnotationPage":
            found += _page(document, texts)
        case "AnnotationCollection":
            found += _collection(document)
        case other:
            found.append(f"its type is {other!r}")
    return found


def _context(context: Any) -> Iterator[str]:
    if not isinstance(context, list) or context[:1] != [ANNO]:
        yield "the context of the model does not come first"


def _page(page: Json, texts: Mapping[str, str]) -> Iterator[str]:
    yield from _here(page.get("id"), "page")
    whole = page.get("partOf")
    if not isinstance(whole, dict):
        yield "partOf is not an object"
        return
    yield from _here(whole.get("id"), "partOf")
    first, items = page.get("startIndex"), page.get("items", [])
    if type(first) is not int or not 0 <= first <= whole.get("total", -1) - len(items):
        yield f"startIndex is {first!r} of {whole.get('total')!r}"
    more = isinstance(first, int) and first + len(items) < whole.get("total", -1)
    if more != ("next" in page) or bool(first) != ("prev" in page):
        yield "next and prev do not lead to where there is more"
    names = [item.get("id") for item in items]
    if len(set(names)) < len(names):
        yield "an annotation stands there twice"
    for item in items:
        yield from _annotation(item, texts)


def _collection(collection: Json) -> Iterator[str]:
    for name in ("id", "first", "last"):
        yield from _here(collection.get(name), name)
    if type(collection.get("total")) is not int:
        yield "total is no number"


def _terms(annotation: Json, context: Any) -> Iterator[str]:
    """Whatever is no word of the model has to be defined beside it, or it means nothing."""
    defined = {name for each in context or [] if isinstance(each, dict) for name in each}
    for name in {*annotation, *annotation.get("directive", {})} - OF_THE_MODEL - defined:
        yield f"“{name}” is not defined"


def _annotation(annotation: Json, texts: Mapping[str, str]) -> Iterator[str]:
    yield from _here(annotation.get("id"), "id")
    if annotation.get("motivation") not in MOTIVATIONS:
        yield f"motivation is {annotation.get('motivation')!r}"
    yield from _creator(annotation.get("creator"))
    for name in {"created", "modified"} & {"created", *annotation}:
        if not MOMENT.fullmatch(str(annotation.get(name))):
            yield f"{name} is no moment in UTC"
    yield from _body(annotation.get("body"))
    yield from _target(annotation.get("target"), texts, annotation["motivation"])


def _creator(creator: Any) -> Iterator[str]:
    if not isinstance(creator, dict):
        yield "creator is not an object"
    elif set(creator) != {"id", "type"} or creator["type"] != "Person":
        yield "creator says more or less than that it is a person"
    elif not PERSON.fullmatch(str(creator["id"])):
        yield "creator has no pseudonym for an id"


def _body(body: Any) -> Iterator[str]:
    if not isinstance(body, dict) or body.get("type") != "TextualBody":
        yield "body is no TextualBody"
        return
    if not body.get("value") or body.get("format") != "text/plain":
        yield "body holds no plain text"
    if body.get("purpose") not in MOTIVATIONS:
        yield f"purpose is {body.get('purpose')!r}"


def _target(target: Any, texts: Mapping[str, str], motivation: str) -> Iterator[str]:
    if isinstance(target, str):
        yield from _here(target, "target")
        if "/annotations/" not in target or motivation != "replying":
            yield "a target that is no version is no reply either"
        return
    if not isinstance(target, dict) or target.get("type") != "SpecificResource":
        yield "target is no SpecificResource"
        return
    yield from _here(target.get("source"), "source")
    if target.get("source") not in texts:
        yield "source is no version that may be read"
    elif "selector" in target:
        yield from _selectors(target["selector"], texts[target["source"]])


def _selectors(selectors: Any, text: str) -> Iterator[str]:
    kinds = {each.get("type"): each for each in selectors}
    if set(kinds) != {"TextQuoteSelector", "TextPositionSelector"} or len(selectors) != 2:
        yield f"selectors are {sorted(map(str, kinds))}"
        return
    quote, place = kinds["TextQuoteSelector"], kinds["TextPositionSelector"]
    start, end = place.get("start"), place.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        yield f"start and end are {start!r} and {end!r}"
        return
    if quote.get("exact") != text[start:end]:
        yield "the quotation is not what stands there"
    before, after = quote.get("prefix", ""), quote.get("suffix", "")
    if not text[:start].endswith(before) or not text[end:].startswith(after):
        yield "what is said to stand beside it does not"
    if (start and not before) or (end < len(text) and not after):
        yield "it does not say what stands beside it"
    if max(len(before), len(after)) > LONGEST_BESIDE:
        yield "more of the note is handed out than it takes to find the place"


def _here(iri: Any, name: str) -> Iterator[str]:
    if not isinstance(iri, str) or not iri.startswith(f"{settings.SITE_URL}{ROOT}"):
        yield f"{name} is no address of this installation"


# --- What is exported of a note ---


def path_of(note_id: object) -> str:
    return f"{ROOT}notes/{note_id}/annotations.jsonld"


def version_iri(version: NoteVersion) -> str:
    path = f"notes/{version.note_id}/versions/{version.number}/"
    return f"{settings.SITE_URL}{ROOT}{path}"


def document_of(answer: Answer) -> Json:
    assert (answer.status_code, answer["Content-Type"]) == (200, CONTENT_TYPE), answer.content
    said: Json = answer.json()
    return said


def pages_of(client: Any, collection: Json) -> Iterator[Json]:
    following = collection["first"]
    while following:
        page = document_of(client.get(following.removeprefix(settings.SITE_URL)))
        yield page
        following = page.get("next")


def documents_of(client: Any, note_id: object) -> list[Json]:
    """The collection, each of its pages, and each annotation by its own address."""
    collection = document_of(client.get(path_of(note_id)))
    pages = list(pages_of(client, collection))
    addresses = [
        item["id"].removeprefix(settings.SITE_URL) for p in pages for item in p["items"]
    ]
    alone = [document_of(client.get(address)) for address in addresses]
    inside = [item for page in pages for item in page["items"]]
    context = collection["@context"]
    assert alone == [{"@context": context, **item} for item in inside]
    assert len(inside) == collection["total"]
    return [collection, *pages, *alone]


def names_of(*people: User) -> list[str]:
    return [word for each in people for word in (each.email, each.display_name, str(each.pk))]


# --- What is brought in ---

OURS: Final = {
    "sv": f"{settings.SITE_URL}/ns/annotations#",
    **{name: f"sv:{name}" for name in ("act", "status", "directive", "what", "by_when")},
}


def annotation(version: NoteVersion, **changes: Any) -> Json:
    said = {
        "@context": ANNO,
        "type": "Annotation",
        "motivation": "questioning",
        "body": {"type": "TextualBody", "value": "Why?", "format": "text/plain"},
        "target": {"type": "SpecificResource", "source": version_iri(version)},
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def on(version: NoteVersion, *selectors: Json) -> Json:
    chosen: Any = list(selectors) if len(selectors) > 1 else selectors[0]
    source = version_iri(version)
    return {"type": "SpecificResource", "source": source, "selector": chosen}


def quote(exact: str, **beside: str) -> Json:
    return {"type": "TextQuoteSelector", "exact": exact, **beside}


def place(start: Any, end: Any) -> Json:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def page_of(*items: Json) -> Json:
    bare = [{name: v for name, v in item.items() if name != "@context"} for item in items]
    return {"@context": [ANNO, OURS], "type": "AnnotationPage", "items": bare}


def bring(world: World, version: NoteVersion, document: Any, by: User | None = None) -> Answer:
    client = signed_in(by or world.supervisor)
    return send(client, "post", path_of(version.note_id), document)


# --- The W3C's own assertions ---


@cache
def checker(path: Path) -> Any:
    """The program beside the repository that runs them."""
    spec = importlib.util.spec_from_file_location("w3c_annotation_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def failures(program: Path, folder: Path, documents: Sequence[Json]) -> list[str]:
    """What its MUSTs and a JSON-LD expansion without the network find in these documents."""
    found = []
    for number, document in enumerate(documents):
        path = folder / f"{number}.jsonld"
        path.write_text(json.dumps(document), encoding="utf-8")
        said = checker(program).check(path, ld=True)
        found += [f"{number}: {each}" for each in (*said["must_failed"], *said["jsonld"])]
    return found
