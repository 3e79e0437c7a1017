"""Web Annotations that are not taken: each refused in words that name it, with nothing kept."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from api.web_annotations import writing
from api.web_annotations.problems import SENTENCES
from cases.actions import annotations as actions
from cases.actions.remarks import MOST
from cases.enums import AnnotationMove, NoteMove
from cases.models import Annotation, NoteVersion
from tests.api.clients import NOWHERE, fields, refusal
from tests.factories_cases import World, make_annotation, make_room, move, submit, write
from tests.web_annotations import (
    ANNO,
    OURS,
    Json,
    annotation,
    bring,
    on,
    page_of,
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


WRONG_PLACES: dict[str, tuple[list[Json], str]] = {
    "other words": ([quote("cool")], "quote_mismatch"),
    "several": ([quote("warm")], "quote_ambiguous"),
    "not beside": ([quote("cold", prefix="then warm ")], "quote_mismatch"),
    "not behind": ([quote("cold", suffix="x")], "quote_mismatch"),
    "at another place": ([quote("cold"), place(0, 4)], "quote_mismatch"),
    "backwards": ([place(9, 2)], "span_outside"),
    "empty": ([place(2, 2)], "span_outside"),
    "behind the end": ([place(0, 10_000)], "span_outside"),
    "before the start": ([place(-3, 2)], "span_outside"),
    "huge": ([place(0, 10**30)], "span_outside"),
    "no words": ([quote("")], "required"),
    "decomposed": ([quote("wa\u0301rm")], "quote_mismatch"),
}


@pytest.mark.parametrize("kind", WRONG_PLACES)
def test_a_passage_that_is_not_there_is_refused(
    world: World, version: NoteVersion, kind: str
) -> None:
    selectors, code = WRONG_PLACES[kind]
    wrong = annotation(version, target=on(version, *selectors))

    alone = bring(world, version, wrong)
    among = bring(world, version, page_of(annotation(version), wrong))

    assert (refusal(alone), fields(alone)) == ((400, code), {"target.selector"})
    assert (refusal(among), fields(among)) == ((400, code), {"items.1.target.selector"})
    assert Annotation.objects.count() == 0


def test_what_stands_beside_a_place_has_to_stand_there(
    world: World, version: NoteVersion
) -> None:
    """Counted in UTF-16 by mistake, and with the neighbours of another place."""
    at = version.text.index("cold")
    moved = [quote("cold"), place(at + 1, at + 5)]
    before = [quote("cold", prefix="warm, "), place(at, at + 4)]
    behind = [quote("cold", suffix=" then"), place(at, at + 4)]

    for selectors in (moved, before, behind):
        answer = bring(world, version, annotation(version, target=on(version, *selectors)))
        assert refusal(answer) == (400, "quote_mismatch")
    assert Annotation.objects.count() == 0


# --- What is not taken ---

PICTURE: Json = {"id": "http://a.example/1.png", "type": "Image"}
HTML: Json = {"value": "<p>", "format": "text/html"}
TYPO: Json = {"value": "a", "formt": "x"}
COMPOSITE: Json = {"type": "Composite", "items": []}
UNTAKEN: dict[str, tuple[Json, str, str]] = {
    "a picture": ({"body": PICTURE}, "body", "external_body"),
    "a body elsewhere": ({"body": "http://a.example/1"}, "body", "external_body"),
    "two bodies": ({"body": [{"value": "a"}, {"value": "b"}]}, "body", "several_bodies"),
    "no body": ({"body": None}, "body", "required"),
    "an empty list of bodies": ({"body": []}, "body", "required"),
    "both bodies": ({"bodyValue": "b"}, "bodyValue", "several_bodies"),
    "a choice": ({"body": {"type": "Choice", "value": "a"}}, "body.type", "unsupported_body"),
    "HTML": ({"body": HTML}, "body.format", "unsupported_body"),
    "a number": ({"body": {"value": 5}}, "body.value", "invalid"),
    "a body without words": ({"body": {"type": "TextualBody"}}, "body.value", "required"),
    "blank words": ({"body": {"value": " \n"}}, "body.value", "required"),
    "blank value": ({"body": None, "bodyValue": " "}, "bodyValue", "required"),
    "too many words": ({"body": {"value": "x" * 10_001}}, "body.value", "too_long"),
    "a bell": ({"body": {"value": "\a"}}, "body.value", "unstorable_character"),
    "a style": ({"stylesheet": "http://a.example/1.css"}, "stylesheet", "unsupported"),
    "a misspelling": ({"motivaton": "commenting"}, "motivaton", "unknown_field"),
    "a misspelling inside": ({"body": TYPO}, "body.formt", "unknown_field"),
    "no target": ({"target": None}, "target", "required"),
    "two targets": ({"target": ["urn:x:1", "urn:x:2"]}, "target", "several_targets"),
    "a target elsewhere": ({"target": "http://a.example/"}, "target", "foreign_source"),
    "a source elsewhere": ({"target": {"source": "x"}}, "target.source", "foreign_source"),
    "no source": ({"target": {"type": "SpecificResource"}}, "target.source", "required"),
    "a composite": ({"target": COMPOSITE}, "target.type", "unsupported_type"),
    "no motivation": ({"motivation": None}, "motivation", "required"),
    "highlighting": ({"motivation": "highlighting"}, "motivation", "unknown_motivation"),
    "assessing": ({"motivation": "assessing"}, "motivation", "unknown_motivation"),
    "two motivations": ({"motivation": ["a", "b"]}, "motivation", "several_motivations"),
    "no context": ({"@context": None}, "@context", "required"),
    "another context": ({"@context": "http://a.example/"}, "@context", "unknown_context"),
    "a context that says otherwise": (
        {"@context": [ANNO, OURS | {"act": "sv:status"}]},
        "@context",
        "unknown_context",
    ),
    "a context that redefines": (
        {"@context": [ANNO, OURS | {"body": "sv:act"}]},
        "@context",
        "unknown_context",
    ),
    "a context from nowhere": (
        {"@context": [ANNO, {"act": "sv:act"}]},
        "@context",
        "unknown_context",
    ),
    "an act nobody defined": ({"act": "question"}, "act", "undefined_term"),
    "no such act": ({"@context": [ANNO, OURS], "act": "verdict"}, "act", "unknown_choice"),
    "act and motivation apart": (
        {"@context": [ANNO, OURS], "act": "concern", "motivation": "editing"},
        "motivation",
        "motivation_mismatch",
    ),
    "a directive that is none": (
        {"@context": [ANNO, OURS], "directive": {"what": "Ring."}},
        "directive",
        "not_a_directive",
    ),
    "another type": ({"type": "Note"}, "type", "unsupported_type"),
    "no type": ({"type": None}, "type", "required"),
}  # fmt: skip


# A directive that is a question and a thing made of things are wrong in more than one way.
SEVERAL = {"a composite"}


@pytest.mark.parametrize("kind", UNTAKEN)
def test_what_is_not_taken_is_refused_by_its_name(
    world: World, version: NoteVersion, kind: str
) -> None:
    changes, name, code = UNTAKEN[kind]

    answer = bring(world, version, annotation(version, **changes))

    if kind not in SEVERAL:
        assert (refusal(answer), fields(answer)) == ((400, code), {name})
    assert answer.json()["fields"][name]
    assert Annotation.objects.count() == 0


SELECTORS: dict[str, tuple[Any, str, str]] = {
    "fragment": ({"type": "FragmentSelector", "value": "x"}, ".type", "unsupported_selector"),
    "XPath": ([{"type": "XPathSelector", "value": "/"}], ".0.type", "unsupported_selector"),
    "none": ([], "", "required"),
    "no type": ({"exact": "cold"}, ".type", "unsupported_selector"),
    "elsewhere": ("http://a.example/s", "", "not_embedded"),
    "a number": (5, "", "invalid"),
    "two quotations": ([quote("cold"), quote("then")], "", "several_selectors"),
    "refined": (quote("cold") | {"refinedBy": quote("old")}, ".refinedBy", "unsupported"),
    "misspelt": (quote("cold") | {"sufix": ","}, ".sufix", "unknown_field"),
    "no words": ({"type": "TextQuoteSelector"}, ".exact", "required"),
    "words of a number": (quote(5), ".exact", "invalid"),  # type: ignore[arg-type]
    "no end": ({"type": "TextPositionSelector", "start": 1}, ".end", "required"),
    "a place in words": (place("1", 2), ".start", "invalid"),
    "a true place": (place(True, 2), ".start", "invalid"),  # noqa: FBT003 - the point of it
    "half a place": (place(1.5, 2), ".start", "invalid"),
}


@pytest.mark.parametrize("kind", SELECTORS)
def test_a_selector_of_another_sort_is_refused(
    world: World, version: NoteVersion, kind: str
) -> None:
    selector, name, code = SELECTORS[kind]
    target = {"source": version_iri(version), "selector": selector}

    answer = bring(world, version, page_of(annotation(version, target=target)))

    assert refusal(answer) == (400, code), answer.json()
    assert fields(answer) == {f"items.0.target.selector{name}"}
    assert Annotation.objects.count() == 0


ENVELOPES: dict[str, tuple[Json, str, str]] = {
    "no items": ({"items": None}, "items", "required"),
    "items of one": ({"items": {}}, "items", "invalid"),
    "addresses": ({"items": ["http://a.example/1"]}, "items.0", "not_embedded"),
    "numbers": ({"items": [5]}, "items.0", "invalid"),
    "bodies": ({"items": [{"type": "TextualBody"}]}, "items.0.type", "unsupported_type"),
    "too many": ({"items": [5] * (MOST + 1)}, "items", "too_many"),
    "a body of its own": ({"body": {"value": "a"}}, "body", "unknown_field"),
    "an address for a first page": (
        {"type": "AnnotationCollection", "items": None, "first": "http://a.example/?page=0"},
        "first",
        "not_embedded",
    ),
    "no first page": ({"type": "AnnotationCollection", "items": None}, "first", "required"),
    "more elsewhere": (
        {"type": "AnnotationCollection", "next": "http://a.example/?page=1"},
        "total",
        "incomplete",
    ),
    "less than it says": ({"type": "AnnotationCollection", "total": 7}, "total", "incomplete"),
    "two beginnings": ({"type": "AnnotationCollection", "first": {}}, "items", "unsupported"),
    "another thing inside": (
        {"type": "AnnotationCollection", "items": None, "first": {"type": "Note", "items": []}},
        "first.type",
        "unsupported_type",
    ),
    "another context inside": (
        {
            "type": "AnnotationCollection",
            "items": None,
            "first": {"@context": "http://a.example/", "items": []},
        },
        "first.@context",
        "unknown_context",
    ),
    "a page before": ({"prev": {"items": []}}, "prev", "invalid"),
}


@pytest.mark.parametrize("kind", ENVELOPES)
def test_a_list_that_is_not_whole_is_refused(
    world: World, version: NoteVersion, kind: str
) -> None:
    changes, name, code = ENVELOPES[kind]
    page = {n: v for n, v in (page_of(annotation(version)) | changes).items() if v is not None}

    answer = bring(world, version, page)

    assert refusal(answer)[0] == 400
    assert answer.json()["fields"][name] == [SENTENCES[code]]
    assert Annotation.objects.count() == 0


def test_a_directive_that_leaves_something_open_is_refused_by_what_is_missing(
    world: World, version: NoteVersion
) -> None:
    order = annotation(version, act="directive", motivation=None, directive={"what": "Ring."})

    answer = bring(world, version, page_of(order))

    assert refusal(answer) == (400, "incomplete")
    assert fields(answer) == {f"items.0.directive.{n}" for n in ("by_when", "why", "how_seen")}


def test_everything_that_is_wrong_is_told_at_once(world: World, version: NoteVersion) -> None:
    wrong = [
        annotation(version, motivation="highlighting"),
        annotation(version),
        annotation(version, target="http://a.example/", body="http://a.example/"),
    ]

    answer = bring(world, version, page_of(*wrong))

    assert refusal(answer) == (400, "invalid")
    assert fields(answer) == {"items.0.motivation", "items.2.target", "items.2.body"}


def test_a_document_of_mistakes_gets_a_bounded_answer(
    world: World, version: NoteVersion
) -> None:
    answer = bring(world, version, {f"field {n}": 1 for n in range(20_000)})

    assert refusal(answer) == (400, "unknown_field")
    assert len(fields(answer)) == 100


def test_more_pages_than_come_in_at_once_are_refused(
    world: World, version: NoteVersion
) -> None:
    half = page_of(*[annotation(version)] * (MOST // 2 + 1))

    answer = bring(world, version, half | {"next": half})

    assert refusal(answer) == (400, "too_many")
    assert fields(answer) == {"next.items"}


def test_as_many_as_are_exported_in_a_page_come_in(world: World, version: NoteVersion) -> None:
    answer = bring(world, version, page_of(*[annotation(version)] * MOST))

    assert (answer.status_code, writing.PAGE_SIZE) == (201, MOST)
    assert Annotation.objects.count() == MOST


# --- Threads ---


def test_a_reply_to_a_reply_is_refused(world: World, version: NoteVersion) -> None:
    thread = annotation(version, id="urn:x:1")
    reply = annotation(version, id="urn:x:2", target="urn:x:1")
    nested = annotation(version, id="urn:x:3", target="urn:x:2")
    itself = annotation(version, id="urn:x:4", target="urn:x:4")

    for document in (page_of(thread, reply, nested), page_of(thread, nested, reply)):
        number = [item["id"] for item in document["items"]].index("urn:x:3")
        answer = bring(world, version, document)
        assert refusal(answer) == (400, "nested_reply")
        assert fields(answer) == {f"items.{number}.target"}
    assert refusal(bring(world, version, itself)) == (400, "nested_reply")
    assert Annotation.objects.count() == 0


def test_a_reply_that_names_a_passage_is_refused(world: World, version: NoteVersion) -> None:
    thread = make_annotation(world, version)
    source = f"{SITE}/api/v1/annotations/{thread.pk}.jsonld"
    target = {"source": source, "selector": quote("cold")}

    answer = bring(world, version, annotation(version, target=target))

    assert (refusal(answer), fields(answer)) == (
        (400, "reply_with_selector"),
        {"target.selector"},
    )


def test_a_thread_of_another_note_or_of_nothing_is_none_here(
    world: World, version: NoteVersion
) -> None:
    other = make_room(world)
    foreign = make_annotation(world, other)

    for pk in (foreign.pk, NOWHERE):
        target = f"{SITE}/api/v1/annotations/{pk}.jsonld"
        answer = bring(world, version, annotation(version, target=target))
        assert (refusal(answer), fields(answer)) == ((400, "unknown_parent"), {"target"})


def test_a_withdrawn_thread_takes_no_reply(world: World, version: NoteVersion) -> None:
    gone = make_annotation(world, version)
    actions.move_annotation(
        annotation_id=gone.pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=1,
        by=world.supervisor,
    )
    target = f"{SITE}/api/v1/annotations/{gone.pk}.jsonld"

    answer = bring(world, version, page_of(annotation(version, target=target)))

    assert (refusal(answer), fields(answer)) == ((409, "wrong_state"), {"items.0"})


def test_an_id_that_stands_there_twice_is_refused(world: World, version: NoteVersion) -> None:
    twice = annotation(version, id="urn:x:1")

    answer = bring(world, version, page_of(twice, twice))

    assert (refusal(answer), fields(answer)) == ((400, "duplicate_id"), {"items.1.id"})


# --- Versions ---


def test_only_the_newest_version_of_this_note_is_a_source(
    world: World, version: NoteVersion
) -> None:
    note, old = version.note, annotation(version)
    move(world, note, NoteMove.RETURN, text="Say more.")
    write(world, note, felt="It was cold.")
    newer = submit(world, note)
    newer.note = move(world, note, NoteMove.OPEN)
    future = version_iri(newer).replace("/2/", "/3/")

    stale = bring(world, newer, page_of(annotation(newer), old))
    unknown = bring(world, newer, annotation(newer, target=future))
    other = bring(world, newer, annotation(make_room(world)))

    assert (refusal(stale), fields(stale)) == ((409, "stale_version"), {"items.1"})
    assert (refusal(unknown), fields(unknown)) == ((400, "unknown_version"), {"target"})
    assert (refusal(other), fields(other)) == ((400, "foreign_source"), {"target.source"})
    assert Annotation.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda iri: iri + "?x=1",
        lambda iri: iri.removesuffix("/"),
        lambda iri: iri.replace("/1/", "/01/"),
        lambda iri: iri.replace("/1/", f"/{'9' * 5000}/"),
        lambda iri: iri.replace(SITE, "http://a.example"),
        lambda iri: iri.replace(SITE, ""),
        lambda iri: iri[: len(SITE)],
        lambda iri: iri.replace("/api/", "/%00/"),
        lambda iri: f"{iri}\n",
    ],
)
def test_an_address_that_is_almost_one_is_none(
    world: World, version: NoteVersion, change: Callable[[str], str]
) -> None:
    answer = bring(world, version, annotation(version, target=change(version_iri(version))))

    assert (refusal(answer), fields(answer)) == ((400, "foreign_source"), {"target"})


# --- Anything at all ---

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "id", "value", "source", "selector", "items", "x"]), inner
        )
    ),
    max_leaves=8,
)
PLACES = st.sampled_from(
    [
        *("@context", "type", "id", "motivation", "body", "target", "act", "directive", "eye"),
        *("bodyValue", "first", "next", "items", "focus", "creator", "total", "partOf"),
    ]
)


@hypothesis_settings(
    max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=PLACES, value=JSON, within=st.sampled_from(["", "items", "body", "target"]))
def test_whatever_stands_in_it_the_answer_is_a_refusal_or_a_remark(
    world: World, version: NoteVersion, name: str, value: Any, within: str
) -> None:
    document = annotation(version, target=on(version, quote("cold")))
    broken = copy.deepcopy(document)
    if within == "items":
        broken = page_of(document | {name: value})
    elif within:
        broken[within][name] = value
    else:
        broken[name] = value

    answer = bring(world, version, broken)

    assert answer.status_code in {201, 400}, (answer.status_code, broken)
    if answer.status_code == 400:
        refusal(answer)
        assert fields(answer)
