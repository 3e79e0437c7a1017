"""Bringing in Web Annotations: what becomes of them, and what is refused in which words."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from api.idempotency import REPEATED
from api.web_annotations import writing
from cases.enums import Act, NoteMove
from cases.models import Anchor, Annotation, NoteEvent, NoteVersion, Operation
from supervision.models import LedgerEntry
from tests.api.clients import ROOT, fields, refusal, signed_in
from tests.factories_cases import World, make_annotation, make_room, move
from tests.web_annotations import (
    ANNO,
    CONTENT_TYPE,
    OURS,
    Json,
    annotation,
    bring,
    document_of,
    documents_of,
    faults,
    on,
    page_of,
    pages_of,
    path_of,
    place,
    quote,
    version_iri,
)

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL
TEXT = "\U0001f98a warm, then cold, then warm again"


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, felt=TEXT)


def only(version: NoteVersion) -> Annotation:
    return Annotation.objects.select_related("author").get(note=version.note_id)


def span_of(made: Annotation) -> tuple[int | None, int | None]:
    anchor = Anchor.objects.get(annotation=made)
    return anchor.start, anchor.end


def test_one_annotation_becomes_a_remark_of_whoever_brings_it(
    world: World, version: NoteVersion
) -> None:
    start = version.text.index("cold")
    document = annotation(version, target=on(version, quote("cold"), place(start, start + 4)))

    answer = bring(world, version, document)

    made = only(version)
    address = f"{SITE}/api/v1/annotations/{made.pk}.jsonld"
    assert (answer.status_code, answer["Location"]) == (201, address)
    assert answer.json() == {
        "items": [{"id": address, "origin": None, "left": []}],
        "left": [],
    }
    assert (made.author, made.act, made.body) == (world.supervisor, "question", "Why?")
    assert (made.status, span_of(made)) == ("open", (start, start + 4))
    assert NoteEvent.objects.filter(annotation=made, kind="annotation.added").count() == 1
    assert LedgerEntry.objects.filter(kind="annotation.added").count() == 1


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/ld+json", CONTENT_TYPE, "application/ld+json; charset=x"],
)
def test_both_media_types_are_taken(
    world: World, version: NoteVersion, content_type: str
) -> None:
    client = signed_in(world.supervisor)

    answer = client.generic(
        "POST", path_of(version.note_id), json.dumps(annotation(version)), content_type
    )

    assert answer.status_code == 201


# --- There and back ---


def talk(world: World, version: NoteVersion) -> list[Annotation]:
    """By one person, in every act, on passages, on all of it, and in threads."""
    at = version.text.index("\U0001f98a warm")
    spans: list[dict[str, Any]] = [{"start": at, "end": at + 6}, {}]
    made = []
    for number, act in enumerate(Act):
        facts: dict[str, Any] = {"act": act, "body": f"{act} \U0001f98a\n\n\u05d5\u05e9"}
        if act == Act.DIRECTIVE:
            facts["directive"] = {"what": "Ring.", "safety": "yes"}
        if act == Act.TEACHING:
            facts |= {"focus": "intervention", "stance": "teacher", "eye": 7}
        made.append(make_annotation(world, version, **facts, **spans[number % 2]))
    for act in (Act.REPLY, Act.QUESTION, Act.CORRECTION_REQUEST):
        thread = made[len(act) % 5]
        made.append(make_annotation(world, version, act=act, parent_id=thread.pk, body="So?"))
    return made


def substance(version: NoteVersion) -> list[Json]:
    """All that has to come back: everything but ids, moments and the note it is in."""
    rows = list(Annotation.objects.filter(note=version.note_id).order_by("created_at", "pk"))
    names = ("act", "body", "directive", "focus", "stance", "eye", "status")
    order = {row.pk: number for number, row in enumerate(rows)}
    return [
        {name: getattr(row, name) for name in names}
        | {"thread": order.get(row.parent_id) if row.parent_id else None}
        | {"span": None if row.parent_id else span_of(row)}
        for row in rows
    ]


def readdressed(document: Json, old: NoteVersion, new: NoteVersion) -> Json:
    """What the one who takes it from one note to another has to change: whose text it is."""
    said = json.dumps(document).replace(version_iri(old), version_iri(new))
    moved: Json = json.loads(said)
    return moved


def test_what_was_exported_from_one_note_comes_into_another_the_same(
    world: World, version: NoteVersion
) -> None:
    talk(world, version)
    other = make_room(world, felt=TEXT)
    assert other.text == version.text
    _, page, *_ = documents_of(signed_in(world.supervisor), version.note_id)

    answer = bring(world, other, readdressed(page, version, other))

    assert answer.status_code == 201, answer.content
    assert substance(other) == substance(version)
    assert [item["origin"] for item in answer.json()["items"]] == [
        item["id"] for item in page["items"]
    ]
    assert {tuple(item["left"]) for item in answer.json()["items"]} == {
        ("created", "creator", "status")
    }
    documents = documents_of(signed_in(world.supervisor), other.note_id)
    texts = {version_iri(other): other.text}
    assert [fault for each in documents for fault in faults(each, texts)] == []
    assert _shown(documents[1]) == _shown(readdressed(page, version, other))


def _shown(page: Json) -> list[Json]:
    """The items without what is theirs alone, replies by where their thread stands."""
    order = {item["id"]: number for number, item in enumerate(page["items"])}
    own = ("id", "creator", "created")
    shown = [{n: v for n, v in item.items() if n not in own} for item in page["items"]]
    for item in shown:
        if isinstance(item["target"], str):
            item["target"] = order[item["target"]]
    return shown


def test_each_annotation_comes_back_alone_too(world: World, version: NoteVersion) -> None:
    made = [each for each in talk(world, version) if each.parent_id is None]
    other = make_room(world, felt=TEXT)
    client = signed_in(world.supervisor)

    for each in made:
        said = document_of(client.get(f"{ROOT}annotations/{each.pk}.jsonld"))
        assert bring(world, other, readdressed(said, version, other)).status_code == 201

    assert substance(other) == substance(version)[: len(made)]


def test_pages_come_in_one_after_the_other(
    world: World, version: NoteVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply whose thread came with an earlier page names it by its new address."""
    monkeypatch.setattr(writing, "PAGE_SIZE", 4)
    talk(world, version)
    other = make_room(world, felt=TEXT)
    client = signed_in(world.supervisor)
    collection = document_of(client.get(path_of(version.note_id)))
    addresses = {version_iri(version): version_iri(other)}

    for page in list(pages_of(client, collection)):
        said = json.dumps({n: v for n, v in page.items() if n != "id"})
        for old, new in addresses.items():
            said = said.replace(f'"target": "{old}"', f'"target": "{new}"')
            said = said.replace(f'"source": "{old}"', f'"source": "{new}"')
        answer = bring(world, other, said.encode())
        assert answer.status_code == 201, answer.content
        addresses |= {item["origin"]: item["id"] for item in answer.json()["items"]}

    assert substance(other) == substance(version)


