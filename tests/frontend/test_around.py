"""What stands around the content of a page, and the pages of refusal."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from frontend.context import PLACES, Surroundings, page
from frontend.refusals import STATUS_OF, RefusalPages, refusal_response
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, Refusal, StaleVersion
from supervision.models import Clinic, RoleAssignment, User

pytestmark = pytest.mark.usefixtures("bundle")


def person(*roles: Role, clinic: Clinic | None = None) -> User:
    user = User.objects.create_user("jo@example.org", display_name="Jo Lindqvist")
    clinic = clinic or Clinic.objects.create(name="Harbour Clinic")
    for role in roles:
        RoleAssignment.objects.create(user=user, clinic=clinic, role=role)
    return user


def surroundings(user: User | AnonymousUser, path: str = "/") -> Surroundings:
    request = RequestFactory().get(path)
    request.user = user
    return Surroundings(request)


@pytest.mark.django_db
def test_everybody_is_offered_the_places_where_they_have_work() -> None:
    offered = {role: [place.label for place in PLACES if role in place.roles] for role in Role}

    assert offered == {
        Role.SUPERVISEE: ["My cases", "Decisions", "Findings", "People", "Clinic rules"],
        Role.SUPERVISOR: ["Review queue", "Decisions", "Findings", "People", "Clinic rules"],
        Role.CLINIC_LEAD: [
            "Decision audit",
            "Findings",
            "Emergency access",
            "Shared with me",
            "Identifiers seen",
            "People",
            "Clinic rules",
        ],
        Role.ADMINISTRATOR: ["People", "Clinic rules"],
        Role.EXTERNAL_REVIEWER: ["Findings", "People", "Clinic rules"],
        Role.PRIVACY_OFFICER: [
            "Emergency access",
            "Identifiers seen",
            "People",
            "Clinic rules",
        ],
        Role.CONCERN_HANDLER: ["People", "Clinic rules"],
    }


@pytest.mark.django_db
def test_a_page_is_titled_with_the_clinic_and_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = person(Role.SUPERVISEE, Role.SUPERVISOR)

    with django_assert_num_queries(1):
        around = surroundings(user)
        seen = (around.title, [link.name for link in around.nav])

    assert seen[0] == "Harbour Clinic"
    assert seen[1] == ["cases", "queue", "decisions", "findings", "people", "policies"]


@pytest.mark.django_db
def test_somebody_of_two_clinics_reads_the_name_of_the_product() -> None:
    user = person(Role.SUPERVISOR)
    RoleAssignment.objects.create(
        user=user, clinic=Clinic.objects.create(name="Hill Clinic"), role=Role.SUPERVISOR
    )

    assert surroundings(user).title == "Supervision"


@pytest.mark.django_db
def test_a_stranger_is_offered_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        around = surroundings(AnonymousUser())

    assert (around.title, around.nav) == ("Supervision", [])


def test_the_theme_of_this_device_wins_and_nonsense_is_ignored() -> None:
    def theme(cookie: str | None, saved: str) -> object:
        request = RequestFactory().get("/")
        request.user = User(theme=saved)
        if cookie:
            request.COOKIES["theme"] = cookie
        return page(request)["theme"]

    assert theme("dark", "light") == "dark"
    assert theme(None, "light") == "light"
    assert theme('"><script>', "light") == "system"


@pytest.mark.django_db
def test_a_chosen_theme_is_kept_here_and_with_the_person(client: Client) -> None:
    user = person(Role.SUPERVISEE)
    client.force_login(user)

    answer = client.post("/theme/", {"theme": "dark", "next": "/accounts/email/"})

    user.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/email/")
    assert (user.theme, answer.cookies["theme"].value) == ("dark", "dark")


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", ""])
def test_the_theme_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    answer = client.post("/theme/", {"theme": "light", "next": elsewhere})

    assert answer["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_theme_is_refused_and_changes_nothing(client: Client) -> None:
    user = person(Role.SUPERVISEE)
    client.force_login(user)

    answer = client.post("/theme/", {"theme": "neon"})

    user.refresh_from_db()
    assert answer.status_code == 400
    assert "theme" not in answer.cookies
    assert user.theme == "system"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", STATUS_OF, ids=lambda kind: kind.__name__)
def test_a_refusal_becomes_a_page_with_its_sentence(kind: type[Refusal]) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    answer = refusal_response(request, kind("Take it back <first>."))

    assert answer.status_code == STATUS_OF[kind]
    assert b"Take it back &lt;first&gt;." in answer.content


def test_a_foreign_host_is_refused_and_breaks_nothing(
    client: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["supervision.example"]

    answer = client.get("/cases/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert b"That could not be read" in answer.content


def test_a_fragment_gets_the_sentence_alone() -> None:
    request = RequestFactory().get("/", headers={"HX-Request": "true"})

    answer = refusal_response(request, StaleVersion("Reload <b>first</b>."))

    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert answer.content == b"Reload <b>first</b>."


def test_subclasses_of_refusals_find_their_status_and_errors_pass() -> None:
    class TooLong(Invalid):
        pass

    middleware = RefusalPages(lambda _request: HttpResponse())
    request = RequestFactory().get("/", headers={"HX-Request": "true"})

    answers = [
        middleware.process_exception(request, error)
        for error in (TooLong("x"), NotAllowed("x"), NotFound(), ValueError("x"))
    ]

    assert [answer and answer.status_code for answer in answers] == [400, 403, 404, None]


@pytest.mark.django_db
def test_the_sign_in_page_needs_nothing_from_anywhere_else(client: Client) -> None:
    answer = client.get("/accounts/login/")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "http" not in html.replace('xmlns="http', "")
    assert "style=" not in html
    assert "<script>" not in html
    assert 'name="csrf-token" content="' in html


@pytest.mark.django_db
def test_errors_say_what_to_do(client: Client) -> None:
    client.force_login(person(Role.SUPERVISEE))

    answer = client.get("/nothing/here/")

    assert answer.status_code == 404
    assert "There is nothing here that you can open" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/password/reset/key/x-y/",
    ],
)
def test_the_pages_of_the_door_have_our_look(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert '<main id="main" tabindex="-1" class="entrance">' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["password/change", "email", "sessions", "logout"])
def test_the_pages_of_the_own_account_have_our_look(client: Client, path: str) -> None:
    user = person(Role.SUPERVISEE)
    user.set_password("a long enough one")
    user.save()
    client.force_login(user)

    answer = client.get(f"/accounts/{path}/")

    assert answer.status_code == 200
    assert '<div class="card stack">' in answer.content.decode()


def test_the_page_of_a_crash_stands_on_nothing() -> None:
    html = render_to_string("500.html")

    assert "What was saved before is safe" in html
    assert 'rel="stylesheet"' in html
