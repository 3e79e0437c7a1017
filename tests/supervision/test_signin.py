"""Signing in as a visitor meets it: by e-mail, by invitation only, and not too often."""

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from pytest_django import Settings

from supervision.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "eleven old grey donkeys"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user(
        email="ada@example.org", display_name="Ada", password=PASSWORD
    )


def sign_in(client: Client, email: str, password: str) -> int:
    return client.post("/accounts/login/", {"login": email, "password": password}).status_code


@pytest.mark.parametrize("email", ["ada@example.org", "Ada@Example.org"])
@pytest.mark.usefixtures("ada")
def test_somebody_signs_in_with_the_address(client: Client, email: str) -> None:
    assert sign_in(client, email, PASSWORD) == 302
    assert get_user(client).is_authenticated


def test_a_closed_account_does_not_sign_in(client: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)

    sign_in(client, "ada@example.org", PASSWORD)

    assert not get_user(client).is_authenticated


def test_nobody_signs_up(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/",
        {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert answer.status_code in {200, 302, 403}
    assert not User.objects.exists()
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("ada")
def test_guessing_is_stopped_also_when_the_guess_is_right(
    client: Client, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}

    for guess in range(5):
        sign_in(client, "ada@example.org", f"guess number {guess}")
    sign_in(client, "ada@example.org", PASSWORD)

    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("ada")
def test_asking_for_a_new_password_does_not_tell_who_is_known(client: Client) -> None:
    known = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "eve@example.org"})

    assert known.headers["Location"] == unknown.headers["Location"]
    assert {tuple(it.to) for it in mail.outbox} == {("ada@example.org",), ("eve@example.org",)}


@pytest.mark.usefixtures("ada")
def test_a_made_up_port_does_not_get_into_a_mail(client: Client, settings: Settings) -> None:
    settings.PRODUCTION, settings.SITE_URL = True, "http://localhost"

    client.post(
        "/accounts/password/reset/",
        {"email": "ada@example.org"},
        headers={"host": "localhost:6666"},
    )

    assert "http://localhost/accounts/password/reset/key/" in str(mail.outbox[0].body)


def test_leaving_needs_a_post(client: Client, ada: User) -> None:
    client.force_login(ada)

    client.get("/accounts/logout/")
    stayed = get_user(client).is_authenticated
    client.post("/accounts/logout/")

    assert stayed
    assert not get_user(client).is_authenticated