def test_a_collection_with_its_pages_inside_is_taken_whole(
    world: World, version: NoteVersion
) -> None:
    first, second = page_of(annotation(version)), page_of(annotation(version))
    second["creator"] = "urn:x:somebody"
    collection = {
        "@context": ANNO,
        "id": "http://elsewhere.example/7",
        "type": "AnnotationCollection",
        "label": "Mine",
        "total": 2,
        "first": {**first, "next": second},
    }

    answer = bring(world, version, collection)

    assert (answer.status_code, len(answer.json()["items"])) == (201, 2)
    assert answer.json()["left"] == ["first.next.creator", "label"]
    assert Annotation.objects.count() == 2


def test_replies_find_their_thread_wherever_it_stands_in_the_document(
    world: World, version: NoteVersion
) -> None:
    thread = annotation(version, id="urn:x:thread")
    reply = annotation(version, target="urn:x:thread", motivation="replying", id="urn:x:reply")

    answer = bring(world, version, page_of(reply, thread))

    first, second = answer.json()["items"]
    made = {f"{SITE}/api/v1/annotations/{a.pk}.jsonld": a for a in Annotation.objects.all()}
    assert (first["origin"], second["origin"]) == ("urn:x:reply", "urn:x:thread")
    assert made[first["id"]].parent == made[second["id"]]
    assert made[first["id"]].act == "supervisee_reply"


