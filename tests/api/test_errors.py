"""Whatever is sent: below 500, with a code, a field and a sentence, and nothing stored."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.apps import apps
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.test import override_settings
from rest_framework.request import Request
from rest_framework.test import APIClient

from api import exceptions
from cases.attestations import CURRENT
from cases.models import (
    Annotation,
    Case,
    Note,
    NoteDraft,
    NoteVersion,
    ReflectiveFlag,
)
from supervision.exceptions import Refusal
from supervision.models import LedgerEntry
from tests.api.clients import NOWHERE, ROOT, fields, refusal, send, signed_in
from tests.factories_cases import (
    TERMS,
    World,
    make_annotation,
    make_case,
    make_draft,
    make_flag,
    make_room,
    make_world,
    submit,
)

pytestmark = pytest.mark.django_db

# Each in the place of one value that was right.
WRONG: dict[str, Any] = {
    "null": None,
    "true": True,
    "negative": -1,
    "fraction": 1.5,
    "huge": 10**40,
    "text": "x",
    "spaces": "   ",
    "nested": [[{"a": [None]}]],
    "object": {"a": 1},
    "surrogate": "a\ud800b",
    "control": "a\x1bb",
    "an id of nothing": str(NOWHERE),
}
NO_OBJECT: list[tuple[bytes, str]] = [
    (b"[]", "not_an_object"),
    (b'"text"', "not_an_object"),
    (b"7", "not_an_object"),
    (b"null", "not_an_object"),
    (b"{", "not_json"),
    (b'{"version": NaN}', "not_json"),
    (b'{"version": ' + b"9" * 5000 + b"}", "not_json"),
    (b"[" * 200_000, "not_json"),
    (b'{"a": "\xff"}', "not_json"),
    (b'{"\\u0000": 1}', "unstorable_character"),
    (b'{"a": {"b": ["\\ud800"]}}', "unstorable_character"),
]


class Route(NamedTuple):
    """A write that is right, so that one wrong value is what makes it wrong."""

    method: str
    url: str
    body: dict[str, Any]
    supervisor: bool = False


class Room(NamedTuple):
    world: World
    case: Case
    draft: Note
    waiting: Note
    version: NoteVersion
    annotation: Annotation
    flag: ReflectiveFlag


@pytest.fixture
def room() -> Room:
    world = make_world()
    case = make_case(world)
    waiting = make_draft(world, case)
    submit(world, waiting)
    version = make_room(world)
    draft = make_draft(world, case)
    flag = make_flag(world, draft, section="happened", start=0, end=2)
    annotation = make_annotation(world, version, start=0, end=2)
    return Room(world, case, draft, waiting, version, annotation, flag)


def _open_case(room: Room) -> Route:
    facts = {"pseudonym": "K.", "age_band": "40-64", "modality": "couple"}
    more = {"treatment_approach": "", "presenting_theme": "", "opened_month": "2026-03"}
    flags = dict.fromkeys(("minor", "mandated", "interpreter", "sud_part2"), False)
    return Route(
        "post", "cases/", {"clinic": str(room.world.clinic.pk), **facts, **more, **flags}
    )


def _change_case(room: Room) -> Route:
    body = {"version": 1, "pseudonym": "L.", "opened_month": "2026-03", "status": "paused"}
    return Route("patch", f"cases/{room.case.pk}/", body)


def _consent(room: Room) -> Route:
    body = {"form": "discussion", "status": "given", "obtained_month": "2026-03"}
    return Route("post", f"cases/{room.case.pk}/consents/", {**body, "given_by": "client"})


def _start_note(room: Room) -> Route:
    body = {"kind": "session_reflection", "format": "reflective_short"}
    return Route(
        "post", "notes/", {"case": str(room.case.pk), **body, "session_month": "2026-03"}
    )


def _save_draft(room: Room) -> Route:
    place = {"id": str(room.flag.pk), "section": "happened", "start": 0, "end": 2}
    body = {
        "revision": 1,
        "sections": {"happened": "He came late."},
        "supervision_question": "Why?",
        "help_wanted": "tell_me",
        "risk": "reviewed",
        "urgency": "routine",
        "flags": [place],
    }
    return Route("put", f"notes/{room.draft.pk}/draft/", body)


def _submit(room: Room) -> Route:
    body = {"relationship": str(room.world.relationship.pk), "revision": 1, "change_note": ""}
    return Route("post", f"notes/{room.draft.pk}/submit/", body)


def _move(room: Room) -> Route:
    return Route("post", f"notes/{room.waiting.pk}/open/", {"version": 2}, supervisor=True)


def _return(room: Room) -> Route:
    body = {"version": 3, "text": "Say more about the silence."}
    return Route("post", f"notes/{room.version.note_id}/return/", body, supervisor=True)


def _complete(room: Room) -> Route:
    body = {"version": 3, "attestation": "reviewed", "wording": CURRENT, "text": ""}
    return Route("post", f"notes/{room.version.note_id}/complete/", body, supervisor=True)


def _retract(room: Room) -> Route:
    body = {"version": 3, "reason": "duplicate", "text": ""}
    return Route("post", f"notes/{room.version.note_id}/retract/", body)


def _annotate(room: Room) -> Route:
    body = {
        "number": 1,
        "act": "directive",
        "body": "Ring the crisis team.",
        "start": 0,
        "end": 2,
        "quote": room.version.text[:2],
        "parent": None,
        "focus": "intervention",
        "stance": "teacher",
        "eye": 2,
        "directive": dict(TERMS),
    }
    url = f"notes/{room.version.note_id}/annotations/"
    return Route("post", url, body, supervisor=True)


def _edit(room: Room) -> Route:
    body = {"version": 1, "body": "Said otherwise."}
    return Route("patch", f"annotations/{room.annotation.pk}/", body, supervisor=True)


def _modify(room: Room) -> Route:
    directive = make_annotation(room.world, room.version, act="directive")
    Annotation.objects.filter(pk=directive.pk).update(status="disputed")
    body = {"version": 1, "reason": "You are right.", "directive": {"what": "Write to them."}}
    return Route("post", f"annotations/{directive.pk}/modify/", body, supervisor=True)


def _takeaway(room: Room) -> Route:
    body = {
        "version": 0,
        "lines": "To wait one breath.",
        "next_action": "Ask him.",
        "next_month": "2026-12",
        "shared": True,
    }
    return Route("put", f"notes/{room.version.note_id}/versions/1/takeaway/", body)


def _settle(room: Room) -> Route:
    body = {"version": 1, "reason": ""}
    return Route("post", f"annotations/{room.annotation.pk}/settle/", body, supervisor=True)


def _raise_flag(room: Room) -> Route:
    body = {
        "dimension": "countertransference",
        "visibility": "private",
        "section": "happened",
        "start": 0,
        "end": 2,
        "quote": "He",
        "direction": "self",
        "intensity": 2,
        "narrative": "Heat in the chest.",
        "details": {"ct_identification": "unsure"},
        "prompt_answers": {},
        "share_answers": False,
    }
    return Route("post", f"notes/{room.draft.pk}/flags/", body)


def _change_flag(room: Room) -> Route:
    body = {"version": 1, "visibility": "private", "narrative": "Cold, rather.", "details": {}}
    return Route("patch", f"flags/{room.flag.pk}/", body)


def _move_flag(room: Room) -> Route:
    body = {"version": 1, "status": "exploring", "reason": ""}
    return Route("post", f"flags/{room.flag.pk}/move/", body)


def _me(_room: Room) -> Route:
    return Route("patch", "me/", {"display_name": "Ada", "timezone": "UTC", "theme": "dark"})


ROUTES: list[Callable[[Room], Route]] = [
    _open_case,
    _change_case,
    _consent,
    _start_note,
    _save_draft,
    _submit,
    _move,
    _return,
    _complete,
    _retract,
    _annotate,
    _edit,
    _modify,
    _takeaway,
    _settle,
    _raise_flag,
    _change_flag,
    _move_flag,
    _me,
]
each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda make: make.__name__.strip("_"))


def _client(room: Room, route: Route) -> APIClient:
    world = room.world
    return signed_in(world.supervisor if route.supervisor else world.supervisee)


def _rows() -> dict[str, list[dict[str, Any]]]:
    """Everything stored, sealed columns as their bytes."""
    models = [*apps.get_app_config("cases").get_models(), LedgerEntry]
    return {model.__name__: sorted(model.objects.values(), key=str) for model in models}  # type: ignore[attr-defined]


@each_route
def test_a_wrong_value_anywhere_is_refused_with_a_code_and_stores_nothing(
    room: Room, route: Callable[[Room], Route]
) -> None:
    made = route(room)
    client, before = _client(room, made), _rows()

    for name, wrong in WRONG.items():
        for path, body in _spoiled(made.body, wrong):
            undo = transaction.savepoint()
            answer = send(client, made.method, ROOT + made.url, body)
            if answer.status_code < 400 or refusal(answer)[1] == "draft_taken":
                transaction.savepoint_rollback(undo)  # right there, or kept on purpose
            else:
                assert refusal(answer)[0] in {400, 403, 404, 409}, (name, path)

    assert _rows() == before
    answer = send(client, made.method, ROOT + made.url, made.body)
    assert answer.status_code in {200, 201}, answer.json()


def _spoiled(body: dict[str, Any], wrong: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body with one value replaced, at every place, inner ones too."""
    for name, value in body.items():
        yield name, body | {name: wrong}
        if isinstance(value, dict):
            for path, inner in _spoiled(value, wrong):
                yield f"{name}.{path}", body | {name: inner}
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for path, inner in _spoiled(value[0], wrong):
                yield f"{name}.0.{path}", body | {name: [inner]}


