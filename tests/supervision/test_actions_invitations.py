"""Coming in: a link that works once, for one address, for one role."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from supervision.actions.invitations import (
    LIFETIME,
    Issued,
    accept_as,
    accept_as_new_person,
    invite,
    invite_first_lead,
    read_invitation,
    revoke_invitation,
)
from supervision.actions.roles import end_role
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, Refusal, WrongState
from supervision.models import Clinic, Invitation, LedgerEntry, RoleAssignment, User
from supervision.selectors import live_role_names
from tests.factories import PASSWORD, lead_of, make_clinic, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


def issue(
    clinic: Clinic, role: Role = Role.SUPERVISEE, email: str = "sam@example.org"
) -> Issued:
    return invite(clinic_id=clinic.pk, email=email, role=role, by=lead_of(clinic))


def facts() -> tuple[list[object], ...]:
    """All that an act on people could have changed."""
    models = (Invitation, RoleAssignment, User, LedgerEntry)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def test_the_mail_carries_a_link_that_is_stored_nowhere(
    clinic: Clinic, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lead = lead_of(clinic)

    with django_capture_on_commit_callbacks(execute=True):
        issued = issue(clinic, email=" Sam@Example.org ")

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["sam@example.org"], "Your invitation to Riverside")
    assert re.findall(r"\S+://\S+", str(sent.body)) == [issued.link]
    assert f"{lead.display_name} invites you to Riverside" in sent.body
    assert issued.token not in str(Invitation.objects.values())
    assert issued.token not in "".join(LedgerEntry.objects.values_list("body", flat=True))


class NoServer(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError(len(messages))


def test_a_mail_server_that_is_away_does_not_undo_the_invitation(
    clinic: Clinic,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"

    with django_capture_on_commit_callbacks(execute=True):
        issued = issue(clinic)

    assert Invitation.objects.filter(pk=issued.invitation.pk).exists()


def test_nothing_is_mailed_when_the_invitation_is_refused(
    clinic: Clinic, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    supervisee = make_person(Role.SUPERVISEE, clinic=clinic)
    before = facts()

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotAllowed):
        invite(clinic_id=clinic.pk, email="x@example.org", role=Role.SUPERVISEE, by=supervisee)

    assert (mail.outbox, facts()) == ([], before)


@pytest.mark.parametrize(
    ("inviter", "given"),
    [
        (Role.CLINIC_LEAD, set(Role)),
        (Role.ADMINISTRATOR, {Role.SUPERVISEE, Role.ADMINISTRATOR}),
        (Role.SUPERVISOR, set()),
        (Role.SUPERVISEE, set()),
    ],
)
def test_who_invites_whom(clinic: Clinic, inviter: Role, given: set[Role]) -> None:
    person = make_person(inviter, clinic=clinic)
    invited = set()

    for role in Role:
        try:
            invite(clinic_id=clinic.pk, email="new@example.org", role=role, by=person)
        except NotAllowed:
            continue
        invited.add(role)

    assert invited == given


@pytest.mark.parametrize("role", Role)
def test_another_clinic_does_not_exist_for_a_lead(clinic: Clinic, role: Role) -> None:
    elsewhere = make_clinic()
    before = facts()

    with pytest.raises(NotFound):
        invite(clinic_id=elsewhere.pk, email="x@example.org", role=role, by=lead_of(clinic))

    assert facts() == before


@pytest.mark.parametrize("email", ["", "no address", "a@b\x00.org", "x" * 250 + "@example.org"])
def test_an_address_that_is_none_is_refused_by_name(clinic: Clinic, email: str) -> None:
    before = facts()

    with pytest.raises(Invalid) as refusal:
        issue(clinic, email=email)

    assert (list(refusal.value.fields), facts()) == (["email"], before)


def test_one_open_invitation_for_an_address_and_role(clinic: Clinic) -> None:
    issue(clinic)
    before = facts()

    with pytest.raises(Invalid) as refusal:
        issue(clinic, email="SAM@example.org")

    assert (refusal.value.code, facts()) == ("already_invited", before)
    assert issue(clinic, role=Role.SUPERVISOR).invitation.is_open


def test_a_new_invitation_replaces_one_that_ran_out(clinic: Clinic) -> None:
    first = issue(clinic).invitation

    with time_machine.travel(timezone.now() + LIFETIME, tick=False):
        second = issue(clinic).invitation
        first.refresh_from_db()

        assert (first.revoked_at, second.is_open) == (timezone.now(), True)


def test_a_new_person_gets_an_account_and_the_role(clinic: Clinic) -> None:
    issued = issue(clinic, Role.SUPERVISOR)

    person = accept_as_new_person(
        token=issued.token, display_name=" Ruth Adler ", password=PASSWORD
    )

    assert (person.email, person.display_name, live_role_names(person)) == (
        "sam@example.org",
        "Ruth Adler",
        {"supervisor"},
    )
    assert person.check_password(PASSWORD)
    addresses = EmailAddress.objects.values_list("user", "email", "verified", "primary")
    assert set(addresses) >= {(person.pk, "sam@example.org", True, True)}
    assert list(person.role_assignments.values_list("assigned_by")) == [(lead_of(clinic).pk,)]
    kinds = LedgerEntry.objects.filter(actor_id=person.pk).order_by("occurred_at")
    assert list(kinds.values_list("kind", flat=True)) == [
        "role.assigned",
        "invitation.accepted",
    ]


@pytest.mark.parametrize(
    ("password", "name", "field"),
    [
        ("short", "Sam", "password"),
        ("sam@example.org", "Sam", "password"),
        ("password1234", "Sam", "password"),
        (PASSWORD, "   ", "display_name"),
        (PASSWORD, "Sam\x00", "display_name"),
        (PASSWORD, "Sam\nBcc: all", "display_name"),
    ],
)
def test_a_weak_password_or_no_name_leaves_the_invitation_open(
    clinic: Clinic, password: str, name: str, field: str
) -> None:
    issued = issue(clinic)
    before = facts()

    with pytest.raises(Invalid) as refusal:
        accept_as_new_person(token=issued.token, display_name=name, password=password)

    assert (list(refusal.value.fields), facts()) == ([field], before)


def test_a_link_works_once(clinic: Clinic) -> None:
    issued = issue(clinic)
    accept_as_new_person(token=issued.token, display_name="Sam", password=PASSWORD)

    _refused(issued.token, WrongState, "invitation_used")


def test_a_link_ends_after_seven_days(clinic: Clinic) -> None:
    issued = issue(clinic)
    end = issued.invitation.created_at + timedelta(days=7)

    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert read_invitation(token=issued.token) == issued.invitation
    with time_machine.travel(end, tick=False):
        _refused(issued.token, WrongState, "invitation_expired")


def test_a_withdrawn_link_says_so(clinic: Clinic) -> None:
    issued = issue(clinic)
    revoke_invitation(invitation_id=issued.invitation.pk, by=lead_of(clinic))

    _refused(issued.token, WrongState, "invitation_revoked")


@pytest.mark.parametrize("token", ["", "x", "\ud800", "é" * 5000])
def test_an_unknown_link_is_told_so(clinic: Clinic, token: str) -> None:
    _refused(token, NotFound, "not_found")


def test_an_address_with_an_account_has_to_sign_in_first(clinic: Clinic) -> None:
    elsewhere = make_person(Role.SUPERVISEE)
    issued = issue(clinic, email=elsewhere.email)

    _refused(issued.token, WrongState, "sign_in_first")


def test_the_signed_in_account_takes_up_its_invitation(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE)
    issued = issue(clinic, Role.SUPERVISOR, email=person.email)

    accept_as(token=issued.token, by=person)

    held = person.role_assignments.values_list("clinic__name", "role")
    assert (clinic.name, "supervisor") in set(held)


def test_somebody_else_cannot_take_up_an_invitation(clinic: Clinic) -> None:
    issued = issue(clinic, Role.CLINIC_LEAD)
    somebody = make_person(Role.SUPERVISEE, clinic=clinic)
    before = facts()

    with pytest.raises(NotAllowed, match="another address"):
        accept_as(token=issued.token, by=somebody)

    assert facts() == before


def test_whoever_holds_the_role_is_not_invited_to_it(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    before = facts()

    with pytest.raises(Invalid) as refusal:
        issue(clinic, email=person.email)

    assert (refusal.value.code, facts()) == ("already_has_role", before)


def test_somebody_who_left_can_be_invited_again(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    end_role(assignment_id=person.role_assignments.get().pk, by=lead_of(clinic))

    accept_as(token=issue(clinic, email=person.email).token, by=person)

    assert live_role_names(person) == {"supervisee"}
    assert person.role_assignments.count() == 2


def test_an_administrator_cannot_withdraw_a_supervisors_invitation(clinic: Clinic) -> None:
    issued = issue(clinic, Role.SUPERVISOR)
    office = make_person(Role.ADMINISTRATOR, clinic=clinic)
    before = facts()

    with pytest.raises(NotAllowed):
        revoke_invitation(invitation_id=issued.invitation.pk, by=office)

    assert facts() == before


def test_an_invitation_of_another_clinic_is_not_found(clinic: Clinic) -> None:
    issued, stranger = issue(clinic), lead_of(make_clinic())
    before = facts()

    with pytest.raises(NotFound):
        revoke_invitation(invitation_id=issued.invitation.pk, by=stranger)

    assert facts() == before


def test_the_operator_invites_only_a_clinics_first_lead(clinic: Clinic) -> None:
    before = facts()

    with pytest.raises(NotAllowed):
        invite_first_lead(clinic_id=clinic.pk, email="second@example.org")

    assert facts() == before


def _refused(token: str, kind: type[Refusal], code: str) -> None:
    before = facts()

    with pytest.raises(kind) as refusal:
        accept_as_new_person(token=token, display_name="Eve", password=PASSWORD)

    assert (refusal.value.code, facts()) == (code, before)
