"""Which passwords are taken, and how guessing is slowed without keeping the owner out."""

from typing import Any

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from supervision import settings as shipped
from supervision.models import User
from supervision.passwords import shortest_for
from tests.factories import make_clinic
from tests.passkeys import add_app, at_home

pytestmark = pytest.mark.django_db

PASSWORD = "eleven old grey donkeys"
LIMITS = {"login_failed": "10/m/ip,5/5m/key"}


@pytest.fixture
def ada() -> User:
    make_clinic("Riverside Harbour")
    return User.objects.create_user(
        email="ada.lovelace@example.org", display_name="Ada Lovelace", password=PASSWORD
    )


TAKEN = {
    "fifteen signs": "qvmzpwxkdjrhtbn",
    "words": "four words in a row",
    "sixty-four": "correct horse battery staple " * 2 + "mounts",
    "many": "a walk in the rain, " * 50,
    "other letters": "серые ослы идут домой",
    "signs beyond the alphabets": "🫏🪿🐓🐖 🌧️ am Fluss entlang",
    "no digit, no capital, no sign": "einaltergrauerelch",
    "only digits in no order": "918273640554719",
    "spaces at the ends": "  walking by the sea  ",
}
REFUSED = {
    "fourteen signs": ("qvmzpwxkdjrhtb", "password_too_short"),
    "one sign": ("aaaaaaaaaaaaaaaaaaaa", "password_is_a_row"),
    "a few signs": ("abababababababab", "password_is_a_row"),
    "a row of digits": ("12345678901234567", "password_is_a_row"),
    "a row backwards": ("zyxwvutsrqponmlkjih", "password_is_a_row"),
    "a row of keys": ("qwertyuiopqwertyuiop", "password_is_a_row"),
    "a common one with a tail": ("Password!2026!!2026", "password_too_common"),
    "a common one between digits": ("2026sunshine2026!!", "password_too_common"),
    "the product": ("Supervision 2026!", "password_of_the_house"),
    "the product, written with signs": ("$up3rv1s10n-2026!", "password_of_the_house"),
    "the clinic": ("RiversideHarbour2026", "password_of_the_house"),
    "one's own name": ("ada-lovelace-1815!", "password_too_similar"),
    "one's own address": ("ada.lovelace@example.org", "password_of_the_house"),
}


@pytest.mark.parametrize("password", TAKEN.values(), ids=TAKEN.keys())
def test_long_ones_of_any_signs_are_taken(ada: User, password: str) -> None:
    validate_password(password, ada)
    ada.set_password(password)

    assert ada.check_password(password)
    assert not ada.check_password(password[:-1]), "nothing is cut off"
    assert not ada.check_password(password.swapcase() if password.islower() else password + " ")


@pytest.mark.parametrize(("password", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_tried_first_is_refused(ada: User, password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, ada)

    assert code in {error.code for error in refused.value.error_list}


@pytest.mark.django_db(transaction=True)
def test_beside_a_second_factor_twelve_are_enough(ada: User, settings: Any) -> None:
    client = at_home()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    alone = shortest_for(ada)
    add_app(client)
    with_one = shortest_for(ada)
    settings.SECOND_FACTOR = "required"

    assert (alone, with_one, shortest_for(None)) == (15, 12, 12)


def test_they_are_kept_as_argon2id(settings: Any) -> None:
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS

    assert make_password(PASSWORD).startswith("argon2$argon2id$")


# --- Guessing ---


def enter(client: Client, password: str, email: str = "ada.lovelace@example.org") -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def guess(client: Client, times: int) -> None:
    for number in range(times):
        enter(client, f"a wrong guess, number {number}")


@pytest.mark.usefixtures("ada")
def test_guessing_is_stopped_and_the_owner_still_comes_in(settings: Any) -> None:
    own, thief, helper = (
        Client(),
        Client(REMOTE_ADDR="10.6.6.6"),
        Client(REMOTE_ADDR="10.6.6.7"),
    )
    enter(own, PASSWORD)
    own.post("/accounts/logout/")
    settings.ACCOUNT_RATE_LIMITS = LIMITS

    guess(thief, 6)
    enter(thief, PASSWORD)
    enter(helper, PASSWORD)  # from elsewhere, in the same hour
    enter(own, PASSWORD)

    assert (is_in(thief), is_in(helper), is_in(own)) == (False, False, True)


@pytest.mark.usefixtures("ada")
def test_a_stolen_browser_is_stopped_as_well(settings: Any) -> None:
    own = Client()
    enter(own, PASSWORD)
    own.post("/accounts/logout/")
    settings.ACCOUNT_RATE_LIMITS = LIMITS

    guess(own, 6)
    enter(own, PASSWORD)

    assert not is_in(own)


@pytest.mark.usefixtures("ada")
def test_a_made_up_or_borrowed_mark_counts_for_nothing(settings: Any) -> None:
    User.objects.create_user(email="eve@example.org", display_name="Eve", password=PASSWORD)
    eve = Client(REMOTE_ADDR="10.6.6.6")
    enter(eve, PASSWORD, "eve@example.org")
    eve.post("/accounts/logout/")
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    guess(Client(REMOTE_ADDR="10.6.6.7"), 5)

    enter(eve, PASSWORD)
    forged = Client(REMOTE_ADDR="10.6.6.8")
    forged.cookies["device"] = eve.cookies["device"].value.replace("a", "b")
    enter(forged, PASSWORD)

    assert not is_in(eve)
    assert not is_in(forged)


@pytest.mark.usefixtures("ada")
def test_many_addresses_from_one_place_are_stopped(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    thief = Client(REMOTE_ADDR="10.6.6.6")

    for number in range(11):
        enter(thief, "sunshine", f"person{number}@example.org")
    enter(thief, PASSWORD)

    assert not is_in(thief)


class Counting(MD5PasswordHasher):
    algorithm = "counting"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.times += 1
        return super().encode(password, salt)


def test_an_unknown_address_gets_the_same_answer_and_costs_the_same(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.supervision.test_passwords.Counting"]
    User.objects.create_user(email="ada@example.org", display_name="Ada", password=PASSWORD)

    def asked(email: str) -> tuple[int, int, list[str]]:
        before = Counting.times
        answer = enter(Client(), "a wrong guess, of some length", email)
        return (
            answer.status_code,
            Counting.times - before,
            answer.context["form"].non_field_errors(),
        )

    assert asked("ada@example.org") == asked("nobody@example.org")