@each_route
def test_a_body_of_another_kind_or_from_a_stranger_is_refused(
    room: Room, route: Callable[[Room], Route]
) -> None:
    made, stranger = route(room), make_world("elsewhere")
    client, before = _client(room, made), _rows()

    for raw, code in NO_OBJECT:
        assert refusal(send(client, made.method, ROOT + made.url, raw)) == (400, code)
    body = made.body | {"pseudonim": "M."}
    unknown = send(client, made.method, ROOT + made.url, body)
    assert (refusal(unknown), fields(unknown)) == ((400, "unknown_field"), {"pseudonim"})
    for person in (stranger.supervisee, stranger.supervisor, stranger.lead):
        if made.url == "me/":
            break
        answer = send(signed_in(person), made.method, ROOT + made.url, made.body)
        assert refusal(answer)[0] in {403, 404}
        assert room.case.code not in answer.content.decode()

    assert _rows() == before


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("cases/not-an-id/", 404),
        ("cases/00000000/", 404),
        (f"cases/{NOWHERE}/", 404),
        (f"notes/{NOWHERE}/", 404),
        (f"notes/{NOWHERE}/draft/", 404),
        (f"notes/{NOWHERE}/versions/", 404),
        (f"notes/{NOWHERE}/annotations/", 404),
        (f"notes/{NOWHERE}/events/", 404),
        (f"annotations/{NOWHERE}/", 404),
        (f"flags/{NOWHERE}/", 404),
        ("nowhere/", 404),
        ("", 404),
        ("cases", 404),
        ("%00/", 404),
        ("cases/?status=unheard", 400),
        ("cases/?supervisee=x", 400),
        ("cases/?supervisee=%00", 400),
        ("cases/?statsu=open", 400),
        ("notes/?case=7", 400),
        ("me/?page_size=3", 400),
    ],
)
def test_an_address_that_is_wrong_is_a_plain_refusal(room: Room, url: str, status: int) -> None:
    answer = signed_in(room.world.supervisee).get(ROOT + url)

    assert refusal(answer)[0] == status


