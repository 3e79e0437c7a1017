"""The same write sent twice is done once, answered twice, and never half."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from api.idempotency import REPEATED
from cases.actions import operations
from cases.models import Annotation, Case, DraftCopy, NoteEvent, Operation
from supervision.actions import tokens
from supervision.models import LedgerEntry
from supervision.selectors import tokens_of
from tests.api.clients import ROOT, fields, refusal, send, signed_in
from tests.factories_cases import World, make_case, make_draft, make_room, make_world

pytestmark = pytest.mark.django_db
WORDS = "Words that only this annotation has."


def _case(world: World, **facts: Any) -> dict[str, Any]:
    given = {"pseudonym": "K.", "age_band": "40-64", "modality": "couple"}
    return given | {"clinic": str(world.clinic.pk), **facts}


def test_a_repeat_gets_the_first_answer_and_does_nothing(world: World) -> None:
    client, body = signed_in(world.supervisee), _case(world, op_id=str(uuid4()))

    first = client.post(f"{ROOT}cases/", body)
    entries = LedgerEntry.objects.count()
    again = client.post(f"{ROOT}cases/", body)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.has_header(REPEATED), again[REPEATED]) == (False, "true")
    assert (Case.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_the_header_says_the_same_as_the_body(world: World) -> None:
    client, op_id = signed_in(world.supervisee), str(uuid4())
    header = {"Idempotency-Key": op_id}

    first = client.post(f"{ROOT}cases/", _case(world), headers=header)
    again = client.post(f"{ROOT}cases/", _case(world, op_id=op_id))

    assert first.json() == again.json()
    assert Case.objects.count() == 1


def test_other_content_under_the_same_id_is_refused(world: World) -> None:
    client, op_id = signed_in(world.supervisee), str(uuid4())
    client.post(f"{ROOT}cases/", _case(world, op_id=op_id))

    response = client.post(f"{ROOT}cases/", _case(world, op_id=op_id, pseudonym="L."))

    assert refusal(response) == (409, "operation_reused")
    assert Case.objects.count() == 1


def test_the_same_id_at_another_address_is_other_content(world: World) -> None:
    client, op_id = signed_in(world.supervisee), str(uuid4())
    first, second = make_case(world), make_case(world)
    body = {"version": 1, "pseudonym": "N.", "op_id": op_id}
    client.patch(f"{ROOT}cases/{first.pk}/", body)

    assert refusal(client.patch(f"{ROOT}cases/{second.pk}/", body)) == (409, "operation_reused")


def test_ids_of_two_people_have_nothing_to_do_with_each_other(world: World) -> None:
    op_id = str(uuid4())
    for person in (world.supervisee, world.supervisor):
        answer = signed_in(person).patch(f"{ROOT}me/", {"theme": "dark", "op_id": op_id})
        assert answer.json()["email"] == person.email

    assert Operation.objects.count() == 2


def test_a_refused_request_keeps_nothing_and_may_come_again(world: World) -> None:
    client, case, op_id = signed_in(world.supervisee), make_case(world), str(uuid4())
    body = {"version": 7, "pseudonym": "N.", "op_id": op_id}
    assert refusal(client.patch(f"{ROOT}cases/{case.pk}/", body)) == (409, "stale_version")
    assert Operation.objects.count() == 0

    response = client.patch(f"{ROOT}cases/{case.pk}/", body | {"version": 1})

    assert response.json()["pseudonym"] == "N."


@pytest.mark.parametrize("op_id", ["", "7", 7, True, [], {}, "\ud800", "0" * 5000, 1.5])
def test_an_id_that_is_no_uuid_is_refused(world: World, op_id: object) -> None:
    body = _case(world, op_id=op_id)

    response = send(signed_in(world.supervisee), "post", f"{ROOT}cases/", body)

    assert response.status_code == 400
    assert fields(response) == {"op_id"}
    assert Case.objects.count() == 0


def test_two_ids_for_one_write_are_refused(world: World) -> None:
    header = {"Idempotency-Key": str(uuid4())}
    body = _case(world, op_id=str(uuid4()))

    response = signed_in(world.supervisee).post(f"{ROOT}cases/", body, headers=header)

    assert refusal(response) == (400, "invalid")
    assert Case.objects.count() == 0


def test_the_kept_answer_is_sealed_and_forgotten_after_a_week(world: World) -> None:
    version = make_room(world)
    client, op_id = signed_in(world.supervisor), uuid4()
    body = {"number": 1, "act": "question", "body": WORDS, "op_id": str(op_id)}
    url = f"{ROOT}notes/{version.note_id}/annotations/"
    client.post(url, body)

    kept = Operation.objects.get()
    assert WORDS.encode() not in bytes(kept.answer)
    assert client.post(url, body).json()["body"] == WORDS
    Operation.objects.update(at=timezone.now() - operations.KEPT_FOR - timedelta(seconds=1))
    assert operations.forget_answers() == 1

    assert refusal(client.post(url, body)) == (409, "already_done")
    assert (Annotation.objects.count(), bytes(Operation.objects.get().answer)) == (1, b"")


def test_the_event_of_a_room_carries_the_id(world: World) -> None:
    version, op_id = make_room(world), uuid4()
    body = {"number": 1, "act": "question", "body": WORDS, "op_id": str(op_id)}

    signed_in(world.supervisor).post(f"{ROOT}notes/{version.note_id}/annotations/", body)

    assert NoteEvent.objects.order_by("seq").values_list("op_id", flat=True).last() == op_id


def test_a_conflict_of_two_tabs_keeps_the_other_text_under_an_id_too(world: World) -> None:
    note, client = make_draft(world), signed_in(world.supervisee)
    body = {"revision": 0, "sections": {"felt": WORDS}, "op_id": str(uuid4())}

    response = client.put(f"{ROOT}notes/{note.pk}/draft/", body)

    assert refusal(response) == (409, "draft_taken")
    assert DraftCopy.objects.get().sections["felt"] == WORDS
    assert Operation.objects.count() == 0


def test_a_repeated_save_is_no_conflict_with_itself(world: World) -> None:
    note, client = make_draft(world), signed_in(world.supervisee)
    body = {"revision": 1, "sections": {"felt": WORDS}, "op_id": str(uuid4())}

    first = client.put(f"{ROOT}notes/{note.pk}/draft/", body)
    again = client.put(f"{ROOT}notes/{note.pk}/draft/", body)

    assert (first.status_code, first.json()) == (200, again.json())
    assert DraftCopy.objects.count() == 0


def test_a_token_is_not_shown_twice(world: World) -> None:
    client, body = signed_in(world.supervisee), {"op_id": str(uuid4())}
    assert client.post(f"{ROOT}tokens/", body).status_code == 201

    assert refusal(client.post(f"{ROOT}tokens/", body)) == (409, "already_done")
    assert tokens_of(world.supervisee).count() == 1


def test_an_operation_is_claimed_inside_a_transaction_alone(
    transactional_db: None,
) -> None:
    world = make_world()

    with pytest.raises(RuntimeError, match="transaction"):
        operations.begin(op_id=uuid4(), content=b"", by=world.supervisee)


def test_of_senders_at_once_one_acts_and_all_get_its_answer(transactional_db: None) -> None:
    world = make_world()
    _, token = tokens.issue_token(by=world.supervisee)
    body = _case(world, op_id=str(UUID(int=5)))

    def send(_number: int) -> tuple[int, str]:
        try:
            client = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
            answer = client.post(f"{ROOT}cases/", body)
            return answer.status_code, answer.json()["id"]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as pool:
        answers = set(pool.map(send, range(6)))

    assert answers == {(201, str(Case.objects.get().pk))}
