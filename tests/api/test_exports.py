"""Exports over HTTP: a reason, a second sign-in for many, tokens for the audit alone."""

import asyncio
import csv
import io
import json
import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from cases.models import Export
from supervision.actions import tokens
from supervision.exceptions import NotAllowed, NotFound
from supervision.models import AuditToken, LedgerEntry
from supervision.streaming import as_file
from tests.api.clients import ROOT, Answer, refusal, signed_in
from tests.exports import REASON, confirm
from tests.factories_cases import World, make_world
from tests.factories_decisions import (
    approved_referral,
    consulted_boundary,
    make_referral,
    move_referral,
)
from tests.matrix import registry

pytestmark = pytest.mark.django_db
SAID = {"purpose": "board", "reason": REASON}


def ask(client: APIClient, what: str = "decisions", sort: str = "csv", **more: Any) -> Answer:
    return client.post(f"{ROOT}exports/", {"what": what, "format": sort, **SAID, **more})


def content(client: APIClient, export: str) -> Answer:
    return client.get(f"{ROOT}exports/{export}/content/")


def lead_of(world: World) -> APIClient:
    client = signed_in(world.lead)
    confirm(client)
    return client


def audit_program(world: World) -> APIClient:
    _, token = tokens.issue_token(by=world.lead, audit_of=world.clinic.pk, confirmed=True)
    return APIClient(HTTP_AUTHORIZATION=f"Token {token}")


# --- Asking and fetching ---


def test_an_export_is_asked_for_and_fetched(world: World) -> None:
    referral = approved_referral(world)
    consulted_boundary(world)
    lead = lead_of(world)

    asked = ask(lead, clinic=str(world.clinic.pk), filters={"kind": "referral"})
    answer = content(lead, asked.data["id"])
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))

    assert asked.status_code == 201
    assert (asked.data["rows"], asked.data["reason"]) == (1, REASON)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Supervision-Rows"] == "1"
    assert answer["Cache-Control"] == "no-store"
    assert [row["reference"] for row in rows] == [referral.reference]
    assert rows[0]["ground"] == "Progress stalls"
    now = lead.get(f"{ROOT}exports/{asked.data['id']}/").data
    assert (now["handed_out"], now["finished_at"] is not None) == (1, True)


def test_the_table_holds_no_words(world: World) -> None:
    move_referral(world, make_referral(world, situation="TOKEN", rationale="TOKEN"), "propose")
    lead = lead_of(world)

    asked = ask(lead, clinic=str(world.clinic.pk))

    assert b"TOKEN" not in content(lead, asked.data["id"]).getvalue()


def test_each_form_has_its_type_and_name(world: World) -> None:
    referral = approved_referral(world)
    lead = lead_of(world)
    clinic = {"clinic": str(world.clinic.pk)}
    asked = [
        ask(lead, "decisions", "jsonl", **clinic),
        ask(lead, "decisions", "fhir", **clinic),
        ask(lead, "ledger", "jsonl", **clinic),
        ask(lead, "decision", "fhir", decision=str(referral.pk)),
    ]

    answers = [content(lead, each.data["id"]) for each in asked]

    assert [answer["Content-Type"] for answer in answers] == [
        "application/x-ndjson",
        "application/fhir+ndjson",
        "application/x-ndjson",
        "application/fhir+json",
    ]
    assert referral.reference in answers[3]["Content-Disposition"]
    assert json.loads(answers[3].getvalue())["resourceType"] == "Bundle"


def test_many_need_a_second_sign_in_which_opens_for_minutes(world: World) -> None:
    approved_referral(world)
    client = APIClient()
    client.force_login(world.lead)
    body = {"clinic": str(world.clinic.pk)}

    before = ask(client, **body)
    client.post("/accounts/reauthenticate/", {"password": "wrong"}, format="multipart")
    wrong = ask(client, **body)
    client.post(
        "/accounts/reauthenticate/", {"password": "a long enough password"}, format="multipart"
    )
    after = ask(client, **body)

    assert refusal(before) == refusal(wrong) == (403, "confirm_identity")
    assert after.status_code == 201
    assert Export.objects.count() == 1


def test_a_reason_is_asked_for(world: World) -> None:
    lead = lead_of(world)
    body = {"what": "decisions", "format": "csv", "clinic": str(world.clinic.pk)}

    answers = [
        lead.post(f"{ROOT}exports/", {**body, "purpose": "board"}),
        lead.post(f"{ROOT}exports/", {**body, "purpose": "board", "reason": "  "}),
        lead.post(f"{ROOT}exports/", {**body, "reason": REASON}),
        lead.post(f"{ROOT}exports/", {**body, **SAID, "filters": {"kind": "other"}}),
        lead.post(f"{ROOT}exports/", {**body, **SAID, "filters": {"colour": "red"}}),
    ]

    assert [answer.status_code for answer in answers] == [400] * 5
    assert [next(iter(answer.json()["fields"])) for answer in answers] == [
        "reason",
        "reason",
        "purpose",
        "filters.kind",
        "filters.colour",
    ]
    assert not Export.objects.exists()


def test_asking_twice_with_one_id_is_asking_once(world: World) -> None:
    referral = approved_referral(world)
    author = signed_in(world.supervisee)
    body = {
        "decision": str(referral.pk),
        "op_id": "6f0e7f24-1a7f-4a4f-9d2a-0d6c2f1f7a11",
    }

    first, second = (ask(author, "decision", "jsonl", **body) for _ in range(2))

    assert first.data["id"] == second.json()["id"]
    assert LedgerEntry.objects.filter(kind="decision.exported").count() == 1