@pytest.mark.parametrize("number", ["0", "2", "9" * 10, "9" * 30, "9" * 5000])
def test_a_version_that_is_not_there_is_not_found(room: Room, number: str) -> None:
    url = f"{ROOT}notes/{room.version.note_id}/versions/{number}/"

    assert refusal(signed_in(room.world.supervisee).get(url)) == (404, "not_found")


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "9" * 20, "9" * 5000, "\u0663", ""])
def test_events_since_nothing_are_refused(room: Room, since: str) -> None:
    url = f"{ROOT}notes/{room.version.note_id}/events/"

    answer = signed_in(room.world.supervisee).get(url, {"since": since})

    if since == "\u0663":
        assert answer.json()["events"] == []  # Arabic-Indic three: a number after all
        return
    assert refusal(answer)[0] == 400
    assert fields(answer) == {"since"}


def test_a_method_that_is_none_here_is_refused(room: Room) -> None:
    answer = signed_in(room.world.supervisee).delete(f"{ROOT}cases/{room.case.pk}/")

    assert refusal(answer) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"],
)
def test_a_body_that_is_not_json_by_its_own_word_is_refused(
    room: Room, media_type: str
) -> None:
    client, url = signed_in(room.world.supervisee), f"{ROOT}cases/{room.case.pk}/"

    answer = client.generic("PATCH", url, "version=1", content_type=media_type)

    assert refusal(answer) == (415, "unsupported_media_type")


