"""Where it is required: nothing opens to a session that has not shown a second factor."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from knox.models import AuthToken

from supervision import checks
from supervision.actions.roles import assign_role
from supervision.enums import Role
from supervision.models import Clinic, User
from tests.factories import PASSWORD, lead_of, make_clinic, make_person
from tests.factories_cases import make_room, make_world
from tests.live import opened, serving
from tests.matrix import registry
from tests.passkeys import (
    HOST,
    Device,
    add_app,
    add_passkey,
    at_home,
    code_of,
    enter_by_passkey,
    options_on,
)

pytestmark = pytest.mark.django_db(transaction=True)

INDEX = "/accounts/2fa/"
LATER = timedelta(minutes=2)
ME = "/api/v1/me/"
# What is there for whoever comes to the door, or sets up what is asked for.
OPEN = re.compile(r"accounts/|invitations/|theme/|\.well-known/")
ARGUMENTS = {
    r"<uuid:\w+>": "00000000-0000-4000-8000-00000000dead",
    r"<int:\w+>": "1",
    r"<(str|slug|level|move|step|dimension|way|kind)?:?\w+>": "x",
}


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def ada(clinic: Clinic) -> User:
    return make_person(Role.SUPERVISEE, clinic=clinic)


def enter(user: User, client: Client | None = None) -> Client:
    client = client or at_home()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def state(client: Client) -> tuple[int, str]:
    """What the home page and the API say."""
    return client.get("/settings/").status_code, client.get(ME).json().get("code", "")


WAITS = (302, "second_factor_required")
WAITS_FOR_PASSKEY = (302, "passkey_required")
IN = (200, "")


def test_a_member_without_one_is_led_to_it_first(ada: User) -> None:
    client = enter(ada)

    page = client.get("/cases/")
    led_to = client.get(page.headers["Location"])
    refused = client.get(ME)
    fragment = client.get("/cases/", headers={"hx-request": "true"})

    assert page.headers["Location"] == INDEX
    assert "Set up one of these to go on." in led_to.content.decode()
    assert 'aria-label="Main"' not in led_to.content.decode()
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")
    assert set(refused.json()) == {"code", "detail", "fields"}
    assert (fragment.status_code, fragment.headers["Content-Type"]) == (403, "text/plain")


@pytest.mark.parametrize("add", [add_app, lambda client: add_passkey(client, Device())])
def test_setting_one_up_opens_the_house(ada: User, add: Any) -> None:
    client = enter(ada)
    before = state(client)

    add(client)

    assert before == WAITS
    assert state(client) == IN


def test_no_address_is_open_without(ada: User) -> None:
    client, closed = enter(ada), 0

    for address in registry.addresses():
        path = address.path
        for pattern, value in ARGUMENTS.items():
            path = re.sub(pattern, value, path)
        if OPEN.match(path) or not re.fullmatch(r"[\w./-]*", path):
            assert OPEN.match(path) or path.startswith("api/"), path
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(f"/{path}")
            if answer.status_code == 404:  # an argument nobody would write: no view was found
                continue
            closed += 1
            led = answer.headers.get("Location") == INDEX
            told = answer.status_code == 403 and b"second_factor_required" in answer.content
            assert led or told, (address.name, method, answer.status_code)

    assert closed > 300


def test_a_session_from_before_does_not_become_strong_by_itself(ada: User) -> None:
    stolen, at_desk = enter(ada), enter(ada)
    add_passkey(at_desk, Device())

    assert state(stolen) == WAITS
    answer = stolen.get("/cases/")
    assert answer.headers["Location"] == (
        "/accounts/2fa/webauthn/reauthenticate/?next=%2Fcases%2F"
    )


def test_who_shows_it_afterwards_goes_on_where_they_were(ada: User) -> None:
    waiting, device = enter(ada), Device()
    add_passkey(enter(ada), device)
    page = waiting.get(waiting.get("/settings/").headers["Location"])

    answer = waiting.post(
        "/accounts/2fa/webauthn/reauthenticate/",
        {"credential": device.use(options_on(page)), "next": "/settings/"},
    )

    assert answer.headers["Location"] == "/settings/"
    assert state(waiting) == IN


def test_a_factor_taken_away_is_asked_for_again(ada: User) -> None:
    client = enter(ada)
    add_app(client)
    Authenticator.objects.all().delete()

    assert state(client) == WAITS


def test_a_recovery_code_stands_in_for_the_lost_phone_of_a_member(ada: User) -> None:
    client, at_work = enter(ada), at_home()
    add_app(client)
    code = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]

    enter(ada, at_work)
    at_work.post("/accounts/2fa/authenticate/", {"code": code})

    assert state(at_work) == IN


# --- Who looks after a clinic ---


@pytest.mark.parametrize("role", [Role.CLINIC_LEAD, Role.ADMINISTRATOR])
def test_who_looks_after_people_needs_a_passkey(clinic: Clinic, role: Role) -> None:
    client = enter(make_person(role, clinic=clinic))
    before = state(client)
    add_app(client)
    with_app = state(client)
    add_passkey(client, Device())

    assert before == WAITS_FOR_PASSKEY
    assert with_app == WAITS_FOR_PASSKEY
    assert state(client) == IN


def test_a_lead_who_came_in_by_a_code_shows_the_passkey_too(clinic: Clinic) -> None:
    lead, device = lead_of(clinic), Device()
    client = enter(lead)
    secret = add_app(client)
    add_passkey(client, device)
    by_code, by_passkey = at_home(), at_home()

    with time_machine.travel(timezone.now() + LATER):
        enter(lead, by_code)
        by_code.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    enter_by_passkey(by_passkey, device)

    assert state(by_code) == WAITS_FOR_PASSKEY
    assert state(by_passkey) == IN


def test_a_member_who_becomes_lead_needs_one_from_then_on(clinic: Clinic, ada: User) -> None:
    client = enter(ada)
    add_app(client)
    before = state(client)

    assign_role(
        user_id=ada.pk, clinic_id=clinic.pk, role=Role.ADMINISTRATOR, by=lead_of(clinic)
    )

    assert before == IN
    assert state(client) == WAITS_FOR_PASSKEY


# --- Around it ---


def test_a_program_s_token_is_none_of_its_business(ada: User) -> None:
    _, token = AuthToken.objects.create(user=ada)

    answer = Client().get(ME, headers={"authorization": f"Token {token}"})

    assert answer.status_code == 200


def test_a_room_is_closed_and_says_why() -> None:
    world = make_world()
    version = make_room(world)
    client = at_home()
    client.force_login(world.supervisor)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    with serving() as port, opened(port, version.note_id, session) as socket:
        reason = socket.hear("revoked")["reason"]
        code = socket.closed()

    assert (code, reason) == (4403, "second_step")


def test_a_room_closes_at_the_next_sign_of_life(settings: Any) -> None:
    world = make_world()
    version = make_room(world)
    client = at_home()
    client.force_login(world.supervisor)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    settings.SECOND_FACTOR = "offered"

    with serving() as port, opened(port, version.note_id, session) as socket:
        socket.follow()
        settings.SECOND_FACTOR = "required"
        socket.let_it_look()
        reason = socket.hear("revoked")["reason"]
        code = socket.closed()

    assert (code, reason) == (4403, "second_step")


def test_where_it_is_offered_nobody_is_asked(ada: User, settings: Any) -> None:
    settings.SECOND_FACTOR = "offered"
    client = enter(ada)
    client.get("/settings/")

    with CaptureQueriesContext(connection) as queries:
        found = state(client)

    assert found == IN
    assert not [q for q in queries if "mfa_authenticator" in q["sql"]]


def test_a_request_costs_two_questions(ada: User, settings: Any) -> None:
    client = enter(ada)
    add_app(client)
    client.get(ME)
    with CaptureQueriesContext(connection) as asked:
        client.get(ME)
    settings.SECOND_FACTOR = "offered"
    with CaptureQueriesContext(connection) as without:
        client.get(ME)

    assert len(asked) == len(without) + 2


def test_a_production_that_only_offers_it_is_warned(settings: Any) -> None:
    before = checks.a_password_is_not_enough()
    settings.SECOND_FACTOR = "offered"

    assert before == []
    assert [it.id for it in checks.a_password_is_not_enough()] == ["supervision.W004"]


def test_the_host_of_a_passkey_is_a_name() -> None:
    by_number = Client(SERVER_NAME="127.0.0.1").get("/accounts/login/").content.decode()
    by_name = Client(SERVER_NAME=HOST).get("/accounts/login/").content.decode()

    assert "Use a passkey instead" in by_name
    assert "Use a passkey instead" not in by_number
