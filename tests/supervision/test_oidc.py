"""Signing in at the identity provider of one's clinic: a real one, on the loopback address."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth import get_user
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from supervision.actions.erasure import erase_account
from supervision.actions.invitations import accept_as, invite
from supervision.enums import Role
from supervision.identity_providers import IdentityProvider
from supervision.models import Clinic, User
from tests.factories import PASSWORD, lead_of, make_clinic, make_person
from tests.identity_provider import CLAIMED, CLIENT, SECRET, Server, serving
from tests.passkeys import add_app

pytestmark = pytest.mark.django_db

HERE: Final = "here"
BEGIN: Final = f"/accounts/oidc/{HERE}/login/"
LINKS: Final = "/accounts/3rdparty/"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def ada(clinic: Clinic) -> User:
    return make_person(Role.SUPERVISEE, clinic=clinic)


@pytest.fixture
def provider(clinic: Clinic, settings: Any) -> Iterator[Server]:
    with serving() as server:
        known = IdentityProvider(
            id=HERE,
            clinic=clinic.pk,
            name="Riverside",
            server=server.issuer,
            client_id=CLIENT,
            client_secret=SECRET,
            sign_in_at=server.issuer,
        )
        settings.IDENTITY_PROVIDERS = {HERE: known}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [known.for_allauth()]}}
        yield server


def go(client: Client, **said: str) -> Any:
    """From the button to the page behind the provider's."""
    away = client.post(BEGIN, said)
    assert away.status_code == 302, away.content.decode()
    back = requests.get(away.headers["Location"], allow_redirects=False, timeout=5)
    url = urlsplit(back.headers["Location"])
    return client.get(f"{url.path}?{url.query}")


def link(user: User, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    confirm(client, go(client, process="connect"))
    return client


def confirm(client: Client, answer: Any) -> Any:
    """Shows once more who one is, where that is asked for."""
    if "/reauthenticate/" not in answer.headers["Location"]:
        return answer
    return client.post(answer.headers["Location"], {"password": PASSWORD})


def give_role_elsewhere(person: User) -> None:
    """As somebody who accepts the invitation of another clinic."""
    another = make_clinic()
    sent = invite(
        clinic_id=another.pk, email=person.email, role=Role.SUPERVISEE, by=lead_of(another)
    )
    accept_as(token=sent.token, by=person)


def test_a_linked_account_signs_in_and_nothing_but_its_name_is_kept(
    provider: Server, ada: User
) -> None:
    link(ada)
    client = Client()

    answer = go(client)

    assert answer.status_code == 302
    assert get_user(client) == ada
    kept = SocialAccount.objects.get()
    assert (kept.user, kept.uid, kept.provider) == (ada, provider.subject, HERE)
    assert kept.extra_data == {}
    assert not SocialToken.objects.exists()
    ada.refresh_from_db()
    assert CLAIMED not in ada.email
    assert "linked" in mail.outbox[-1].subject


def test_it_is_asked_who_it_is_and_nothing_else(provider: Server, ada: User) -> None:
    link(ada)
    url = f"{BEGIN}?scope=email&auth_params=prompt%3Dnone"
    Client().post(url)
    away = Client().post(url)

    asked = parse_qs(urlsplit(away.headers["Location"]).query)

    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert "prompt" not in asked
    assert provider.asked[0]["scope"] == "openid"


def test_nobody_is_found_by_an_address(provider: Server, ada: User) -> None:
    """The provider says a verified address that belongs to somebody here."""
    provider.claims = {"email": ada.email, "email_verified": True}
    client, before = Client(), User.objects.count()

    answer = go(client)

    assert answer.status_code == 403
    assert "no account here is linked" in answer.content.decode()
    assert not get_user(client).is_authenticated
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == before


def test_it_opens_one_clinic_alone(provider: Server, ada: User) -> None:
    """Whoever runs it could otherwise read in the other clinic."""
    link(ada)
    give_role_elsewhere(ada)
    client = Client()

    answer = go(client)

    assert answer.status_code == 403
    assert "a role in another clinic" in answer.content.decode()
    assert not get_user(client).is_authenticated
    assert provider.asked


def test_a_session_that_began_there_ends_when_it_would_reach_further(
    provider: Server, ada: User
) -> None:
    link(ada)
    client = Client()
    go(client)
    assert client.get("/settings/").status_code == 200

    give_role_elsewhere(ada)

    assert client.get("/settings/").status_code == 302
    assert client.get("/api/v1/me/").status_code == 401
    assert provider.asked


def test_somebody_of_two_clinics_cannot_link(provider: Server, ada: User) -> None:
    give_role_elsewhere(ada)
    client = link(ada)

    page = client.get(LINKS).content.decode()

    assert "a role in another clinic" in page
    assert "No sign-in to link" in page
    assert not SocialAccount.objects.exists()
    assert provider.asked


def test_to_link_one_shows_again_who_one_is(provider: Server, ada: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})

    answer = go(client, process="connect")

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not SocialAccount.objects.exists()
    client.post(answer.headers["Location"], {"password": "not the one of anybody"})
    assert not SocialAccount.objects.exists()
    client.post(answer.headers["Location"], {"password": PASSWORD})
    assert SocialAccount.objects.get().user == ada
    assert provider.asked


