"""People, roles, invitations and supervision through the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from supervision.actions.invitations import invite
from supervision.enums import Role
from supervision.models import (
    Clinic,
    Invitation,
    LedgerEntry,
    RoleAssignment,
    SupervisionRelationship,
    User,
)
from supervision.selectors import live_relationships, live_role_names
from tests.api.clients import NOWHERE, ROOT, fields, refusal, send, signed_in
from tests.factories import lead_of, make_clinic, make_person, make_proposal, make_relationship

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


def facts() -> tuple[list[object], ...]:
    models = (Invitation, RoleAssignment, User, SupervisionRelationship, LedgerEntry)
    return tuple(
        [
            {name: value for name, value in row.items() if name != "last_login"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    )


def listed(user: User, address: str, name: str = "id") -> list[Any]:
    return [row[name] for row in signed_in(user).get(f"{ROOT}{address}").json()["results"]]


def test_an_administrator_brings_two_people_together(clinic: Clinic) -> None:
    ruth = make_person(Role.SUPERVISOR, clinic=clinic, name="Ruth")
    sam = make_person(Role.SUPERVISEE, clinic=clinic, name="Sam")
    office = signed_in(make_person(Role.ADMINISTRATOR, clinic=clinic, name="Office"))
    said = {
        "clinic": str(clinic.pk),
        "supervisor": str(ruth.pk),
        "supervisee": str(sam.pk),
        "kind": "primary",
    }

    proposed = office.post(f"{ROOT}relationships/", said).json()
    address = f"{ROOT}relationships/{proposed['id']}/"
    accepted = signed_in(sam).post(f"{address}accept/", {"version": 1}).json()

    assert {name: proposed[name] for name in ("clinic", "supervisor", "status", "version")} == {
        "clinic": str(clinic.pk),
        "supervisor": {"id": str(ruth.pk), "name": "Ruth"},
        "status": "proposed",
        "version": 1,
    }
    assert "conflict_declaration" not in proposed
    assert (accepted["status"], accepted["version"], accepted["ended_note"]) == (
        "active",
        2,
        "",
    )
    assert [(row["to_status"], row["by"]["name"]) for row in accepted["changes"]] == [
        ("proposed", "Office"),
        ("active", "Sam"),
    ]
    assert listed(ruth, "relationships/?live=true") == [proposed["id"]]


def test_a_lead_starts_and_ends_supervision(clinic: Clinic) -> None:
    ruth = make_person(Role.SUPERVISOR, clinic=clinic)
    sam = make_person(Role.SUPERVISEE, clinic=clinic)
    lead = signed_in(lead_of(clinic))
    started = lead.post(
        f"{ROOT}relationships/",
        {
            "clinic": str(clinic.pk),
            "supervisor": str(ruth.pk),
            "supervisee": str(sam.pk),
            "kind": "secondary",
            "conflict_declaration": "They share a flat.",
            "start": True,
        },
    ).json()
    end = f"{ROOT}relationships/{started['id']}/end/"

    ended = lead.post(end, {"version": 1, "reason": "clinic_decision", "note": "Moved."}).json()

    assert {
        name: ended[name]
        for name in ("status", "ended_reason", "ended_note", "conflict_declaration")
    } == {
        "status": "ended",
        "ended_reason": "clinic_decision",
        "ended_note": "Moved.",
        "conflict_declaration": "They share a flat.",
    }
    assert list(live_relationships()) == []


def test_notice_is_given_for_a_day(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)
    last = timezone.now() + timedelta(days=14)

    answer = signed_in(relationship.supervisee).post(
        f"{ROOT}relationships/{relationship.pk}/give-notice/",
        {"version": 1, "reason": "completed", "valid_to": last.isoformat()},
    )

    relationship.refresh_from_db()
    assert (answer.json()["status"], relationship.valid_to) == ("ending", last)


def test_a_role_is_given_and_ended(clinic: Clinic) -> None:
    person, lead = make_person(Role.SUPERVISEE, clinic=clinic), signed_in(lead_of(clinic))
    said = {"person": str(person.pk), "clinic": str(clinic.pk), "role": "supervisor"}

    given = lead.post(f"{ROOT}role-assignments/", said)
    held = live_role_names(person)
    ended = lead.post(f"{ROOT}role-assignments/{given.json()['id']}/end/", {})

    assert (given.status_code, held) == (201, {"supervisee", "supervisor"})
    assert ended.json()["valid_to"] is not None
    assert live_role_names(person) == {"supervisee"}


def test_an_invitation_never_shows_its_link(clinic: Clinic) -> None:
    lead = signed_in(lead_of(clinic))
    said = {"clinic": str(clinic.pk), "email": "New@example.org", "role": "supervisee"}

    sent = lead.post(f"{ROOT}invitations/", said)
    revoked = lead.post(f"{ROOT}invitations/{sent.json()['id']}/revoke/", {})

    assert sent.status_code == 201
    assert set(sent.json()) == {
        "id",
        "clinic",
        "email",
        "role",
        "invited_by",
        "created_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
        "is_open",
    }
    assert (sent.json()["email"], sent.json()["is_open"]) == ("new@example.org", True)
    assert (revoked.json()["is_open"], revoked.json()["revoked_at"] is None) == (False, False)


def test_the_same_invitation_sent_twice_is_sent_once(clinic: Clinic) -> None:
    lead = signed_in(lead_of(clinic))
    said = {
        "clinic": str(clinic.pk),
        "email": "new@example.org",
        "role": "supervisee",
        "op_id": str(NOWHERE),
    }

    first, second = (lead.post(f"{ROOT}invitations/", said) for _ in range(2))

    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert Invitation.objects.filter(email="new@example.org").count() == 1


def test_one_takes_up_ones_own_invitation_and_nobody_elses(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE)
    lead = lead_of(clinic)
    issued = invite(clinic_id=clinic.pk, email=person.email, role=Role.SUPERVISOR, by=lead)
    stranger = signed_in(make_person(Role.SUPERVISEE))
    before = facts()

    refused = stranger.post(f"{ROOT}invitations/accept/", {"token": issued.token})
    unchanged = facts()
    accepted = signed_in(person).post(f"{ROOT}invitations/accept/", {"token": issued.token})

    assert (refusal(refused), unchanged) == ((403, "other_address"), before)
    assert accepted.json()["id"] == str(person.pk)
    assert live_role_names(person) == {"supervisee", "supervisor"}


def test_an_account_is_closed_and_opened(clinic: Clinic) -> None:
    person, lead = make_person(Role.SUPERVISEE, clinic=clinic), signed_in(lead_of(clinic))

    closed = lead.post(f"{ROOT}people/{person.pk}/close/", {}).json()["is_active"]
    opened = lead.post(f"{ROOT}people/{person.pk}/open/", {}).json()["is_active"]

    assert (closed, opened) == (False, True)


def test_people_are_found_by_name_clinic_and_role(clinic: Clinic) -> None:
    ruth = make_person(Role.SUPERVISOR, clinic=clinic, name="Ruth")
    sam = make_person(Role.SUPERVISEE, clinic=clinic, name="Sam")
    lead = lead_of(clinic)

    assert listed(lead, "people/?q=rut") == [str(ruth.pk)]
    assert listed(lead, "people/?role=supervisee") == [str(sam.pk)]
    assert listed(lead, f"people/?clinic={clinic.pk}&role=supervisor") == [str(ruth.pk)]
    assert listed(lead, f"people/?clinic={NOWHERE}") == []
    assert listed(ruth, "people/", "name") == ["Ruth"]


def test_relationships_are_found_by_their_facts(clinic: Clinic) -> None:
    active = make_relationship(clinic=clinic)
    proposed = make_proposal(
        clinic=clinic,
        supervisor=active.supervisor,
        supervisee=make_person(Role.SUPERVISEE, clinic=clinic),
    )
    lead = lead_of(clinic)

    assert listed(lead, "relationships/?status=proposed") == [str(proposed.pk)]
    assert listed(lead, f"relationships/?supervisee={active.supervisee_id}") == [str(active.pk)]
    assert listed(lead, "relationships/?live=false") == [str(proposed.pk)]
    assert listed(lead, "relationships/?kind=cover") == []


ALL_LISTS = ("clinics", "people", "role-assignments", "invitations", "relationships")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ALL_LISTS)
def test_a_list_costs_the_same_however_long_it_is(
    clinic: Clinic, name: str, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead = lead_of(clinic)
    for number in range(rows):
        make_relationship(clinic=clinic)
        email = f"new{number}@example.org"
        invite(clinic_id=clinic.pk, email=email, role=Role.SUPERVISEE, by=lead)
    client = signed_in(lead)
    client.get(f"{ROOT}{name}/")

    with django_assert_num_queries(3):
        client.get(f"{ROOT}{name}/")


@pytest.mark.parametrize("name", ALL_LISTS)
def test_another_clinic_is_not_listed(clinic: Clinic, name: str) -> None:
    make_relationship(clinic=clinic)
    invite(clinic_id=clinic.pk, email="x@example.org", role=Role.SUPERVISEE, by=lead_of(clinic))
    here = set(listed(lead_of(clinic), f"{name}/"))

    elsewhere = set(listed(lead_of(make_clinic()), f"{name}/"))

    assert here
    assert here & elsewhere == set()


def _writes(clinic: Clinic) -> dict[str, tuple[str, dict[str, object]]]:
    relationship = make_relationship(clinic=clinic)
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    issued = invite(
        clinic_id=clinic.pk, email="x@example.org", role=Role.SUPERVISOR, by=lead_of(clinic)
    )
    here = {"clinic": str(clinic.pk)}
    pair = {"supervisor": str(relationship.supervisor_id), "supervisee": str(person.pk)}
    return {
        "invite": ("invitations/", {**here, "email": "y@example.org", "role": "supervisor"}),
        "revoke": (f"invitations/{issued.invitation.pk}/revoke/", {}),
        "give": ("role-assignments/", {**here, "person": str(person.pk), "role": "supervisor"}),
        "take": (f"role-assignments/{person.role_assignments.get().pk}/end/", {}),
        "begin": ("relationships/", {**here, **pair, "kind": "primary"}),
        "suspend": (f"relationships/{relationship.pk}/suspend/", {"version": 1}),
        "end": (
            f"relationships/{relationship.pk}/end/",
            {"version": 1, "reason": "completed"},
        ),
        "close": (f"people/{person.pk}/close/", {}),
    }


@pytest.mark.parametrize(
    "act", ["invite", "revoke", "give", "take", "begin", "suspend", "end", "close"]
)
@pytest.mark.parametrize("who", ["colleague", "other lead", "other administrator"])
def test_who_has_no_part_in_it_changes_nothing(clinic: Clinic, act: str, who: str) -> None:
    address, body = _writes(clinic)[act]
    person = {
        "colleague": lambda: make_person(Role.SUPERVISOR, clinic=clinic),
        "other lead": lambda: lead_of(make_clinic()),
        "other administrator": lambda: make_person(Role.ADMINISTRATOR),
    }[who]()
    # A colleague knows that the clinic exists, so that is no secret.
    knows = who == "colleague" and act in {"invite", "begin"}
    client = signed_in(person)
    before = facts()

    answer = client.post(f"{ROOT}{address}", body)

    assert refusal(answer) == ((403, "not_allowed") if knows else (404, "not_found"))
    assert facts() == before


@pytest.mark.parametrize("act", ["invite", "revoke", "give"])
def test_an_administrator_does_not_hand_out_supervision(clinic: Clinic, act: str) -> None:
    address, body = _writes(clinic)[act]
    office = signed_in(make_person(Role.ADMINISTRATOR, clinic=clinic))
    before = facts()

    answer = office.post(f"{ROOT}{address}", body)

    assert (refusal(answer), facts()) == ((403, "not_allowed"), before)


@pytest.mark.parametrize(
    ("address", "body", "wrong"),
    [
        ("invitations/", {"email": "x@example.org"}, {"clinic", "role"}),
        (
            "invitations/",
            {"clinic": 5, "email": "x@example.org", "role": "supervisee"},
            {"clinic"},
        ),
        ("role-assignments/", {"person": "me", "clinic": "here", "role": "king"}, None),
        ("relationships/", {"kind": "primary", "start": "yes"}, None),
        ("relationships/", {"surprise": 1}, {"surprise"}),
    ],
)
def test_a_body_that_cannot_be_is_refused_by_name(
    clinic: Clinic, address: str, body: dict[str, object], wrong: set[str] | None
) -> None:
    lead = signed_in(lead_of(clinic))
    before = facts()

    answer = lead.post(f"{ROOT}{address}", body)

    assert refusal(answer)[0] == 400
    assert wrong is None or fields(answer) == wrong
    assert facts() == before


@pytest.mark.parametrize(
    "body",
    [
        {"version": 1},
        {"version": 1, "reason": "boredom"},
        {"version": "1", "reason": "completed"},
        {"version": 1, "reason": "completed", "note": "\ud800"},
        {"version": 1, "reason": "completed", "note": "x" * 2001},
        {"version": 1, "reason": "supervisor_request"},
    ],
)
def test_an_end_that_says_nonsense_ends_nothing(
    clinic: Clinic, body: dict[str, object]
) -> None:
    relationship = make_relationship(clinic=clinic)
    before = facts()

    client = signed_in(relationship.supervisee)
    answer = send(client, "post", f"{ROOT}relationships/{relationship.pk}/end/", body)

    assert (refusal(answer)[0], facts()) == (400, before)


def test_an_older_version_ends_nothing(clinic: Clinic) -> None:
    relationship = make_relationship(clinic=clinic)
    before = facts()

    answer = signed_in(relationship.supervisee).post(
        f"{ROOT}relationships/{relationship.pk}/end/", {"version": 0, "reason": "completed"}
    )

    assert (refusal(answer), facts()) == ((409, "stale_version"), before)


@pytest.mark.parametrize("name", ALL_LISTS)
def test_nobody_lists_anything_without_signing_in(name: str) -> None:
    assert refusal(APIClient().get(f"{ROOT}{name}/")) == (401, "not_authenticated")