def test_an_answer_in_another_media_type_is_not_to_be_had(room: Room) -> None:
    client = signed_in(room.world.supervisee)

    assert refusal(client.get(f"{ROOT}me/", headers={"Accept": "text/csv"}))[0] == 406


def test_a_body_over_the_limit_is_too_large(room: Room) -> None:
    made, before = _save_draft(room), _rows()

    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000):
        answer = send(
            _client(room, made), "put", ROOT + made.url, {"sections": {"felt": "x" * 1_000}}
        )

    assert refusal(answer) == (413, "too_large")
    assert _rows() == before


@pytest.mark.parametrize(
    ("make", "change", "field"),
    [
        (_save_draft, {"sections": {"felt": "\U0001f600" * 200_001}}, "sections.felt"),
        (_save_draft, {"sections": {"felt": "é" * 150_000, "need": "x" * 50_001}}, "sections"),
        (_annotate, {"body": "\U0001f600" * 10_001}, "body"),
        (_raise_flag, {"narrative": "x" * 10_001}, "narrative"),
        (_open_case, {"presenting_theme": "x" * 2_001}, "presenting_theme"),
    ],
)
def test_a_text_over_its_length_is_refused_by_its_name(
    room: Room, make: Callable[[Room], Route], change: dict[str, Any], field: str
) -> None:
    made, before = make(room), _rows()

    answer = send(_client(room, made), made.method, ROOT + made.url, made.body | change)

    assert refusal(answer) == (400, "too_long")
    assert fields(answer) == {field}
    assert _rows() == before


def test_the_longest_note_fits_in_four_byte_characters_all_escaped(room: Room) -> None:
    made = _save_draft(room)
    text = "\U0001f600" * 199_990
    body = made.body | {"sections": {"happened": text}, "flags": []}

    answer = send(_client(room, made), "put", ROOT + made.url, body)

    assert answer.status_code == 200
    assert answer.json()["sections"]["happened"] == text


def test_every_refusal_of_the_domain_has_a_status() -> None:
    def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
        for inner in kind.__subclasses__():
            yield inner
            yield from below(inner)

    known = set(exceptions.STATUS)

    assert {kind for kind in below(Refusal) if not known & set(kind.__mro__)} == set()


def test_nested_complaints_are_named_by_their_dotted_way(room: Room) -> None:
    made = _save_draft(room)
    places = [*made.body["flags"], {"id": "x", "start": -1, "colour": "red"}]

    answer = send(_client(room, made), "put", ROOT + made.url, made.body | {"flags": places})

    assert refusal(answer) == (400, "unknown_field")
    assert answer.json()["fields"] == {"flags.1.colour": ["There is no such field here."]}


def test_an_unforeseen_failure_says_nothing_of_its_cause() -> None:
    error = RuntimeError("The client wrote: a secret.")

    answer = exceptions.handle(error, {"request": Request(HttpRequest()), "view": None})

    assert answer.status_code == 500
    assert answer.data == {"code": "failed", "detail": exceptions.FAILED, "fields": {}}


def test_a_database_that_is_busy_asks_for_patience() -> None:
    error = OperationalError("database is locked")

    answer = exceptions.handle(error, {"request": Request(HttpRequest()), "view": None})

    assert (answer.status_code, answer["Retry-After"], answer.data["code"]) == (
        503,
        "1",
        "busy",
    )


def test_nothing_of_a_foreign_row_is_in_a_refusal(room: Room) -> None:
    stranger = make_world("elsewhere").supervisor
    planted = json.dumps([str(room.case.pk), room.case.pseudonym, room.version.text])

    answer = signed_in(stranger).get(f"{ROOT}notes/{room.version.note_id}/")

    assert refusal(answer) == (404, "not_found")
    assert answer.json()["detail"] == exceptions.NOT_FOUND
    assert UUID(json.loads(planted)[0]) != NOWHERE
    assert NoteDraft.objects.count() == 3
