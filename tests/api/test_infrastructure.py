"""Who comes in at all, by which door, and how often."""

from typing import Any

import pytest
from django.urls import get_resolver
from knox.models import AuthToken
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from api.permissions import DenyAll, IsSignedIn
from api.urls import urlpatterns
from supervision.actions import tokens
from supervision.models import LedgerEntry
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import World, make_case

pytestmark = pytest.mark.django_db


def test_every_view_says_aloud_who_may_knock() -> None:
    silent = [
        pattern.name
        for pattern in urlpatterns
        if (view := getattr(pattern.callback, "cls", None))
        and DenyAll in view.permission_classes
    ]

    assert silent == []
    cases: Any = get_resolver().resolve(f"{ROOT}cases/").func
    assert cases.cls.permission_classes == (IsSignedIn,)


@pytest.mark.parametrize("address", ["me/", "cases/", "notes/", "schema/", "tokens/"])
def test_nobody_comes_in_unknown(address: str) -> None:
    response = APIClient().get(ROOT + address)

    assert refusal(response) == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Token"


def test_an_account_that_was_switched_off_comes_in_by_no_door(world: World) -> None:
    _, token = tokens.issue_token(by=world.supervisee)
    browser = signed_in(world.supervisee)
    program = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    assert (browser.get(f"{ROOT}me/").status_code, program.get(f"{ROOT}me/").status_code) == (
        200,
        200,
    )

    world.supervisee.is_active = False
    world.supervisee.save(update_fields=["is_active"])

    assert refusal(browser.get(f"{ROOT}me/")) == (401, "not_authenticated")
    assert refusal(program.get(f"{ROOT}me/")) == (401, "not_authenticated")


def test_a_browser_without_its_csrf_token_writes_nothing(world: World) -> None:
    case = make_case(world)
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(world.supervisee)

    response = client.patch(f"{ROOT}cases/{case.pk}/", {"version": 1, "pseudonym": "Other"})

    assert refusal(response) == (403, "not_allowed")
    case.refresh_from_db()
    assert (case.pseudonym, case.version) == ("M.", 1)


@pytest.mark.parametrize(
    "header", ["Token", "Token a b", "Token zzzz", "Token \u00ff\u00fe", "Token " + "a" * 5000]
)
def test_a_broken_token_is_a_401(header: str) -> None:
    response = APIClient().get(f"{ROOT}me/", headers={"Authorization": header})

    assert refusal(response) == (401, "not_authenticated")


def test_a_person_issues_lists_and_revokes_tokens_that_then_work_no_more(world: World) -> None:
    browser = signed_in(world.supervisee)

    issued = browser.post(f"{ROOT}tokens/", {}).json()
    program = APIClient(HTTP_AUTHORIZATION=f"Token {issued['token']}")

    assert program.get(f"{ROOT}me/").json()["email"] == world.supervisee.email
    assert [row["id"] for row in browser.get(f"{ROOT}tokens/").json()["results"]] == [
        issued["id"]
    ]
    assert issued["token"] not in str(AuthToken.objects.values())
    stranger = signed_in(world.supervisor)
    assert refusal(stranger.delete(f"{ROOT}tokens/{issued['id']}/")) == (404, "not_found")
    assert browser.delete(f"{ROOT}tokens/{issued['id']}/").status_code == 204
    assert refusal(program.get(f"{ROOT}me/")) == (401, "not_authenticated")


def test_a_token_makes_no_tokens(world: World) -> None:
    _, token = tokens.issue_token(by=world.supervisee)
    program = APIClient(HTTP_AUTHORIZATION=f"Token {token}")

    response = program.post(f"{ROOT}tokens/", {})

    assert refusal(response) == (403, "not_allowed")
    assert AuthToken.objects.count() == 1


def test_tokens_are_bounded(world: World) -> None:
    for _ in range(tokens.MOST):
        tokens.issue_token(by=world.supervisee)

    response = signed_in(world.supervisee).post(f"{ROOT}tokens/", {})

    assert refusal(response) == (409, "too_many_tokens")
    assert AuthToken.objects.count() == tokens.MOST


def test_an_expired_token_is_none(world: World) -> None:
    row, token = tokens.issue_token(by=world.supervisee)
    AuthToken.objects.filter(pk=row.pk).update(expiry=row.created)

    response = APIClient(HTTP_AUTHORIZATION=f"Token {token}").get(f"{ROOT}me/")

    assert refusal(response) == (401, "not_authenticated")


def test_too_many_writes_wait_while_reading_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "write", "2/min")
    client = signed_in(world.supervisee)

    answers = [client.patch(f"{ROOT}me/", {"theme": "dark"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refusal(answers[-1]) == (429, "throttled")
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert client.get(f"{ROOT}me/").status_code == 200


def test_an_unknown_caller_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", "2/min")
    client = APIClient()

    answers = [client.get(f"{ROOT}nowhere/").status_code for _ in range(3)]

    assert answers == [404, 404, 429]


def test_a_person_reads_and_changes_herself(world: World) -> None:
    client = signed_in(world.supervisee)

    changed = client.patch(f"{ROOT}me/", {"display_name": "Ada N.", "theme": "dark"}).json()

    assert changed == client.get(f"{ROOT}me/").json()
    assert changed == {
        "id": str(world.supervisee.pk),
        "email": world.supervisee.email,
        "display_name": "Ada N.",
        "timezone": "UTC",
        "theme": "dark",
        "roles": [
            {
                "clinic": {"id": str(world.clinic.pk), "name": world.clinic.name},
                "role": "supervisee",
            }
        ],
    }


def test_the_lead_sees_how_far_the_ledger_reaches_and_nobody_else_does(world: World) -> None:
    make_case(world)

    [state] = signed_in(world.lead).get(f"{ROOT}ledger/").json()

    entries = LedgerEntry.objects.filter(clinic_id=world.clinic.pk).count()
    assert state["clinic"] == {"id": str(world.clinic.pk), "name": world.clinic.name}
    assert state["size"] + state["pending"] == entries > 0
    for person in (world.supervisee, world.supervisor, world.administrator):
        assert signed_in(person).get(f"{ROOT}ledger/").json() == []
