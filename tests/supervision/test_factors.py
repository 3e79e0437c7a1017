"""The second step at sign-in: passkeys, authenticator apps, recovery codes."""

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from supervision.models import User
from supervision.strongbox import StaysShut, open_shut, shut
from tests.passkeys import (
    Device,
    add_app,
    add_passkey,
    at_home,
    code_of,
    enter_by_passkey,
    options_on,
)

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "eleven old grey donkeys"
SECOND = "/accounts/2fa/authenticate/"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user(
        email="ada@example.org", display_name="Ada", password=PASSWORD
    )


def enter(client: Client) -> Any:
    said = {"login": "ada@example.org", "password": PASSWORD}
    return client.post("/accounts/login/", said)


def signed_in(user: User) -> Client:
    client = at_home()
    enter(client)
    assert get_user(client) == user
    return client


def is_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def kinds() -> list[str]:
    return sorted(Authenticator.objects.values_list("type", flat=True))


# --- Passkeys ---


def test_a_passkey_opens_the_door_by_itself(ada: User) -> None:
    device, at_work = Device(), at_home()
    added = add_passkey(signed_in(ada), device)

    answer = enter_by_passkey(at_work, device, next="/settings/")

    assert added.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert get_user(at_work) == ada
    assert answer.headers["Location"] == "/settings/"


def test_after_a_password_the_passkey_is_asked_for(ada: User) -> None:
    device, at_work = Device(), at_home()
    add_passkey(signed_in(ada), device)

    asked = enter(at_work)
    before = is_in(at_work)
    answer = device.use(options_on(at_work.get(SECOND)))
    at_work.post(SECOND, {"credential": answer})

    assert asked.headers["Location"] == SECOND
    assert not before
    assert is_in(at_work)


@pytest.mark.parametrize(
    "device",
    [Device(origin="https://localhost.example.org"), Device(verifies=False)],
    ids=["made for another site", "without finger, face or PIN"],
)
def test_a_passkey_that_proves_too_little_is_not_taken(ada: User, device: Device) -> None:
    answer = add_passkey(signed_in(ada), device)

    assert answer.status_code == 200
    assert kinds() == []


def test_an_answer_serves_once(ada: User) -> None:
    device, at_work = Device(), at_home()
    add_passkey(signed_in(ada), device)
    asked = at_work.get(
        "/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}
    ).json()
    answer = {"credential": device.use(asked["request_options"]["publicKey"])}
    at_work.post("/accounts/2fa/webauthn/login/", answer)
    at_work.post("/accounts/logout/")

    at_work.post("/accounts/2fa/webauthn/login/", answer)

    assert not is_in(at_work)


def test_somebody_else_s_key_does_not_open(ada: User) -> None:
    add_passkey(signed_in(ada), Device())
    stranger, at_work = Device(), at_home()
    stranger.owner = None

    enter_by_passkey(at_work, stranger)

    assert not is_in(at_work)


def test_a_removed_passkey_opens_nothing(ada: User) -> None:
    device, at_work, client = Device(), at_home(), signed_in(ada)
    add_passkey(client, device)
    confirm(client, device)
    passkey = Authenticator.objects.get(type="webauthn")

    client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/")
    enter_by_passkey(at_work, device)

    assert kinds() == []
    assert not is_in(at_work)


def test_nobody_removes_or_renames_the_passkey_of_another(ada: User) -> None:
    add_passkey(signed_in(ada), Device())
    passkey = Authenticator.objects.get(type="webauthn")
    eve = at_home()
    eve.force_login(User.objects.create_user(email="eve@example.org", display_name="Eve"))

    removed = eve.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/")
    renamed = eve.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/edit/", {"name": "x"})

    assert (removed.status_code, renamed.status_code) == (404, 404)
    assert kinds() == ["recovery_codes", "webauthn"]


# --- Codes ---