def test_what_is_linked_to_somebody_is_nobody_elses(
    provider: Server, ada: User, clinic: Clinic
) -> None:
    link(ada)
    eve = make_person(Role.SUPERVISEE, clinic=clinic)

    client = link(eve)

    assert "linked to another account" in client.get(LINKS).content.decode()
    assert SocialAccount.objects.get().user == ada
    assert provider.asked


def test_the_second_step_is_asked_for_as_before(provider: Server, ada: User) -> None:
    client = link(ada)
    add_app(client)
    fresh = Client()

    answer = go(fresh)

    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not get_user(fresh).is_authenticated
    assert provider.asked


def test_a_closed_account_stays_closed(provider: Server, ada: User) -> None:
    link(ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    client = Client()

    go(client)

    assert not get_user(client).is_authenticated
    assert provider.asked


def test_the_link_is_taken_away(provider: Server, ada: User) -> None:
    client = link(ada)

    client.post(LINKS, {"account": SocialAccount.objects.get().pk})

    assert "The link is gone" in client.get(LINKS).content.decode()
    assert not SocialAccount.objects.exists()
    assert go(Client()).status_code == 403
    assert provider.asked


def test_an_erased_account_is_linked_to_nothing(
    provider: Server, ada: User, clinic: Clinic
) -> None:
    lead = lead_of(clinic)
    link(ada)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        ada.role_assignments.update(valid_to=timezone.now() - timedelta(seconds=30))
        erase_account(person=ada, by=lead)

    assert not SocialAccount.objects.exists()
    assert provider.asked


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another-client"}, {"iss": "http://127.0.0.1:9"}, {"exp": 1}, {"sub": ""}],
    ids=["for another", "by another", "too old", "of nobody"],
)
def test_a_token_that_is_not_right_opens_nothing(
    provider: Server, ada: User, claims: dict[str, Any]
) -> None:
    link(ada)
    provider.claims = claims
    client = Client()

    answer = go(client)

    assert answer.status_code == 401
    assert "did not answer as it should" in answer.content.decode()
    assert not get_user(client).is_authenticated


def test_an_answer_that_was_not_asked_for_opens_nothing(provider: Server, ada: User) -> None:
    """Somebody is led to the end of a sign-in that another began."""
    link(ada)
    away = Client().post(BEGIN)
    back = requests.get(away.headers["Location"], allow_redirects=False, timeout=5)
    url = urlsplit(back.headers["Location"])
    client = Client()

    answer = client.get(f"{url.path}?{url.query}")

    assert answer.status_code == 401
    assert not get_user(client).is_authenticated
    assert provider.codes  # the code was not even redeemed


def test_to_stop_there_changes_nothing(provider: Server, ada: User) -> None:
    link(ada)
    provider.refuses = True
    client = Client()

    answer = go(client)

    assert answer.headers["Location"] == "/accounts/3rdparty/cancelled/"
    assert "You stopped" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("lost", ["issuer", "authorization_endpoint", "token_endpoint"])
def test_one_that_describes_itself_badly_is_said_so(provider: Server, lost: str) -> None:
    provider.leaves_out = (lost,)

    answer = Client().post(BEGIN)

    assert answer.status_code == 401
    assert "did not answer as it should" in answer.content.decode()


def test_one_that_is_down_is_said_so(provider: Server) -> None:
    provider.shutdown()
    provider.server_close()

    answer = Client().post(BEGIN)

    assert answer.status_code == 401
    assert "did not answer as it should" in answer.content.decode()


def test_a_link_alone_does_not_begin_it(provider: Server) -> None:
    answer = Client().get(BEGIN)

    assert answer.status_code == 200
    assert "Sign in with Riverside" in answer.content.decode()
    assert not provider.asked


def test_one_in_the_database_counts_for_nothing(provider: Server) -> None:
    """Whoever can write there shall not bring in a provider of their own."""
    SocialApp.objects.create(
        provider="openid_connect", provider_id="evil", name="Evil", client_id="x"
    )

    assert Client().post("/accounts/oidc/evil/login/").status_code == 404
    assert "Evil" not in Client().get("/accounts/login/").content.decode()
    assert not provider.asked


def test_pages_offer_it_where_there_is_one(provider: Server, ada: User) -> None:
    client = Client()
    entrance = client.get("/accounts/login/").content.decode()
    client.force_login(ada)

    assert "Sign in with Riverside" in entrance
    assert LINKS in client.get("/settings/").content.decode()
    assert "Link it" in client.get(LINKS).content.decode()
    assert not provider.asked


def test_pages_are_silent_where_there_is_none(ada: User) -> None:
    client = Client()
    entrance = client.get("/accounts/login/").content.decode()
    client.force_login(ada)

    assert "/oidc/" not in entrance
    assert LINKS not in client.get("/settings/").content.decode()


def test_the_command_names_the_clinics(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("clinics")

    assert f"{clinic.pk}  {clinic.name}" in capsys.readouterr().out


def test_who_came_in_by_password_is_not_asked_more_of_the_database(ada: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    client.get("/theme/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/accounts/password/change/")

    assert not [it for it in asked if "socialaccount" in it["sql"]]
