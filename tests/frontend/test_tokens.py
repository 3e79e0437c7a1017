"""The page of tokens: made by leads who confirmed, shown once, revoked by their owner."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from knox.settings import CONSTANTS

from supervision.actions.tokens import MOST, issue_token
from supervision.models import LedgerEntry
from tests.exports import REASON, confirm
from tests.factories_cases import World, make_world
from tests.factories_decisions import approved_referral
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db
ADDRESS = "/settings/tokens/"


@pytest.fixture
def world() -> World:
    return make_world()


def lead_of(world: World) -> Client:
    client = as_(world.lead)
    confirm(client)
    return client


def shown(page: Any) -> str:
    found = re.search(r"data-token>(\w+)<", page.content.decode())
    assert found
    return found[1]


def _key(token: str) -> str:
    return token[: CONSTANTS.TOKEN_KEY_LENGTH]


def take_out(world: World, token: str) -> Any:
    return Client().post(
        "/api/v1/exports/",
        json.dumps({"what": "decisions", "format": "jsonl", "purpose": "clinic_audit",
                    "reason": REASON, "clinic": str(world.clinic.pk)}),
        content_type="application/json",
        headers={"Authorization": f"Token {token}"},
    )  # fmt: skip


def test_a_token_is_shown_once_and_takes_the_audit_out(world: World) -> None:
    approved_referral(world)
    lead = lead_of(world)

    page = lead.post(ADDRESS, {})
    token, later = shown(page), lead.get(ADDRESS)

    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert token not in later.content.decode()
    assert f"Audit of {world.clinic.name}" in text(later)
    assert f"begins with {_key(token)}" in text(later)
    assert take_out(world, token).status_code == 201
    other = Client().get("/api/v1/cases/", headers={"Authorization": f"Token {token}"})
    assert other.status_code == 403
    assert LedgerEntry.objects.filter(kind="token.issued").count() == 1


def test_a_revoked_token_opens_nothing(world: World) -> None:
    lead = lead_of(world)
    token = shown(lead.post(ADDRESS, {}))

    sent = lead.post(f"{ADDRESS}{_key(token)}/revoke/")

    assert sent.status_code == 302
    assert "opens nothing any more" in text(lead.get(ADDRESS))
    assert take_out(world, token).status_code == 401
    assert LedgerEntry.objects.filter(kind="token.revoked").count() == 1


def test_it_ends_when_the_page_says(world: World) -> None:
    lead = lead_of(world)
    page = lead.post(ADDRESS, {})
    row = AuthToken.objects.get()

    with time_machine.travel(row.expiry - timedelta(minutes=1)):
        before = take_out(world, shown(page)).status_code
    with time_machine.travel(row.expiry + timedelta(minutes=1)):
        after = take_out(world, shown(page)).status_code

    assert (row.expiry - row.created).total_seconds() == pytest.approx(
        timedelta(days=90).total_seconds(), abs=1
    )
    assert (before, after) == (201, 401)


def test_who_has_not_confirmed_is_sent_to_it(world: World) -> None:
    lead = lead_of(world)

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        page = lead.post(ADDRESS, {})

    assert page.status_code == 403
    assert "Confirm that it is you" in text(page)
    assert "/accounts/reauthenticate/?next=/settings/tokens/" in page.content.decode()
    assert not AuthToken.objects.exists()


def test_who_leads_two_clinics_says_which(world: World) -> None:
    other = make_world("hill")
    other.clinic.role_assignments.create(user=world.lead, role="clinic_lead")
    lead = lead_of(world)

    refused = [lead.post(ADDRESS, {"clinic": said}) for said in ("", "x", "0" * 32)]
    made = lead.post(ADDRESS, {"clinic": str(other.clinic.pk)})

    assert [page.status_code for page in refused] == [400] * 3
    assert shown(made)
    assert AuthToken.objects.get().audit.clinic == other.clinic


def test_more_than_enough_are_refused_in_the_form(world: World) -> None:
    for _ in range(MOST):
        issue_token(by=world.lead)

    page = lead_of(world).post(ADDRESS, {})

    assert page.status_code == 409
    assert f"There are already {MOST} tokens" in text(page)


@pytest.mark.parametrize("who", ["supervisee", "supervisor", "administrator"])
def test_others_see_their_own_and_make_none(world: World, who: str) -> None:
    person = getattr(world, who)
    own, _ = issue_token(by=person)
    theirs, _ = issue_token(by=world.lead)
    client = as_(person)
    confirm(client)

    page, made = client.get(ADDRESS), client.post(ADDRESS, {"clinic": str(world.clinic.pk)})
    taken = client.post(f"{ADDRESS}{theirs.token_key}/revoke/")

    assert own.token_key in text(page)
    assert theirs.token_key not in text(page)
    assert "Everything that you may do" in text(page)
    assert "Make a token" not in text(page)
    assert (made.status_code, taken.status_code) == (404, 404)
    assert AuthToken.objects.count() == 2
