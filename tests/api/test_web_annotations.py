"""A note's annotations as W3C Web Annotations: what is said, to whom, and what is not."""

import json
import re
from dataclasses import replace

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from api.web_annotations import writing
from api.web_annotations.vocabulary import MOTIVATIONS
from cases.actions import annotations as actions
from cases.enums import Act, AnnotationMove, NoteMove
from cases.models import Anchor, Annotation, NarrativeRead, NoteVersion
from supervision.actions.relationships import Ending, move_relationship
from supervision.enums import EndedReason, RelationshipMove
from supervision.models import SupervisionRelationship, User
from tests.api.clients import NOWHERE, ROOT, refusal, signed_in
from tests.factories_cases import (
    TERMS,
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    make_world,
    move,
    submit,
    write,
)
from tests.web_annotations import (
    CONTENT_TYPE,
    Json,
    document_of,
    documents_of,
    faults,
    names_of,
    pages_of,
    path_of,
    version_iri,
)

pytestmark = pytest.mark.django_db
SITE = configured.SITE_URL
WORDS = "\U0001f98a What did élan ask of you?"


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, felt="\U0001f98a\U0001f98a it was warm then")


def one(world: World, annotation: Annotation, by: User | None = None) -> Json:
    client = signed_in(by or world.supervisee)
    return document_of(client.get(f"{ROOT}annotations/{annotation.pk}.jsonld"))


def items(client: APIClient, version: NoteVersion) -> list[Json]:
    collection = document_of(client.get(path_of(version.note_id)))
    return [item for page in pages_of(client, collection) for item in page["items"]]


def refused_everywhere(client: APIClient, annotation: Annotation) -> set[tuple[int, str]]:
    note = path_of(annotation.note_id)
    alone = f"{ROOT}annotations/{annotation.pk}.jsonld"
    return {refusal(client.get(url)) for url in (note, f"{note}?page=0", alone)}


def test_an_annotation_says_what_was_said_of_which_words(
    world: World, version: NoteVersion
) -> None:
    start = version.text.index("warm")
    place: Json = {"start": start, "end": start + 4}
    tags: Json = {"focus": "personalisation", "stance": "consultant", "eye": 4}
    annotation = make_annotation(world, version, body=WORDS, **place, **tags)

    said = one(world, annotation)

    creator = said.pop("creator")
    assert said == {
        "@context": said["@context"],
        "id": f"{SITE}/api/v1/annotations/{annotation.pk}.jsonld",
        "type": "Annotation",
        "motivation": "questioning",
        "act": "question",
        "status": "open",
        **tags,
        "created": annotation.created_at.isoformat().replace("+00:00", "Z"),
        "body": {
            "type": "TextualBody",
            "value": WORDS,
            "format": "text/plain",
            "purpose": "questioning",
        },
        "target": {
            "type": "SpecificResource",
            "source": f"{SITE}/api/v1/notes/{version.note_id}/versions/1/",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "warm",
                    "prefix": version.text[start - 32 : start],
                    "suffix": version.text[start + 4 : start + 36],
                },
                {"type": "TextPositionSelector", **place},
            ],
        },
    }
    assert "\U0001f98a\U0001f98a it was " in said["target"]["selector"][0]["prefix"]
    assert set(creator) == {"id", "type"}


def test_the_source_is_the_address_of_the_version_with_that_text(
    world: World, version: NoteVersion
) -> None:
    target = one(world, make_annotation(world, version, start=3, end=9))["target"]

    source = target["source"].removeprefix(SITE)
    text = signed_in(world.supervisee).get(source).json()["text"]

    quote, place = target["selector"]
    assert text[place["start"] : place["end"]] == quote["exact"]


def test_a_remark_on_all_of_it_has_no_selector(world: World, version: NoteVersion) -> None:
    said = one(world, make_annotation(world, version))

    assert said["target"] == {"type": "SpecificResource", "source": version_iri(version)}


