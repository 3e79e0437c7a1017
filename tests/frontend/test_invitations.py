"""Inviting: from the form to the account, and the links that open nothing."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from supervision.actions.invitations import Issued, invite
from supervision.enums import Role
from supervision.models import (
    Clinic,
    User,
)
from supervision.selectors import live_role_names
from tests.factories import (
    PASSWORD,
    lead_of,
    make_clinic,
    make_person,
)
from tests.frontend.browsing import as_, facts, text

pytestmark = pytest.mark.django_db

NEVER = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


def test_an_invitation_leads_to_an_account(
    clinic: Clinic, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    said = {"invite-email": "new@example.org", "invite-role": "supervisor"}

    with django_capture_on_commit_callbacks(execute=True):
        sent = as_(lead_of(clinic)).post("/people/", said)
    (link,) = re.findall(r"http://127.0.0.1:8000(\S+)", str(mail.outbox[0].body))
    newcomer = Client(enforce_csrf_checks=True)
    page = newcomer.get(link)
    token = newcomer.cookies["csrf"].value
    accepted = newcomer.post(
        link,
        {
            "display_name": "Noor",
            "password": PASSWORD,
            "password_again": PASSWORD,
            "csrfmiddlewaretoken": token,
        },
    )

    assert (sent.status_code, sent["Location"]) == (302, "/people/")
    assert "Your invitation to Riverside" in text(page)
    # The address is a key; other sites never learn it.
    assert page["Referrer-Policy"] == "same-origin"
    assert (accepted.status_code, accepted["Location"]) == (302, "/")
    person = User.objects.get(email="new@example.org")
    assert (newcomer.session["_auth_user_id"], live_role_names(person)) == (
        str(person.pk),
        {"supervisor"},
    )
    assert UserSession.objects.filter(user=person).count() == 1


def test_a_refused_invitation_keeps_what_was_typed(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    before = facts()

    response = as_(lead_of(clinic)).post(
        "/people/", {"invite-email": person.email, "invite-role": "supervisee"}
    )

    assert response.status_code == 400
    assert "There is a problem" in text(response)
    assert "Somebody with this address is already supervisee here." in text(response)
    assert f'value="{person.email}"' in response.content.decode()
    assert facts() == before


def test_an_administrator_is_offered_only_what_he_may_give(clinic: Clinic) -> None:
    office = as_(make_person(Role.ADMINISTRATOR, clinic=clinic))
    before = facts()

    page = office.get("/people/").content.decode()
    forced = office.post(
        "/people/", {"invite-email": "x@example.org", "invite-role": "clinic_lead"}
    )

    assert re.findall(r'name="invite-role" value="(\w+)"', page) == [
        "supervisee",
        "administrator",
    ]
    assert (forced.status_code, facts()) == (400, before)


def test_a_withdrawn_invitation_opens_nothing(clinic: Clinic) -> None:
    issued = _issue(clinic)
    response = as_(lead_of(clinic)).post(f"/people/invitations/{issued.invitation.pk}/revoke/")

    page = Client().get(f"/invitations/{issued.token}/")

    assert response.status_code == 302
    assert page.status_code == 409
    assert "This invitation was withdrawn." in text(page)


def test_an_unknown_link_says_what_to_do() -> None:
    page = Client().get("/invitations/nothing/")

    assert page.status_code == 404
    assert "Copy it whole from the mail, or ask for a new one." in text(page)


def test_weak_or_different_passwords_are_told_at_the_field(clinic: Clinic) -> None:
    link = f"/invitations/{_issue(clinic).token}/"
    before = facts()

    weak = Client().post(
        link, {"display_name": "Noor", "password": "short", "password_again": "short"}
    )
    different = Client().post(
        link, {"display_name": "Noor", "password": PASSWORD, "password_again": "another"}
    )

    assert (weak.status_code, different.status_code) == (400, 400)
    assert "Use at least 15 characters" in text(weak)
    assert "The two passwords are not the same." in text(different)
    assert 'value="Noor"' in weak.content.decode()
    assert PASSWORD not in different.content.decode()
    assert facts() == before


def test_an_existing_account_signs_in_before_it_accepts(clinic: Clinic) -> None:
    person = make_person(name="Has An Account")
    issued = _issue(clinic, person.email)
    link = f"/invitations/{issued.token}/"
    before = facts()

    unknown = Client().get(link)
    forced = Client().post(
        link, {"display_name": "Eve", "password": PASSWORD, "password_again": PASSWORD}
    )
    after_force = facts()
    accepted = as_(person).post(link)

    assert f'href="/accounts/login/?next={link}"' in unknown.content.decode()
    assert "Sign in with it" in text(forced)
    assert after_force == before
    assert (accepted.status_code, accepted["Location"]) == (302, "/")
    assert person.role_assignments.filter(clinic=clinic).count() == 1


def test_somebody_elses_session_does_not_accept(clinic: Clinic) -> None:
    issued = _issue(clinic)
    link, somebody = f"/invitations/{issued.token}/", as_(make_person(clinic=clinic))
    before = facts()

    page, forced = somebody.get(link), somebody.post(link)

    assert "this invitation is for another address" in text(page)
    assert "Open my account" not in text(page)
    assert (forced.status_code, facts()) == (403, before)


def _issue(clinic: Clinic, email: str = "new@example.org") -> Issued:
    by = lead_of(clinic)
    return invite(clinic_id=clinic.pk, email=email, role=Role.SUPERVISEE, by=by)