def test_a_code_of_the_app_is_asked_for_and_opens(ada: User) -> None:
    secret, at_work = add_app(signed_in(ada)), at_home()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        asked = enter(at_work)
        before = is_in(at_work)
        at_work.post(SECOND, {"code": code_of(secret)})

    assert asked.headers["Location"] == SECOND
    assert not before
    assert is_in(at_work)


@pytest.mark.parametrize("forgetting", [False, True])
def test_a_code_opens_once_also_where_the_cache_forgets(ada: User, forgetting: bool) -> None:  # noqa: FBT001 - a case of the table
    secret, first, second = add_app(signed_in(ada)), at_home(), at_home()
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        code = code_of(secret)
        enter(first)
        first.post(SECOND, {"code": code})
        if forgetting:
            cache.clear()
        enter(second)
        second.post(SECOND, {"code": code})

    assert is_in(first)
    assert not is_in(second)


def test_an_older_code_is_dead_once_a_newer_was_used(ada: User) -> None:
    secret, first, second = add_app(signed_in(ada)), at_home(), at_home()
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        enter(first)
        first.post(SECOND, {"code": code_of(secret)})
        enter(second)
        second.post(SECOND, {"code": code_of(secret, steps=-1)})

    assert not is_in(second)


def test_the_code_an_app_was_set_up_with_is_used_up(ada: User) -> None:
    at_work = at_home()
    with time_machine.travel(timezone.now(), tick=False):
        secret = add_app(signed_in(ada))
        enter(at_work)
        at_work.post(SECOND, {"code": code_of(secret)})

    assert not is_in(at_work)


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(ada: User, steps: int, opens: bool) -> None:  # noqa: FBT001 - a case of the table
    secret, at_work = add_app(signed_in(ada)), at_home()
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        enter(at_work)
        at_work.post(SECOND, {"code": code_of(secret, steps)})

    assert is_in(at_work) is opens


def test_a_recovery_code_opens_once(ada: User) -> None:
    client, first, second = signed_in(ada), at_home(), at_home()
    add_passkey(client, Device())
    code = codes_on(client)[0]

    enter(first)
    first.post(SECOND, {"code": code})
    enter(second)
    second.post(SECOND, {"code": code})

    assert is_in(first)
    assert not is_in(second)


def test_recovery_codes_are_shown_once(ada: User) -> None:
    client = signed_in(ada)
    device = Device()
    add_passkey(client, device)
    confirm(client, device)

    first = codes_on(client)
    again = codes_on(client)

    assert len(set(first)) == 10
    assert again == []


def test_new_recovery_codes_end_the_old_ones(ada: User) -> None:
    client, at_work, device = signed_in(ada), at_home(), Device()
    add_passkey(client, device)
    old = codes_on(client)
    confirm(client, device)

    client.post("/accounts/2fa/recovery-codes/generate/")
    new = codes_on(client)
    enter(at_work)
    at_work.post(SECOND, {"code": old[0]})

    assert not set(old) & set(new)
    assert not is_in(at_work)


def test_guessing_codes_is_stopped(ada: User, settings: Any) -> None:
    secret, at_work = add_app(signed_in(ada)), at_home()
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        enter(at_work)
        for guess in range(5):
            at_work.post(SECOND, {"code": f"{guess:06}"})
        at_work.post(SECOND, {"code": code_of(secret)})

    assert not is_in(at_work)


def test_the_database_alone_makes_no_code(ada: User) -> None:
    secret = add_app(signed_in(ada))

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept


def test_what_is_shut_opens_with_the_same_secret_alone(settings: Any) -> None:
    kept = shut("JBSWY3DPEHPK3PXP")
    opened = open_shut(kept)
    settings.SECRET_KEY = "another" * 10

    assert opened == "JBSWY3DPEHPK3PXP"
    for broken in (kept, kept[:-4], "2" + kept[1:], "JBSWY3DPEHPK3PXP", ""):
        with pytest.raises(StaysShut):
            open_shut(broken)


