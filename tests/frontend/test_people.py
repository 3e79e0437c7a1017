"""The pages about people: who reaches them, what they say, what they keep."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from supervision.actions.invitations import invite
from supervision.actions.roles import end_role
from supervision.enums import Role
from supervision.models import (
    Clinic,
    User,
)
from supervision.selectors import live_relationships, live_role_names
from tests.factories import (
    PASSWORD,
    lead_of,
    make_clinic,
    make_person,
    make_proposal,
    make_relationship,
)
from tests.frontend.browsing import as_, facts, text

pytestmark = pytest.mark.django_db

NEVER = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


# --- The list ---


def test_the_lead_sees_who_works_with_whom(clinic: Clinic) -> None:
    ruth = make_person(Role.SUPERVISOR, clinic=clinic, name="Ruth Adeyemi")
    sam = make_person(Role.SUPERVISEE, clinic=clinic, name="Sam Okafor")
    make_relationship(clinic=clinic, supervisor=ruth, supervisee=sam)
    make_person(name="Somebody Elsewhere")

    said = text(as_(lead_of(clinic)).get("/people/"))

    assert "Sam Okafor" in said
    assert "supervised by Ruth Adeyemi primary supervision" in said
    assert "supervises Sam Okafor primary supervision" in said
    assert "Somebody Elsewhere" not in said


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SUPERVISEE])
def test_others_see_only_whom_they_work_with(clinic: Clinic, role: Role) -> None:
    together = make_relationship(clinic=clinic)
    make_person(Role.SUPERVISEE, clinic=clinic, name="Unrelated Person")
    me = together.supervisor if role == Role.SUPERVISOR else together.supervisee
    other = together.supervisee if role == Role.SUPERVISOR else together.supervisor

    response = as_(me).get("/people/")

    assert other.display_name in text(response)
    assert "Unrelated" not in text(response)
    assert "Send the invitation" not in text(response)


def test_one_finds_people_by_name_role_and_past(clinic: Clinic) -> None:
    make_person(Role.SUPERVISOR, clinic=clinic, name="Ruth Adeyemi")
    make_person(Role.SUPERVISEE, clinic=clinic, name="Sam Okafor")
    gone = make_person(Role.SUPERVISEE, clinic=clinic, name="Gone Away")
    end_role(assignment_id=gone.role_assignments.get().pk, by=lead_of(clinic))
    lead = as_(lead_of(clinic))

    found = {
        query: {
            name
            for name in ("Ruth Adeyemi", "Sam Okafor", "Gone Away")
            if name in text(lead.get(f"/people/?{query}"))
        }
        for query in ("", "q=sam", "role=supervisor", "role=former", "role=nonsense", "q=%00")
    }

    assert found == {
        "": {"Ruth Adeyemi", "Sam Okafor"},
        "q=sam": {"Sam Okafor"},
        "role=supervisor": {"Ruth Adeyemi"},
        "role=former": {"Gone Away"},
        "role=nonsense": {"Ruth Adeyemi", "Sam Okafor"},
        "q=%00": {"Ruth Adeyemi", "Sam Okafor"},
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    clinic: Clinic, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead = as_(lead_of(clinic))
    for number in range(rows):
        make_relationship(clinic=clinic)
        invite(
            clinic_id=clinic.pk,
            email=f"new{number}@example.org",
            role=Role.SUPERVISEE,
            by=lead_of(clinic),
        )
    lead.get("/people/")

    with django_assert_num_queries(18):
        lead.get("/people/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_colleagues_cost_the_same_however_many(
    clinic: Clinic, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    supervisor = make_person(Role.SUPERVISOR, clinic=clinic)
    for _ in range(rows):
        make_relationship(clinic=clinic, supervisor=supervisor)
    client = as_(supervisor)
    client.get("/people/")

    with django_assert_num_queries(6):
        client.get("/people/")


# --- One person ---


def test_a_role_is_given_and_ended_on_the_persons_page(clinic: Clinic) -> None:
    person, lead = make_person(Role.SUPERVISEE, clinic=clinic), as_(lead_of(clinic))

    lead.post(f"/people/{person.pk}/roles/{clinic.pk}/", {"role-role": "supervisor"})
    given = live_role_names(person)
    assignment = person.role_assignments.get(role=Role.SUPERVISEE)
    asked = lead.get(f"/people/roles/{assignment.pk}/end/")
    while_asked = live_role_names(person)
    lead.post(f"/people/roles/{assignment.pk}/end/")

    assert given == while_asked == {"supervisee", "supervisor"}
    assert "It ends at once, in open windows too." in text(asked)
    assert live_role_names(person) == {"supervisor"}


def test_the_end_of_a_role_names_what_ends_with_it(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)
    assignment = relationship.supervisor.role_assignments.get()

    said = text(as_(lead_of(clinic)).get(f"/people/roles/{assignment.pk}/end/"))

    assert f"{relationship.supervisor} with {relationship.supervisee}" in said


def test_a_role_already_held_is_told_in_the_form(clinic: Clinic) -> None:
    person, lead = make_person(Role.SUPERVISEE, clinic=clinic), as_(lead_of(clinic))
    before = facts()

    response = lead.post(f"/people/{person.pk}/roles/{clinic.pk}/", {"role-role": "supervisee"})

    assert response.status_code == 409
    assert "already holds the role “Supervisee”" in text(response)
    assert facts() == before


def test_the_last_lead_is_told_why_he_cannot_leave(clinic: Clinic) -> None:
    lead = lead_of(clinic)
    before = facts()

    response = as_(lead).post(f"/people/roles/{lead.role_assignments.get().pk}/end/")

    assert response.status_code == 409
    assert "Name another lead first." in text(response)
    assert facts() == before


def test_an_account_is_closed_after_a_question_and_opened_again(clinic: Clinic) -> None:
    person, lead = make_person(Role.SUPERVISEE, clinic=clinic), as_(lead_of(clinic))
    session = Client()
    session.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    before = session.get("/settings/").status_code

    asked = lead.get(f"/people/{person.pk}/close/")
    lead.post(f"/people/{person.pk}/close/")
    closed = session.get("/settings/").status_code
    lead.post(f"/people/{person.pk}/open/")
    opened = session.get("/settings/").status_code

    person.refresh_from_db()
    assert "Close the account of" in text(asked)
    # The old session stays ended: whoever comes back signs in.
    assert (before, closed, opened, person.is_active) == (200, 302, 302, True)


# --- Supervision ---


def test_supervision_is_proposed_read_and_accepted(clinic: Clinic) -> None:
    ruth = make_person(Role.SUPERVISOR, clinic=clinic, name="Ruth Adeyemi")
    sam = make_person(Role.SUPERVISEE, clinic=clinic, name="Sam Okafor")
    begun = as_(lead_of(clinic)).post(
        f"/people/clinics/{clinic.pk}/supervision/", _begin(ruth, sam, how="propose")
    )

    supervisee = as_(sam)
    page = supervisee.get(begun["Location"])
    asked = supervisee.get(f"{begun['Location']}accept/")
    supervisee.post(f"{begun['Location']}accept/", {"version": 1})

    assert "Ruth Adeyemi is proposed to you as supervisor." in text(page)
    assert "Who reads what Drafts You alone." in text(page)
    assert "Accept?" in text(asked)
    assert [str(one) for one in live_relationships()] == [
        "Ruth Adeyemi with Sam Okafor (Primary supervision)"
    ]


def test_a_refused_beginning_keeps_what_was_typed(clinic: Clinic) -> None:
    both = make_person(Role.SUPERVISOR, Role.SUPERVISEE, clinic=clinic)
    before = facts()

    response = as_(lead_of(clinic)).post(
        f"/people/clinics/{clinic.pk}/supervision/",
        _begin(both, both, how="start") | {"conflict_declaration": "  They share an office. "},
    )

    assert response.status_code == 400
    assert "Nobody supervises themselves." in text(response)
    assert "  They share an office. " in response.content.decode()
    assert facts() == before


def test_the_end_asks_says_what_it_cuts_and_ends(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)
    address = f"/people/supervision/{relationship.pk}/end/"
    client = as_(relationship.supervisee)

    asked = client.get(address)
    missing = client.post(address, {"version": 1, "note": "  We are done. "})
    still = list(live_relationships())
    done = client.post(address, {"version": 1, "reason": "completed", "note": "We are done."})

    assert "Access ends at once, in open windows too." in text(asked)
    assert (missing.status_code, still) == (400, [relationship])
    assert "  We are done. " in missing.content.decode()
    assert (done.status_code, list(live_relationships())) == (302, [])
    assert "We are done." in text(client.get(f"/people/supervision/{relationship.pk}/"))


def test_notice_holds_until_the_last_day_is_over(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)
    last_day = timezone.localdate() + timedelta(days=10)

    as_(relationship.supervisee).post(
        f"/people/supervision/{relationship.pk}/give-notice/",
        {"version": 1, "reason": "completed", "valid_to": last_day.isoformat()},
    )

    relationship.refresh_from_db()
    assert relationship.valid_to
    assert relationship.valid_to.date() == last_day + timedelta(days=1)
    assert (relationship.valid_to.hour, relationship.status) == (0, "ending")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "soon", "2020-01-01"])
def test_a_last_day_that_cannot_be_is_told(clinic: Clinic, day: str) -> None:
    relationship = make_relationship(clinic=clinic)
    before = facts()

    response = as_(relationship.supervisee).post(
        f"/people/supervision/{relationship.pk}/give-notice/",
        {"version": 1, "reason": "completed", "valid_to": day},
    )

    assert (response.status_code, facts()) == (400, before)
    assert f'value="{day}"' in response.content.decode()


def test_an_older_page_does_not_overwrite_a_newer_state(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)
    lead = as_(lead_of(clinic))
    lead.post(f"/people/supervision/{relationship.pk}/suspend/", {"version": 1})
    before = facts()

    response = lead.post(f"/people/supervision/{relationship.pk}/resume/", {"version": 1})

    assert response.status_code == 409
    assert "changed while you were reading it" in text(response)
    assert facts() == before


def test_an_administrator_does_not_read_why_it_ended(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)
    as_(relationship.supervisor).post(
        f"/people/supervision/{relationship.pk}/end/",
        {"version": 1, "reason": "conflict", "note": "He married my sister."},
    )
    address = f"/people/supervision/{relationship.pk}/"

    office = text(as_(make_person(Role.ADMINISTRATOR, clinic=clinic)).get(address))
    lead = text(as_(lead_of(clinic)).get(address))

    assert ("my sister" in office, "Conflict of interest" in office) == (False, False)
    assert ("my sister" in lead, "Conflict of interest" in lead) == (True, True)


# --- Who reaches which page ---


def _addresses(clinic: Clinic) -> dict[str, str]:
    relationship = make_relationship(clinic=clinic)
    proposal = make_proposal(
        clinic=clinic,
        supervisor=relationship.supervisor,
        supervisee=make_person(Role.SUPERVISEE, clinic=clinic),
    )
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    return {
        "person": f"/people/{person.pk}/",
        "close": f"/people/{person.pk}/close/",
        "role end": f"/people/roles/{person.role_assignments.get().pk}/end/",
        "begin": f"/people/clinics/{clinic.pk}/supervision/",
        "relationship": f"/people/supervision/{relationship.pk}/",
        "end": f"/people/supervision/{relationship.pk}/end/",
        "suspend": f"/people/supervision/{relationship.pk}/suspend/",
        "accept": f"/people/supervision/{proposal.pk}/accept/",
    }


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("lead", {"accept": 403}),
        ("administrator", {"accept": 403}),
        ("colleague", dict.fromkeys(("person", "close", "role end", "begin"), 404)),
        ("other lead", {}),
        ("no role", {}),
    ],
)
def test_who_reaches_which_page(clinic: Clinic, who: str, expected: dict[str, int]) -> None:
    addresses = _addresses(clinic)
    gone = make_person(Role.SUPERVISOR, clinic=clinic)
    end_role(assignment_id=gone.role_assignments.get().pk, by=lead_of(clinic))
    people = {
        "lead": lead_of(clinic),
        "administrator": make_person(Role.ADMINISTRATOR, clinic=clinic),
        "colleague": make_person(Role.SUPERVISEE, clinic=clinic),
        "other lead": lead_of(make_clinic()),
        "no role": gone,
    }
    manages = who in {"lead", "administrator"}

    reached = {name: as_(people[who]).get(url).status_code for name, url in addresses.items()}

    assert reached == dict.fromkeys(addresses, 200 if manages else 404) | expected


@pytest.mark.parametrize(
    "address",
    [
        f"/people/{NEVER}/open/",
        f"/people/invitations/{NEVER}/revoke/",
        f"/people/{NEVER}/close/",
        f"/people/roles/{NEVER}/end/",
        f"/people/clinics/{NEVER}/supervision/",
        f"/people/supervision/{NEVER}/end/",
    ],
)
def test_what_does_not_exist_is_not_found(clinic: Clinic, address: str) -> None:
    assert as_(lead_of(clinic)).post(address).status_code == 404


def test_an_unknown_move_is_not_found(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)

    response = as_(lead_of(clinic)).get(f"/people/supervision/{relationship.pk}/marry/")

    assert response.status_code == 404


@pytest.mark.parametrize("address", ["/", "/people/", "/settings/", f"/people/{NEVER}/"])
def test_nobody_gets_in_without_signing_in(address: str) -> None:
    response = Client().get(address)

    assert (response.status_code, response["Location"]) == (
        302,
        f"/accounts/login/?next={address}",
    )


# --- One's own ---


def test_settings_are_saved_and_drawn_at_once(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    client = as_(person)

    saved = client.post(
        "/settings/",
        {"display_name": "Noor Haddad", "timezone": "Asia/Amman", "theme": "dark"},
    )

    person.refresh_from_db()
    assert (saved.status_code, saved.cookies["theme"].value) == (302, "dark")
    assert (person.display_name, person.timezone, person.theme) == (
        "Noor Haddad",
        "Asia/Amman",
        "dark",
    )
    page = client.get("/settings/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    assert 'value="Noor Haddad"' in page


def test_settings_that_cannot_be_are_kept_as_typed(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    before = facts()

    response = as_(person).post(
        "/settings/", {"display_name": "N" * 121, "timezone": "UTC", "theme": "light"}
    )

    assert (response.status_code, facts()) == (400, before)
    assert "This is 121 characters long; at most 120 fit." in text(response)
    assert f'value="{"N" * 121}"' in response.content.decode()


def test_a_person_without_a_role_is_told_whom_to_ask(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    end_role(assignment_id=person.role_assignments.get().pk, by=lead_of(clinic))

    page = as_(person).get("/")

    assert page.status_code == 200
    assert "You have no role at the moment" in text(page)
    assert "Ask a clinic lead or an administrator." in text(page)


@pytest.mark.parametrize(
    ("roles", "first"),
    [
        ([Role.SUPERVISOR, Role.SUPERVISEE], "/queue/"),
        ([Role.SUPERVISEE], "/cases/"),
        ([Role.CLINIC_LEAD], "/audit/"),
        ([Role.ADMINISTRATOR], "/people/"),
    ],
)
def test_the_first_page_is_where_ones_work_is(
    clinic: Clinic, roles: list[Role], first: str
) -> None:
    person = make_person(*roles, clinic=clinic)

    assert as_(person).get("/")["Location"] == first


def _begin(supervisor: User, supervisee: User, *, how: str) -> dict[str, str]:
    return {
        "supervisor": str(supervisor.pk),
        "supervisee": str(supervisee.pk),
        "kind": "primary",
        "valid_from": "",
        "conflict_declaration": "",
        "how": how,
    }