def test_a_reply_targets_its_thread(world: World, version: NoteVersion) -> None:
    thread = make_annotation(world, version, start=0, end=2)
    asked = make_annotation(world, version, parent_id=thread.pk, act="question")

    said = one(world, asked)

    assert said["target"] == one(world, thread)["id"]
    assert (said["motivation"], said["act"], said["body"]["purpose"]) == (
        *("replying", "question"),
        "questioning",
    )


def test_a_directive_carries_what_it_asks(world: World, version: NoteVersion) -> None:
    directive = {"what": "Ring.", "by_when": "2026-04-01", "safety": "yes"}
    made = make_annotation(world, version, act="directive", directive=directive)
    actions.move_annotation(
        annotation_id=made.pk,
        move=AnnotationMove.DISPUTE,
        expected_version=1,
        reason="She is safe.",
        by=world.supervisee,
    )

    said = one(world, made)

    assert said["directive"] == TERMS | directive
    assert (said["status"], said["status_reason"]) == ("disputed", "She is safe.")


def test_words_that_were_changed_say_when(world: World, version: NoteVersion) -> None:
    made = make_annotation(world, version)
    assert "modified" not in one(world, made)

    edited = actions.edit_annotation(
        annotation_id=made.pk, body="Otherwise.", expected_version=1, by=world.supervisor
    )

    said = one(world, made)
    assert edited.edited_at is not None
    assert said["modified"] == edited.edited_at.isoformat().replace("+00:00", "Z")
    assert said["body"]["value"] == "Otherwise."


def test_every_act_has_its_motivation() -> None:
    """“assessing” is a word of the model that its own context leaves undefined."""
    assert set(MOTIVATIONS) == set(Act)
    assert "assessing" not in MOTIVATIONS.values()
    assert [act for act, word in MOTIVATIONS.items() if word == "editing"] == [
        Act.CORRECTION_REQUEST
    ]


def test_people_are_told_apart_in_one_note_and_not_found_again_in_the_next(
    world: World, version: NoteVersion
) -> None:
    another = make_room(world)
    both = [make_annotation(world, version), make_annotation(world, version)]
    own = make_annotation(world, version, by=world.supervisee)
    elsewhere = make_annotation(world, another)

    first, second, other, apart = (
        one(world, each)["creator"]["id"] for each in (*both, own, elsewhere)
    )

    assert first == second
    assert len({first, other, apart}) == 3


def test_nobody_is_named_anywhere(world: World, version: NoteVersion) -> None:
    make_annotation(world, version, start=0, end=5)
    make_annotation(world, version, by=world.supervisee)

    documents = documents_of(signed_in(world.supervisor), version.note_id)

    people = names_of(world.supervisee, world.supervisor)
    texts = {version_iri(version): version.text}
    assert [fault for each in documents for fault in faults(each, texts, people)] == []


def test_what_was_withdrawn_is_left_out_and_its_address_says_so(
    world: World, version: NoteVersion
) -> None:
    gone = make_annotation(world, version, body=WORDS, start=0, end=2)
    reply = make_annotation(world, version, parent_id=gone.pk, by=world.supervisee)
    left = make_annotation(world, version)
    actions.move_annotation(
        annotation_id=gone.pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=2,
        by=world.supervisor,
    )
    client = signed_in(world.supervisor)

    said = items(client, version)
    alone = client.get(f"{ROOT}annotations/{gone.pk}.jsonld")

    assert [item["id"] for item in said] == [
        f"{SITE}/api/v1/annotations/{each.pk}.jsonld" for each in (reply, left)
    ]
    assert str(gone.pk) in said[0]["target"]
    assert refusal(alone) == (410, "withdrawn")
    assert "\U0001f98a" not in alone.content.decode()
    stranger = signed_in(world.colleague)
    assert refusal(stranger.get(f"{ROOT}annotations/{gone.pk}.jsonld")) == (404, "not_found")


