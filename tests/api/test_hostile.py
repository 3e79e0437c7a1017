"""Every write address, from the API's own description, meets what a hostile caller sends.

What the right words of each address are, the other tests of the API know; here nothing is ever
right, so nothing may be stored, and every refusal has a code, its field and a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from cases.decision_enums import BoundaryMove, ReferralMove
from cases.enums import AnnotationMove, NoteMove
from cases.models import Annotation, Decision, DraftCopy, FollowUp, Note
from supervision.enums import RelationshipMove
from supervision.models import SupervisionRelationship, User
from tests.api.clients import NOWHERE, ROOT, fields, refusal, send, signed_in
from tests.factories_cases import (
    World,
    make_annotation,
    make_case,
    make_draft,
    make_flag,
    make_room,
    make_world,
    submit,
    write,
)
from tests.factories_decisions import make_boundary, make_referral

pytestmark = pytest.mark.django_db

WRITES = ("post", "put", "patch", "delete")
# Of no field's type: text, number, yes or no, id, choice, list and object alike refuse it.
OF_NO_TYPE = 1.5
MALFORMED: dict[str, tuple[bytes, str]] = {
    "cut off": (b'{"version": 1, "te', "not_json"),
    "empty": (b"   ", "not_json"),
    "not UTF-8": (b'{"text": "\xc3\x28"}', "not_json"),
    "UTF-16": ('{"text": "a"}'.encode("utf-16"), "not_json"),
    "deep lists": (b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not_json"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not_json"),
    "a name twice": (b'{"version": 1, "version": 2}', "duplicate_name"),
    "a name twice inside": (b'{"a": {"b": 1, "b": 1}}', "duplicate_name"),
    "not a number": (b'{"version": NaN}', "not_json"),
    "endless": (b'{"version": -Infinity}', "not_json"),
    "5,000 digits": (b'{"version": ' + b"9" * 5_000 + b"}", "not_json"),
    "half quotes": (b"{'version': 1}", "not_json"),
    "two bodies": (b"{}{}", "not_json"),
    "a list": (b"[{}]", "not_an_object"),
    "a text": (b'"text"', "not_an_object"),
    "NUL": (b'{"text": "a\\u0000b"}', "unstorable_character"),
    "half a pair": (b'{"text": "\\udc00"}', "unstorable_character"),
    "half a pair as a name": (b'{"\\ud800": 1}', "unstorable_character"),
}
NOT_JSON_TYPES = ("text/plain", "application/x-www-form-urlencoded", "application/xml", "")


class Write(NamedTuple):
    method: str
    path: str
    fields: frozenset[str]


class Scene(NamedTuple):
    """Something of everything, by the name its id has in an address."""

    world: World
    ids: dict[str, str]
    clients: dict[UUID, APIClient]

    def by(self, person: User) -> APIClient:
        """Signed in once: a hundred requests later it is still the same person."""
        if person.pk not in self.clients:
            self.clients[person.pk] = signed_in(person)
        return self.clients[person.pk]

    def address(self, path: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self._id(path, found[1]), path)

    def _id(self, path: str, name: str) -> str:
        known = {"number": "1", "ground": "no_progress", "key": "12345678"}
        thing = path.removeprefix(ROOT).partition("/")[0]
        own = self.ids.get(f"{thing} {name}") or self.ids.get(name) or self.ids.get(thing)
        return known.get(name) or own or str(NOWHERE)

    def person(self, path: str) -> User:
        office = ("people", "role-assignments", "invitations", "relationships")
        to_lead = path.removeprefix(ROOT).startswith(office)
        return self.world.lead if to_lead else self.world.supervisee


@pytest.fixture
def scene() -> Scene:
    world = make_world()
    case = make_case(world)
    version = make_room(world)
    draft = make_draft(world, case)
    waiting = make_draft(world, case)
    submit(world, waiting)
    copy = DraftCopy.objects.create(
        draft=draft.draft, sections={"felt": "Cold."}, supervision_question="", based_on=1
    )
    referral, boundary = make_referral(world, case), make_boundary(world, case)
    due = timezone.localdate() + timedelta(weeks=3)
    planned = {
        one.pk: FollowUp.objects.create(decision=one, due=due) for one in (referral, boundary)
    }
    things: dict[str, Model] = {
        "cases": case,
        "notes": draft,
        "waiting": waiting,
        "room": version.note,
        "copy": copy,
        "flags": make_flag(world, draft, section="happened", start=0, end=2),
        "annotations": make_annotation(world, version, start=0, end=2),
        "decisions": referral,
        "referrals": referral,
        "referrals follow_up": planned[referral.pk],
        "boundaries": boundary,
        "boundaries follow_up": planned[boundary.pk],
        "people": world.colleague,
        "relationships": world.relationship,
    }
    return Scene(world, {name: str(thing.pk) for name, thing in things.items()}, {})


@cache
def writes() -> tuple[Write, ...]:
    generator: Any = SchemaGenerator  # it has no types
    document = generator().get_schema(request=None, public=True)
    found = [
        Write(method, path, _fields_of(document, operation))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in WRITES
    ]
    assert len(found) > 60
    return tuple(found)


def _fields_of(document: dict[str, Any], operation: dict[str, Any]) -> frozenset[str]:
    body = operation.get("requestBody")
    if body is None:
        return frozenset()
    reference = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    said = document["components"]["schemas"][reference].get("properties", {})
    return frozenset(name for name, facts in said.items() if not facts.get("readOnly"))


def stored() -> dict[str, list[dict[str, Any]]]:
    """Everything of ours, sealed columns as their bytes."""
    models = [*apps.get_app_config("cases").get_models()]
    models += apps.get_app_config("supervision").get_models()
    rows = {each.__name__: sorted(each.objects.values(), key=str) for each in models}  # type: ignore[attr-defined]
    for user in rows["User"]:
        user.pop("last_login")  # signing in is no part of what is tried
    return rows


def test_a_body_that_is_none_is_refused_everywhere(scene: Scene) -> None:
    """All addresses read bodies the same way: each gets a few, and together they get all."""
    before, kinds = stored(), list(MALFORMED)
    for number, each in enumerate(writes()):
        client = scene.by(scene.person(each.path))
        for name in (kinds[number % len(kinds)], kinds[(number + 7) % len(kinds)]):
            raw, code = MALFORMED[name]
            answer = send(client, each.method, scene.address(each.path), raw)
            assert refusal(answer) == (400, code), (each, name)
    assert stored() == before


def test_a_body_of_another_media_type_is_refused_everywhere(scene: Scene) -> None:
    before = stored()
    for number, each in enumerate(writes()):
        client, url = scene.by(scene.person(each.path)), scene.address(each.path)
        media_type = NOT_JSON_TYPES[number % len(NOT_JSON_TYPES)]
        answer = client.generic(each.method.upper(), url, "version=1", media_type)
        assert refusal(answer) == (415, "unsupported_media_type"), (each, media_type)
    assert stored() == before


def test_a_value_of_no_type_is_refused_by_the_name_of_its_field(scene: Scene) -> None:
    before = stored()
    for each in writes():
        client = scene.by(scene.person(each.path))
        for name in each.fields:
            answer = send(client, each.method, scene.address(each.path), {name: OF_NO_TYPE})
            assert refusal(answer)[0] == 400, (each, name, answer.json())
            assert name in fields(answer), (each, name, answer.json())
    assert stored() == before


def test_a_field_nobody_knows_is_refused_by_its_name(scene: Scene) -> None:
    before = stored()
    for each in writes():
        if not each.fields:
            continue
        client = scene.by(scene.person(each.path))
        answer = send(client, each.method, scene.address(each.path), {"is_superuser": True})
        assert refusal(answer) == (400, "unknown_field"), (each, answer.json())
        assert "is_superuser" in fields(answer)
    assert stored() == before


def test_a_stranger_writes_nothing_anywhere(scene: Scene) -> None:
    """Whether it is there at all, nobody outside learns from the answer."""
    stranger = make_world("elsewhere")
    before = stored()
    for each in writes():
        address = scene.address(each.path)
        if address == each.path:
            continue  # no id in it: what is hers to add, she adds elsewhere
        for person in (stranger.supervisee, stranger.supervisor, stranger.lead):
            client = scene.by(person)
            there, nowhere = (
                refusal(send(client, each.method, url, {"version": 1}))
                for url in (address, re.sub(r"\{\w+\}", str(NOWHERE), each.path))
            )
            assert there == nowhere, (each, there)
    assert stored() == before


# --- Spans ---

TEXT = "👩‍👩‍👧 sagte: „Ja“, then שלום and 別れ."
PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "behind the end": ({"start": 0, "end": 10_000}, "span_outside"),
    "empty": ({"start": 3, "end": 3}, "span_outside"),
    "backwards": ({"start": 5, "end": 2}, "span_outside"),
    "huge": ({"start": 2**31 - 2, "end": 2**31 - 1}, "span_outside"),
    "other words": ({"start": 6, "end": 11, "quote": "fragt"}, "quote_mismatch"),
    "counted in UTF-16": (
        {"start": 9, "end": 14, "quote": TEXT.split(":", maxsplit=1)[0][-5:]},
        "quote_mismatch",
    ),
    "counted in bytes": ({"start": 19, "end": 24, "quote": "sagte"}, "quote_mismatch"),
    "almost": ({"start": 6, "end": 11, "quote": "Sagte"}, "quote_mismatch"),
}


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_span_that_is_none_is_refused_everywhere(scene: Scene, place: str) -> None:
    said, code = PLACES[place]
    room = make_room(scene.world, happened=TEXT)
    draft = make_draft(scene.world, happened=TEXT)
    flag = {"dimension": "power", "visibility": "private", "section": "happened"}
    remark = {"number": 1, "act": "question", "body": "What is that?"}
    before = stored()

    for person, url, body in (
        (scene.world.supervisor, f"notes/{room.note_id}/annotations/", remark),
        (scene.world.supervisor, f"notes/{room.note_id}/flags/", flag | {"number": 1}),
        (scene.world.supervisee, f"notes/{draft.pk}/flags/", flag),
    ):
        answer = send(scene.by(person), "post", ROOT + url, body | said)
        assert refusal(answer) == (400, code), (url, answer.json())
        assert fields(answer) <= {"start", "quote"}

    assert stored() == before


@pytest.mark.parametrize("half", [{"start": 0}, {"end": 3}])
def test_half_a_span_is_none(scene: Scene, half: dict[str, int]) -> None:
    flag = {"dimension": "power", "visibility": "private", "section": "happened"}
    remark = {"number": 1, "act": "question", "body": "What is that?"}
    author, supervisor = scene.by(scene.world.supervisee), scene.by(scene.world.supervisor)
    before = stored()

    for client, url, body in (
        (supervisor, f"notes/{scene.ids['room']}/annotations/", remark),
        (supervisor, f"notes/{scene.ids['room']}/flags/", flag | {"number": 1}),
        (author, f"notes/{scene.ids['notes']}/flags/", flag),
    ):
        answer = send(client, "post", ROOT + url, body | half)
        assert refusal(answer) == (400, "span_outside"), (url, answer.json())
        assert fields(answer) <= {"start", "end"}

    assert stored() == before


# --- Versions, moves, ids of others ---


def _versioned(scene: Scene) -> Iterator[tuple[User, str, str, dict[str, Any]]]:
    """Each with all that it needs but the version."""
    author, supervisor = scene.world.supervisee, scene.world.supervisor
    ids = scene.ids
    yield author, "patch", f"cases/{ids['cases']}/", {"pseudonym": "L."}
    yield author, "post", f"notes/{ids['waiting']}/recall/", {}
    yield supervisor, "post", f"notes/{ids['waiting']}/open/", {}
    yield supervisor, "post", f"notes/{ids['room']}/return/", {"text": "Say more."}
    yield supervisor, "post", f"notes/{ids['room']}/complete/", {"attestation": "reviewed"}
    yield author, "post", f"notes/{ids['room']}/retract/", {"reason": "duplicate"}
    yield supervisor, "patch", f"annotations/{ids['annotations']}/", {"body": "Anew."}
    yield supervisor, "post", f"annotations/{ids['annotations']}/settle/", {}
    yield author, "patch", f"flags/{ids['flags']}/", {"narrative": "Cold."}
    yield author, "post", f"flags/{ids['flags']}/move/", {"status": "exploring"}
    yield author, "patch", f"referrals/{ids['referrals']}/", {"situation": "Another."}
    yield author, "post", f"referrals/{ids['referrals']}/move/", {"move": "propose"}
    yield author, "post", f"referrals/{ids['referrals']}/grounds/", {"ground": "specialist"}
    yield author, "delete", f"referrals/{ids['referrals']}/grounds/no_progress/", {}
    yield author, "post", f"referrals/{ids['referrals']}/options/", {"label": "Wait"}
    asked = {"consulted": "peer", "on": "2026-05-04", "question": "What now?"}
    for kind in ("referrals", "boundaries"):
        yield author, "post", f"{kind}/{ids[kind]}/consultations/", asked
    yield author, "patch", f"boundaries/{ids['boundaries']}/", {"summary": "He asked."}
    yield author, "post", f"boundaries/{ids['boundaries']}/move/", {"move": "analyse"}
    ended = {"reason": "completed"}
    yield scene.world.lead, "post", f"relationships/{ids['relationships']}/end/", ended


def test_an_older_or_a_later_version_changes_nothing(scene: Scene) -> None:
    before = stored()
    for person, method, url, body in _versioned(scene):
        for other in (0, 999, 2**31 - 1):
            answer = send(scene.by(person), method, ROOT + url, body | {"version": other})
            assert refusal(answer)[0] == 409, (url, other, answer.json())
        wrong: Any
        for wrong in (-1, 2**31, 10**30, "1", None, True):
            answer = send(scene.by(person), method, ROOT + url, body | {"version": wrong})
            assert refusal(answer)[0] == 400, (url, wrong, answer.json())
            assert "version" in fields(answer)
    assert stored() == before


def _moves(scene: Scene) -> Iterator[tuple[Model, str, dict[str, Any]]]:
    """Each with all the words that any of its kind takes."""
    note_moves = sorted(set(NoteMove) - {NoteMove.SUBMIT, NoteMove.AMEND})
    kinds: tuple[tuple[Any, str, str, Sequence[str]], ...] = (
        (Note, "notes", "notes", note_moves),
        (Note, "notes", "waiting", note_moves),
        (Note, "notes", "room", note_moves),
        (Annotation, "annotations", "annotations", AnnotationMove.values),
        (SupervisionRelationship, "relationships", "relationships", RelationshipMove.values),
    )
    for model, place, name, moves in kinds:
        thing = model.objects.get(pk=scene.ids[name])
        for move in moves:
            yield thing, f"{place}/{thing.pk}/{move.replace('_', '-')}/", {}
    for place, decision_moves in (
        ("referrals", ReferralMove.values),
        ("boundaries", BoundaryMove.values),
    ):
        decision = Decision.objects.get(pk=scene.ids[place])
        for move in decision_moves:
            yield decision, f"{place}/{decision.pk}/move/", {"move": move, "reasons": "So."}


def test_a_move_is_made_or_refused_with_a_sentence_by_whoever_tries(scene: Scene) -> None:
    """Every move of every table, from where things stand."""
    before, world = stored(), scene.world
    outcomes = dict.fromkeys((200, 400, 403, 404, 409), 0)
    people = (world.supervisee, world.supervisor, world.lead)
    clients = [scene.by(person) for person in people]
    for thing, path, said in _moves(scene):
        for client in clients:
            undo = transaction.savepoint()
            body = {"version": getattr(thing, "version"), **said}  # noqa: B009 - of any of them
            answer = send(client, "post", ROOT + path, body)
            outcomes[answer.status_code] += 1
            if answer.status_code >= 400:
                assert refusal(answer)[0] in outcomes
            transaction.savepoint_rollback(undo)
    assert stored() == before
    assert min(outcomes.values()) > 0, outcomes


def test_ids_of_another_clinic_inside_a_body_are_ids_of_nothing(scene: Scene) -> None:
    other = make_world("elsewhere")
    foreign = make_room(other)
    case, note = make_case(other), make_draft(other)
    thread = make_annotation(other, foreign)
    option = make_referral(other, case).options.first()
    world, ids = scene.world, scene.ids
    author, supervisor = world.supervisee, world.supervisor
    start = {"kind": "process_note", "format": "echo_question"}
    until = {"reason": "Holiday cover.", "expires_at": "2027-01-01T00:00:00Z"}
    remark = {"number": 1, "act": "reflection", "body": "Yes."}
    pair = {"supervisee": str(author.pk), "kind": "primary", "start": True}
    write(other, note)
    before = stored()

    for person, method, url, body in (
        (author, "post", "cases/", _new_case(other.clinic.pk)),
        (author, "post", "notes/", {"case": str(case.pk), **start}),
        (author, "post", f"notes/{ids['notes']}/submit/",
         {"relationship": str(other.relationship.pk), "revision": 1}),
        (author, "post", f"cases/{ids['cases']}/grants/",
         {"reader": str(other.supervisor.pk), **until}),
        (supervisor, "post", f"notes/{ids['room']}/annotations/",
         {"parent": str(thread.pk), **remark}),
        (author, "post", "referrals/", {"case": str(case.pk)}),
        (author, "post", "referrals/",
         {"case": ids["cases"], "from_version": str(foreign.pk)}),
        (author, "post", "boundaries/",
         {"case": ids["cases"], "from_version": str(foreign.pk), "timing": "planned",
          "domain": "money"}),
        (author, "post", f"referrals/{ids['referrals']}/options/",
         {"version": 1, "id": str(option and option.pk), "label": "Mine now"}),
        (world.lead, "post", "relationships/",
         {"clinic": str(world.clinic.pk), "supervisor": str(other.supervisor.pk), **pair}),
        (world.lead, "post", "role-assignments/",
         {"clinic": str(other.clinic.pk), "person": str(author.pk), "role": "supervisor"}),
        (world.lead, "post", "invitations/",
         {"clinic": str(other.clinic.pk), "email": "new@example.org", "role": "supervisor"}),
    ):  # fmt: skip
        answer = send(scene.by(person), method, ROOT + url, body)
        assert refusal(answer)[0] in {400, 403, 404}, (url, answer.json())

    assert stored() == before


def _new_case(clinic_id: object) -> dict[str, Any]:
    facts = {"pseudonym": "K.", "age_band": "40-64", "modality": "couple"}
    return {"clinic": str(clinic_id), **facts}


# --- Lengths ---


def test_a_text_one_too_long_is_refused_and_one_that_fits_is_kept_whole(scene: Scene) -> None:
    ids, long = scene.ids, "\U0001f9d1" * 10_000
    author, supervisor = scene.by(scene.world.supervisee), scene.by(scene.world.supervisor)
    for client, url, name in (
        (supervisor, f"annotations/{ids['annotations']}/", "body"),
        (author, f"flags/{ids['flags']}/", "narrative"),
        (author, f"referrals/{ids['referrals']}/", "situation"),
        (author, f"boundaries/{ids['boundaries']}/", "own_unease"),
    ):
        body = {"version": 1, name: long + "x"}
        answer = send(client, "patch", ROOT + url, body)
        assert refusal(answer)[0] == 400, answer.json()["detail"]
        assert fields(answer) == {name}
        kept = send(client, "patch", ROOT + url, body | {name: long})
        assert kept.json()[name] == long


def test_a_note_one_code_point_too_long_leaves_the_draft_as_it_was(scene: Scene) -> None:
    author, url = scene.by(scene.world.supervisee), f"{ROOT}notes/{scene.ids['notes']}/draft/"
    was = author.get(url).json()
    question = was["supervision_question"]
    free = 200_000 - len(question)
    before = stored()

    for sections in (
        {"happened": "x" * (free + 1)},
        {"happened": "x" * 100_000, "felt": "\U0001f600" * (free - 99_999)},
        {"happened": "e\u0301" * 200_001},
    ):
        answer = send(author, "put", url, {"revision": was["revision"], "sections": sections})
        assert refusal(answer) == (400, "too_long")
        assert all(name.startswith("sections") for name in fields(answer))

    assert stored() == before
    whole = {"revision": was["revision"], "sections": {"happened": "e\u0301" * free}}
    assert send(author, "put", url, whole).json()["sections"]["happened"] == "\u00e9" * free