def test_a_refusal_is_json_whatever_was_asked_for(world: World) -> None:
    referral = approved_referral(world)
    made = ask(signed_in(world.supervisee), "decision", "jsonl", decision=str(referral.pk))
    lead = signed_in(world.lead)

    answer = lead.get(f"{ROOT}exports/{made.data['id']}/content/", HTTP_ACCEPT="text/csv")

    assert refusal(answer) == (403, "not_allowed")


# --- Tokens ---


def test_a_token_for_the_audit_takes_it_out_without_anybody_at_hand(world: World) -> None:
    approved_referral(world)
    program = audit_program(world)

    for what, sort in (("decisions", "jsonl"), ("ledger", "jsonl"), ("decisions", "csv")):
        asked = ask(program, what, sort, clinic=str(world.clinic.pk))
        assert asked.status_code == 201
        assert content(program, asked.data["id"]).getvalue()

    assert set(Export.objects.values_list("by_token", flat=True)) == {True}
    entry = LedgerEntry.objects.filter(kind="decisions.exported").first()
    assert entry is not None
    assert '"by_token":true' in entry.body


def test_it_opens_nothing_else(world: World) -> None:
    """Every address of the API with every method, as the program would try them."""
    referral = approved_referral(world)
    program = audit_program(world)
    tried = 0

    for address in registry.addresses():
        if not address.name.startswith("api:") or address.name == "api:nothing":
            continue
        path = _filled(address.path, str(referral.pk))
        for method in address.actions or {"get"}:
            if (address.name, method) in {
                ("api:exports", "post"),
                ("api:export-content", "get"),
                ("api:docs", "get"),  # a page, for which a token is nothing
            }:
                continue
            answer: Any = getattr(program, method)(f"/{path}")
            assert answer.status_code == 403, (address.name, method, answer.status_code)
            tried += 1

    assert tried > 100


def _filled(path: str, pk: str) -> str:
    made = re.sub(r"<(?:uuid):\w+>", pk, path)
    return re.sub(r"<int:\w+>", "1", re.sub(r"<(?:slug|str):\w+>|<\w+>", "x", made))


def test_it_is_for_one_clinic_and_for_lists(world: World) -> None:
    elsewhere = make_world("hill")
    elsewhere.clinic.role_assignments.create(user=world.lead, role="clinic_lead")
    referral = approved_referral(world)
    program = audit_program(world)

    there = ask(program, clinic=str(elsewhere.clinic.pk))
    one = ask(program, "decision", "jsonl", decision=str(referral.pk))

    assert refusal(there) == (404, "not_found")
    assert refusal(one) == (403, "not_allowed")


def test_it_fetches_only_what_a_token_asked_for(world: World) -> None:
    approved_referral(world)
    by_hand = ask(lead_of(world), clinic=str(world.clinic.pk))
    program = audit_program(world)

    assert refusal(content(program, by_hand.data["id"])) == (404, "not_found")


def test_it_ends_with_the_role_and_with_itself(world: World) -> None:
    program = audit_program(world)
    assert ask(program, clinic=str(world.clinic.pk)).status_code == 201

    world.lead.role_assignments.create(clinic=world.clinic, role="administrator")
    world.lead.role_assignments.filter(role="clinic_lead").delete()
    assert refusal(ask(program, clinic=str(world.clinic.pk))) == (403, "not_allowed")

    row = AuditToken.objects.select_related("token").get()
    tokens.revoke_token(token_key=row.token.token_key, by=world.lead)
    assert refusal(ask(program, clinic=str(world.clinic.pk))) == (401, "not_authenticated")
    kinds = ("token.issued", "token.revoked")
    assert [LedgerEntry.objects.filter(kind=kind).count() for kind in kinds] == [1, 1]


def test_another_token_takes_no_list_out(world: World) -> None:
    referral = approved_referral(world)
    _, token = tokens.issue_token(by=world.lead)
    program = APIClient(HTTP_AUTHORIZATION=f"Token {token}")

    many = ask(program, clinic=str(world.clinic.pk))
    one = ask(program, "decision", "jsonl", decision=str(referral.pk))

    assert refusal(many) == (403, "confirm_identity")
    assert one.status_code == 201


def test_a_token_for_the_audit_is_made_by_its_lead_who_confirmed(world: World) -> None:
    body = {"audit_of": str(world.clinic.pk)}
    unconfirmed = signed_in(world.lead).post(f"{ROOT}tokens/", body)
    administrator = signed_in(world.administrator)
    confirm(administrator)
    lead = lead_of(world)

    issued = lead.post(f"{ROOT}tokens/", body)

    assert refusal(unconfirmed) == (403, "confirm_identity")
    assert refusal(administrator.post(f"{ROOT}tokens/", body)) == (403, "not_allowed")
    assert (issued.status_code, issued.data["audit_of"]) == (201, str(world.clinic.pk))
    (listed,) = lead.get(f"{ROOT}tokens/").json()["results"]
    assert listed["audit_of"] == str(world.clinic.pk)
    assert AuditToken.objects.count() == 1
    with pytest.raises(NotFound):
        tokens.issue_token(by=make_world("hill").lead, audit_of=world.clinic.pk, confirmed=True)
    with pytest.raises(NotAllowed):
        tokens.issue_token(by=world.lead, audit_of=world.clinic.pk)


# --- As it is made ---


def test_the_server_sends_each_part_before_the_next_is_made() -> None:
    made: list[int] = []

    def parts() -> Any:
        for number in range(3):
            made.append(number)
            yield f"{number}\n"

    async def received() -> list[tuple[bytes, int]]:
        answer = as_file(parts(), name="x", content_type="text/csv", rows=3)
        return [(part, len(made)) async for part in answer]

    assert asyncio.run(received()) == [(b"0\n", 1), (b"1\n", 2), (b"2\n", 3)]