def test_a_reply_to_a_thread_that_is_here_answers_it(
    world: World, version: NoteVersion
) -> None:
    thread = make_annotation(world, version)
    target = f"{SITE}/api/v1/annotations/{thread.pk}.jsonld"

    answer = bring(world, version, annotation(version, target=target), by=world.supervisee)

    thread.refresh_from_db()
    assert answer.status_code == 201
    assert thread.status == "answered"
    assert thread.replies.get().act == "question"


# --- Equal forms ---


@pytest.mark.parametrize(
    ("changes", "act"),
    [
        ({}, "question"),
        ({"motivation": ["questioning"]}, "question"),
        ({"motivation": "oa:questioning"}, "question"),
        ({"motivation": "http://www.w3.org/ns/oa#questioning"}, "question"),
        ({"motivation": "commenting"}, "reflection"),
        ({"motivation": "editing"}, "correction_request"),
        (
            {"motivation": None, "body": {"value": "Why?", "purpose": "editing"}},
            "correction_request",
        ),
        ({"type": ["Annotation"]}, "question"),
        ({"body": None, "bodyValue": "Why?"}, "question"),
        ({"body": [{"type": "TextualBody", "value": "Why?"}]}, "question"),
        ({"body": {"value": "Why?"}}, "question"),
        ({"@context": [ANNO]}, "question"),
        ({"@context": [ANNO, OURS], "act": "concern", "motivation": "commenting"}, "concern"),
        ({"@context": [ANNO, OURS], "act": "concern", "motivation": None}, "concern"),
        (
            {
                "@context": [ANNO, OURS | {"sv": "https://other.example/ns/annotations#"}],
                "act": "teaching",
                "motivation": None,
            },
            "teaching",
        ),
    ],
)
def test_what_means_the_same_is_taken_alike(
    world: World, version: NoteVersion, changes: Json, act: str
) -> None:
    answer = bring(world, version, annotation(version, **changes))

    assert answer.status_code == 201, answer.content
    made = only(version)
    assert (made.act, made.body, span_of(made)) == (act, "Why?", (None, None))


@pytest.mark.parametrize("form", ["text", "list", "object", "source object", "no type"])
def test_a_target_is_named_in_any_of_its_forms(
    world: World, version: NoteVersion, form: str
) -> None:
    iri = version_iri(version)
    target: Any = {
        "text": iri,
        "list": [iri],
        "object": {"id": iri, "type": "Text"},
        "source object": {"type": "SpecificResource", "source": {"id": iri}},
        "no type": {"source": iri},
    }[form]

    assert bring(world, version, annotation(version, target=target)).status_code == 201


def test_what_is_told_about_the_first_writing_is_named_as_left(
    world: World, version: NoteVersion
) -> None:
    document = annotation(
        version,
        creator="Dr Example",
        created="2001-01-01T00:00:00Z",
        rights="https://example.org/",
        body={"value": "Why?", "language": "en", "creator": "x"},
        target={"id": "urn:x:1", "source": version_iri(version)},
        id="urn:x:7",
    )

    [item] = bring(world, version, document).json()["items"]

    assert item["origin"] == "urn:x:7"
    assert item["left"] == [
        *("body.creator", "body.language", "created", "creator", "rights", "target.id")
    ]
    assert only(version).created_at.year != 2001


# --- Passages ---


def places(version: NoteVersion, kind: str) -> tuple[list[Json], tuple[int, int]]:
    text = version.text
    cold, again = text.index("cold"), text.index("warm again")
    return {
        "quote alone": ([quote("cold")], (cold, cold + 4)),
        "quote by what follows": ([quote("warm", suffix=" again")], (again, again + 4)),
        "quote by what precedes": ([quote("warm", prefix="then ")], (again, again + 4)),
        "place alone": ([place(cold, cold + 4)], (cold, cold + 4)),
        "both": ([quote("warm"), place(again, again + 4)], (again, again + 4)),
        "all": (
            [place(again, again + 4), quote("warm", prefix="then ", suffix=" again")],
            (again, again + 4),
        ),
        "all of it": ([quote(text)], (0, len(text))),
    }[kind]