def test_with_another_secret_no_code_opens_and_none_fails(ada: User, settings: Any) -> None:
    secret, at_work = add_app(signed_in(ada)), at_home()
    settings.SECRET_KEY = "another" * 10
    enter(at_work)

    answer = at_work.post(SECOND, {"code": code_of(secret)})

    assert answer.status_code == 200
    assert not is_in(at_work)


# --- Changing them ---


def confirm(client: Client, device: Device) -> None:
    """Shows the passkey again, as before every step that matters."""
    options = options_on(client.get("/accounts/2fa/webauthn/reauthenticate/"))
    client.post("/accounts/2fa/webauthn/reauthenticate/", {"credential": device.use(options)})


def codes_on(client: Client) -> list[str]:
    page = client.get("/accounts/2fa/recovery-codes/")
    return [code for code in page.context["unused_codes"] if code != "****"]


def test_who_has_just_signed_in_sets_up_the_first_without_being_asked_again(
    ada: User,
) -> None:
    client = signed_in(ada)
    now = client.get("/accounts/2fa/webauthn/add/")

    later = timezone.now() + timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    with time_machine.travel(later):
        asked = client.get("/accounts/2fa/webauthn/add/")

    assert now.status_code == 200
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize(
    "path", ["webauthn/add", "webauthn/keys/{}/remove", "webauthn/keys/{}/edit",
             "totp/activate", "recovery-codes/generate"]
)  # fmt: skip
def test_another_change_asks_who_it_is(ada: User, path: str) -> None:
    client, device = signed_in(ada), Device()
    add_passkey(client, device)
    passkey = Authenticator.objects.get(type="webauthn")
    before = Authenticator.objects.count()

    with time_machine.travel(time.time() + 400):
        asked = client.post(f"/accounts/2fa/{path.format(passkey.pk)}/")

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.count() == before


def test_the_password_confirms_and_so_does_a_passkey(ada: User) -> None:
    client, device = signed_in(ada), Device()
    add_passkey(client, device)

    confirm(client, device)
    by_passkey = client.get("/accounts/2fa/totp/activate/").status_code
    with time_machine.travel(time.time() + 400):
        asked = client.get("/accounts/2fa/totp/activate/").status_code
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        by_password = client.get("/accounts/2fa/totp/activate/").status_code

    assert (by_passkey, asked, by_password) == (200, 302, 200)


def test_every_change_is_told_by_mail(ada: User) -> None:
    client, device = signed_in(ada), Device()

    add_passkey(client, device)
    confirm(client, device)
    add_app(client)
    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/totp/deactivate/")
    passkey = Authenticator.objects.get(type="webauthn")
    client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/")

    assert [letter.subject for letter in mail.outbox] == [
        "A passkey was added to your account",
        "An authenticator app was added to your account",
        "New recovery codes for your account",
        "An authenticator app was removed from your account",
        "A passkey was removed from your account",
    ]
    assert {tuple(letter.to) for letter in mail.outbox} == {("ada@example.org",)}
    assert all("127.0.0.1" in str(letter.body) for letter in mail.outbox)


def test_a_new_password_does_not_pass_by_the_second_step(ada: User) -> None:
    add_app(signed_in(ada))
    mail.outbox.clear()
    at_work = at_home()
    at_work.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = next(word for word in str(mail.outbox[0].body).split() if "/reset/key/" in word)
    form = at_work.get(link.partition("localhost")[2], follow=True)
    new = "twelve young brown mules"

    at_work.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    before = is_in(at_work)
    asked = at_work.post("/accounts/login/", {"login": "ada@example.org", "password": new})

    assert not before
    assert asked.headers["Location"] == SECOND
    assert not is_in(at_work)


def test_the_session_is_a_new_one_after_the_second_step(ada: User) -> None:
    secret, at_work = add_app(signed_in(ada)), at_home()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        enter(at_work)
        before = at_work.session.session_key
        at_work.post(SECOND, {"code": code_of(secret)})

    assert at_work.session.session_key != before