def test_flags_are_not_annotations(world: World, version: NoteVersion) -> None:
    make_flag(world, version.note, number=1, narrative=WORDS, start=0, end=5)

    [collection, page] = documents_of(signed_in(world.supervisor), version.note_id)

    assert (collection["total"], page["items"]) == (0, [])


def test_pages_hold_everything_once_in_the_order_it_was_said(
    world: World, version: NoteVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PAGE_SIZE", 2)
    made = [make_annotation(world, version) for _ in range(5)]
    client = signed_in(world.supervisee)

    collection = document_of(client.get(path_of(version.note_id)))
    pages = list(pages_of(client, collection))

    iri = f"{SITE}{path_of(version.note_id)}"
    assert [page["id"] for page in pages] == [f"{iri}?page={n}" for n in range(3)]
    assert [page["startIndex"] for page in pages] == [0, 2, 4]
    assert [page.get("prev") for page in pages] == [None, *(p["id"] for p in pages[:2])]
    assert (collection["first"], collection["last"]) == (pages[0]["id"], pages[2]["id"])
    assert [item["id"] for page in pages for item in page["items"]] == [
        f"{SITE}/api/v1/annotations/{each.pk}.jsonld" for each in made
    ]
    for page in pages:
        whole = {name: collection[name] for name in ("id", "type", "label", "total")}
        assert page["partOf"] == whole


def test_a_note_that_nobody_spoke_of_has_an_empty_page(
    world: World, version: NoteVersion
) -> None:
    client = signed_in(world.supervisee)

    [collection, page] = documents_of(client, version.note_id)

    assert collection["first"] == collection["last"] == page["id"]
    assert (page["items"], collection["total"]) == ([], 0)
    assert refusal(client.get(f"{path_of(version.note_id)}?page=1")) == (404, "not_found")


@pytest.mark.parametrize("page", ["-1", "x", "", "1.5", "99999999999999999999", "\ud83e"])
def test_a_page_that_is_no_number_is_refused(
    world: World, version: NoteVersion, page: str
) -> None:
    answer = signed_in(world.supervisee).get(
        path_of(version.note_id), QUERY_STRING=f"page={page.encode(errors='replace').decode()}"
    )

    assert refusal(answer)[0] == 400


def test_a_parameter_nobody_knows_is_refused(world: World, version: NoteVersion) -> None:
    client = signed_in(world.supervisee)

    answers = [client.get(f"{path_of(version.note_id)}?{q}") for q in ("pages=0", "number=1")]

    assert {refusal(answer) for answer in answers} == {(400, "unknown_parameter")}


# --- Versions ---


def second_version(world: World, version: NoteVersion, *, to: World) -> NoteVersion:
    """Submitted again after a reply, to the supervisor of ``to``, and opened."""
    note = version.note
    move(world, note, NoteMove.RETURN, text="Say more.")
    write(world, note, felt="It was warm, and then cold.")
    newer = submit(to, note)
    newer.note = move(to, note, NoteMove.OPEN)
    return newer


def at(annotation: Annotation, version: NoteVersion, how: str, *span: int) -> None:
    """As if the annotation had been followed into that version."""
    start, end = span or (None, None)
    place = {"how": how, "start": start, "end": end}
    Anchor.objects.update_or_create(annotation=annotation, version=version, defaults=place)


def test_annotations_of_all_versions_stand_on_the_text_they_were_last_found_in(
    world: World, version: NoteVersion
) -> None:
    spot = version.text.index("warm")
    place: Json = {"start": spot, "end": spot + 4}
    same, lost, guessed = (make_annotation(world, version, **place) for _ in range(3))
    newer = second_version(world, version, to=world)
    new_spot = newer.text.index("warm")
    at(same, newer, "moved", new_spot, new_spot + 4)
    at(lost, newer, "orphan")
    at(guessed, newer, "suggested", 0, 4)
    made = make_annotation(world, newer, start=0, end=2)

    said = items(signed_in(world.supervisor), version)

    old, new = version_iri(version), version_iri(newer)
    assert [each["target"]["source"] for each in said] == [new, old, old, new]
    assert [each.get("anchor") for each in said] == ["moved", "orphan", "suggested", None]
    assert str(made.pk) in said[3]["id"]
    texts = {old: version.text, new: newer.text}
    documents = documents_of(signed_in(world.supervisor), version.note_id)
    assert [fault for each in documents for fault in faults(each, texts)] == []


def test_a_version_that_one_may_not_read_is_not_mentioned(
    world: World, version: NoteVersion
) -> None:
    """The second one went to somebody else."""
    spot = version.text.index("warm")
    made = make_annotation(world, version, start=spot, end=spot + 4)
    other = supervised_by_colleague(world)
    newer = second_version(world, version, to=other)
    at(made, newer, "moved", *(newer.text.index("warm"), newer.text.index("warm") + 4))
    make_annotation(other, newer, body=WORDS)

    said = documents_of(signed_in(world.supervisor), version.note_id)

    [item] = next(page["items"] for page in said if "items" in page)
    assert item["target"]["source"] == version_iri(version)
    assert "anchor" not in item
    assert said[0]["total"] == 1
    assert "/versions/2/" not in str(said)
    assert len(items(signed_in(world.supervisee), version)) == 2


def supervised_by_colleague(world: World) -> World:
    relationship = SupervisionRelationship.objects.create(
        clinic=world.clinic,
        supervisee=world.supervisee,
        supervisor=world.colleague,
        kind="secondary",
        status="active",
        proposed_by=world.lead,
    )
    return replace(world, supervisor=world.colleague, relationship=relationship)


# --- Who reads it ---


def test_nobody_outside_learns_that_it_is_there(world: World, version: NoteVersion) -> None:
    annotation = make_annotation(world, version, body=WORDS)
    other = make_world("elsewhere")

    for person in (
        *(world.colleague, world.lead, world.administrator),
        *(other.supervisor, other.supervisee, other.lead, other.administrator),
    ):
        client = signed_in(person)
        assert refused_everywhere(client, annotation) == {(404, "not_found")}
        assert refusal(client.get(path_of(NOWHERE))) == (404, "not_found")
    assert refused_everywhere(APIClient(), annotation) == {(401, "not_authenticated")}


def test_a_superuser_has_no_way_in(world: World, version: NoteVersion) -> None:
    annotation = make_annotation(world, version)
    world.administrator.is_superuser = True
    world.administrator.save(update_fields=["is_superuser"])

    assert refused_everywhere(signed_in(world.administrator), annotation) == {
        (404, "not_found")
    }


def test_a_past_supervisor_keeps_what_was_submitted_in_her_time_and_brings_nothing_in(
    world: World, version: NoteVersion
) -> None:
    annotation = make_annotation(world, version, start=0, end=2)
    move_relationship(
        relationship_id=world.relationship.pk,
        move=RelationshipMove.END,
        expected_version=world.relationship.version,
        ending=Ending(EndedReason.COMPLETED),
        by=world.lead,
    )
    client = signed_in(world.supervisor)

    [item] = items(client, version)
    answer = client.post(path_of(version.note_id), one(world, annotation))

    assert item["body"]["value"] == annotation.body
    assert refusal(answer) == (403, "not_allowed")
    assert Annotation.objects.count() == 1


def test_a_draft_has_no_annotations_and_a_version_nobody_opened_is_its_authors(
    world: World,
) -> None:
    note = make_draft(world)
    for person in (world.supervisee, world.supervisor):
        assert refusal(signed_in(person).get(path_of(note.pk))) == (404, "not_found")

    submit(world, note)

    assert document_of(signed_in(world.supervisee).get(path_of(note.pk)))["total"] == 0
    assert refusal(signed_in(world.supervisor).get(path_of(note.pk))) == (404, "not_found")


def test_reading_it_is_shown_to_the_author(world: World, version: NoteVersion) -> None:
    annotation = make_annotation(world, version)

    for url in (
        f"{path_of(version.note_id)}?page=0",
        f"{ROOT}annotations/{annotation.pk}.jsonld",
    ):
        NarrativeRead.objects.all().delete()
        signed_in(world.supervisee).get(url)
        assert NarrativeRead.objects.count() == 0
        signed_in(world.supervisor).get(url)
        read = NarrativeRead.objects.get()
        assert (read.reader, read.object_id) == (world.supervisor, version.note_id)


# --- How it is served ---


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", CONTENT_TYPE, "x"])
def test_whatever_is_asked_for_it_is_json_ld_and_a_refusal_json(
    world: World, version: NoteVersion, accept: str
) -> None:
    client, header = signed_in(world.supervisee), {"accept": accept}

    document_of(client.get(path_of(version.note_id), headers=header))
    refused = client.get(path_of(NOWHERE), headers=header)

    assert refused["Content-Type"] == "application/json"
    assert refusal(refused) == (404, "not_found")


def test_an_unchanged_document_is_not_sent_again(world: World, version: NoteVersion) -> None:
    annotation = make_annotation(world, version)
    client = signed_in(world.supervisee)
    for url in (
        path_of(version.note_id),
        f"{path_of(version.note_id)}?page=0",
        f"{ROOT}annotations/{annotation.pk}.jsonld",
    ):
        tag = client.get(url)["ETag"]
        same = client.get(url, headers={"if-none-match": tag})
        other = client.get(url, headers={"if-none-match": '"another"'})
        head = client.head(url)

        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
        assert (other.status_code, other["ETag"]) == (200, tag)
        assert (head.status_code, head.content) == (200, b"")
        assert (head["ETag"], head["Content-Type"]) == (tag, CONTENT_TYPE)

    page = f"{path_of(version.note_id)}?page=0"
    tag = client.get(page)["ETag"]
    make_annotation(world, version)
    assert client.get(page, headers={"if-none-match": tag}).status_code == 200


def test_every_address_is_the_one_people_type(
    world: World, version: NoteVersion, settings: Settings
) -> None:
    """Whatever host this very request was sent to."""
    settings.SITE_URL = "https://clinic.example"
    thread = make_annotation(world, version, start=0, end=2)
    make_annotation(world, version, parent_id=thread.pk)

    documents = documents_of(signed_in(world.supervisee), version.note_id)

    said = json.dumps(documents)
    assert SITE not in said
    assert set(re.findall(r'"(https?://[^/"]+)', said)) == {
        *("https://clinic.example", "http://www.w3.org")
    }
    texts = {version_iri(version): version.text}
    assert [fault for each in documents for fault in faults(each, texts)] == []


def test_a_page_costs_the_same_queries_for_one_thread_and_for_many(
    world: World, version: NoteVersion
) -> None:
    client = signed_in(world.supervisee)

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    def a_thread_with_a_reply() -> Annotation:
        thread = make_annotation(world, version, start=0, end=2)
        make_annotation(
            world, version, by=world.supervisee, act="question", parent_id=thread.pk
        )
        return thread

    first = a_thread_with_a_reply()
    page, alone = f"{path_of(version.note_id)}?page=0", f"{ROOT}annotations/{first.pk}.jsonld"
    costs = cost(page), cost(alone)
    for _ in range(3):
        a_thread_with_a_reply()

    assert (cost(page), cost(alone)) == costs
    assert max(costs) <= 8


def test_bringing_in_has_a_rate_of_its_own(
    world: World, version: NoteVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "import", "2/min")
    client = signed_in(world.supervisor)

    answers = [client.post(path_of(version.note_id), {}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert document_of(client.get(path_of(version.note_id)))["total"] == 0
    said = {"number": 1, "act": "question", "body": "Why?"}
    assert client.post(f"{ROOT}notes/{version.note_id}/annotations/", said).status_code == 201