@pytest.mark.parametrize(
    "kind",
    [
        *("quote alone", "quote by what follows", "quote by what precedes"),
        *("place alone", "both", "all", "all of it"),
    ],
)
def test_a_passage_is_found_by_what_is_said_of_it(
    world: World, version: NoteVersion, kind: str
) -> None:
    selectors, span = places(version, kind)

    answer = bring(world, version, annotation(version, target=on(version, *selectors)))

    assert answer.status_code == 201, answer.content
    assert span_of(only(version)) == span


# --- All or nothing, once, by whom ---


def test_one_that_is_refused_takes_all_of_them_back(world: World, version: NoteVersion) -> None:
    events, entries = NoteEvent.objects.count(), LedgerEntry.objects.count()
    thread = make_annotation(world, version)
    good = annotation(version, target=f"{SITE}/api/v1/annotations/{thread.pk}.jsonld")
    bad = annotation(version, target=on(version, quote("cool")))

    answer = bring(world, version, page_of(good, good, bad), by=world.supervisee)

    thread.refresh_from_db()
    version.note.refresh_from_db()
    assert refusal(answer) == (400, "quote_mismatch")
    assert (Annotation.objects.count(), thread.status) == (1, "open")
    assert NoteEvent.objects.count() == events + 1 == version.note.last_seq
    assert LedgerEntry.objects.count() == entries + 1


def test_the_same_operation_is_done_once(world: World, version: NoteVersion) -> None:
    client, op_id = signed_in(world.supervisor), str(uuid4())
    url, document = path_of(version.note_id), page_of(annotation(version), annotation(version))
    header = {"Idempotency-Key": op_id}

    first = client.post(url, document, headers=header)
    again = client.post(url, document | {"op_id": op_id})
    other = client.post(url, document | {"items": []}, headers=header)

    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), again[REPEATED]) == (again.json(), "true")
    assert refusal(other) == (409, "operation_reused")
    assert Annotation.objects.count() == 2
    assert [str(e.op_id) for e in NoteEvent.objects.exclude(op_id=None)] == [op_id]


def test_what_was_refused_may_come_again_under_its_id(
    world: World, version: NoteVersion
) -> None:
    client, header = signed_in(world.supervisor), {"Idempotency-Key": str(uuid4())}
    url = path_of(version.note_id)

    refused = client.post(url, annotation(version, body={"value": " "}), headers=header)
    kept = Operation.objects.count()
    answer = client.post(url, annotation(version), headers=header)

    assert (refused.status_code, kept, answer.status_code) == (400, 0, 201)


def test_the_author_of_a_note_brings_in_what_she_could_have_said(
    world: World, version: NoteVersion
) -> None:
    order = {"@context": [ANNO, OURS], "act": "directive", "motivation": None}

    said = bring(world, version, annotation(version), by=world.supervisee)
    ordered = bring(world, version, page_of(annotation(version, **order)), by=world.supervisee)

    assert said.status_code == 201
    assert (refusal(ordered), fields(ordered)) == ((403, "not_allowed"), {"items.0"})
    assert only(version).author == world.supervisee


def test_nobody_else_brings_anything_in(world: World, version: NoteVersion) -> None:
    for person in (world.colleague, world.lead, world.administrator):
        for document in (annotation(version), {"type": "Nonsense"}):
            answer = bring(world, version, document, by=person)
            assert refusal(answer) == (404, "not_found")
    assert Annotation.objects.count() == 0


def test_nothing_comes_into_a_note_whose_review_is_over(
    world: World, version: NoteVersion
) -> None:
    move(world, version.note, NoteMove.COMPLETE, attestation="reviewed")

    assert refusal(bring(world, version, annotation(version))) == (409, "wrong_state")
