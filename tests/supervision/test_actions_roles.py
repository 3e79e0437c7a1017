"""Roles and accounts: who gives and takes them, and what ends with them."""

import pytest

from supervision.actions.people import (
    change_settings,
    deactivate_person,
    reactivate_person,
)
from supervision.actions.roles import assign_role, end_role
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, Refusal, WrongState
from supervision.models import (
    Clinic,
    LedgerEntry,
    RoleAssignment,
    SupervisionRelationship,
    User,
)
from supervision.selectors import live_relationships, live_role_names
from tests.factories import lead_of, make_clinic, make_person, make_proposal, make_relationship

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


def facts() -> tuple[list[object], ...]:
    models = (RoleAssignment, User, SupervisionRelationship, LedgerEntry)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def assignment_of(person: User, role: Role) -> RoleAssignment:
    return person.role_assignments.get(role=role)


@pytest.mark.parametrize(
    ("giver", "given"),
    [
        (Role.CLINIC_LEAD, set(Role)),
        (Role.ADMINISTRATOR, {Role.SUPERVISEE, Role.ADMINISTRATOR}),
        (Role.SUPERVISOR, set()),
        (Role.SUPERVISEE, set()),
    ],
)
def test_who_gives_and_ends_which_role(clinic: Clinic, giver: Role, given: set[Role]) -> None:
    by = make_person(giver, clinic=clinic)
    others = {role: make_person(role, clinic=clinic) for role in Role}
    gave, ended = set(), set()

    for role in Role:
        person = others[Role.SUPERVISEE if role != Role.SUPERVISEE else Role.SUPERVISOR]
        if _done(lambda r=role, p=person: assign_role(
            user_id=p.pk, clinic_id=clinic.pk, role=r, by=by
        )):  # fmt: skip
            gave.add(role)
        assignment = assignment_of(others[role], role)
        if _done(lambda a=assignment: end_role(assignment_id=a.pk, by=by)):
            ended.add(role)

    assert (gave, ended) == (given, given)


def test_an_administrator_cannot_make_himself_a_supervisor(clinic: Clinic) -> None:
    office = make_person(Role.ADMINISTRATOR, clinic=clinic)
    before = facts()

    with pytest.raises(NotAllowed, match="Only a clinic lead"):
        assign_role(user_id=office.pk, clinic_id=clinic.pk, role=Role.SUPERVISOR, by=office)

    assert facts() == before


@pytest.mark.parametrize("role", Role)
def test_a_lead_reaches_nobody_of_another_clinic(clinic: Clinic, role: Role) -> None:
    stranger = make_person(role)
    lead = lead_of(clinic)
    before = facts()

    for place in (clinic.pk, stranger.role_assignments.get().clinic_id):
        with pytest.raises(NotFound):
            assign_role(user_id=stranger.pk, clinic_id=place, role=Role.SUPERVISEE, by=lead)
    with pytest.raises(NotFound):
        end_role(assignment_id=stranger.role_assignments.get().pk, by=lead)
    with pytest.raises(NotFound):
        deactivate_person(user_id=stranger.pk, by=lead)

    assert facts() == before


def test_a_role_is_written_into_the_ledger(clinic: Clinic) -> None:
    person, lead = make_person(Role.SUPERVISEE, clinic=clinic), lead_of(clinic)

    given = assign_role(user_id=person.pk, clinic_id=clinic.pk, role=Role.SUPERVISOR, by=lead)
    end_role(assignment_id=given.pk, by=lead)

    entries = LedgerEntry.objects.filter(subject_id=str(given.pk)).order_by("occurred_at")
    assert list(entries.values_list("kind", "actor_id")) == [
        ("role.assigned", lead.pk),
        ("role.ended", lead.pk),
    ]


def test_nobody_holds_a_role_twice(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    before = facts()

    with pytest.raises(WrongState) as refusal:
        assign_role(
            user_id=person.pk, clinic_id=clinic.pk, role=Role.SUPERVISEE, by=lead_of(clinic)
        )

    assert (refusal.value.code, facts()) == ("already_has_role", before)


def test_a_role_ends_once(clinic: Clinic) -> None:
    assignment = assignment_of(make_person(Role.SUPERVISEE, clinic=clinic), Role.SUPERVISEE)
    end_role(assignment_id=assignment.pk, by=lead_of(clinic))
    before = facts()

    with pytest.raises(WrongState):
        end_role(assignment_id=assignment.pk, by=lead_of(clinic))

    assert facts() == before


def test_the_only_lead_cannot_leave(clinic: Clinic) -> None:
    lead = lead_of(clinic)
    before = facts()

    with pytest.raises(WrongState) as refusal:
        end_role(assignment_id=assignment_of(lead, Role.CLINIC_LEAD).pk, by=lead)

    assert (refusal.value.code, facts()) == ("last_lead", before)


def test_a_closed_account_does_not_count_as_another_lead(clinic: Clinic) -> None:
    lead, second = lead_of(clinic), make_person(Role.CLINIC_LEAD, clinic=clinic)
    deactivate_person(user_id=second.pk, by=lead)
    before = facts()

    with pytest.raises(WrongState) as refusal:
        end_role(assignment_id=assignment_of(lead, Role.CLINIC_LEAD).pk, by=lead)

    assert (refusal.value.code, facts()) == ("last_lead", before)


def test_one_of_two_leads_can_leave(clinic: Clinic) -> None:
    lead = lead_of(clinic)
    make_person(Role.CLINIC_LEAD, clinic=clinic)

    end_role(assignment_id=assignment_of(lead, Role.CLINIC_LEAD).pk, by=lead)

    assert live_role_names(lead) == set()


def test_supervision_ends_with_the_role_it_rests_on(clinic: Clinic) -> None:
    active = make_relationship(clinic=clinic)
    proposed = make_proposal(
        clinic=clinic,
        supervisor=active.supervisor,
        supervisee=make_person(Role.SUPERVISEE, clinic=clinic),
    )
    other = make_relationship(clinic=clinic)

    end_role(
        assignment_id=assignment_of(active.supervisor, Role.SUPERVISOR).pk, by=lead_of(clinic)
    )

    states = SupervisionRelationship.objects.values_list("pk", "status", "ended_reason")
    assert set(states) == {
        (active.pk, "ended", "clinic_decision"),
        (proposed.pk, "declined", ""),
        (other.pk, "active", ""),
    }
    assert list(live_relationships()) == [other]


def test_a_closed_account_keeps_its_roles_and_can_be_opened_again(clinic: Clinic) -> None:
    person, lead = make_person(Role.SUPERVISOR, clinic=clinic), lead_of(clinic)

    deactivate_person(user_id=person.pk, by=lead)
    person.refresh_from_db()
    closed = (person.is_active, live_role_names(person))
    reactivate_person(user_id=person.pk, by=lead)
    person.refresh_from_db()

    assert closed == (False, set())
    assert (person.is_active, live_role_names(person)) == (True, {"supervisor"})
    entries = LedgerEntry.objects.filter(subject_id=str(person.pk)).order_by("occurred_at")
    assert list(entries.values_list("kind", flat=True)) == [
        "person.deactivated",
        "person.reactivated",
    ]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CLINIC_LEAD])
def test_an_administrator_closes_no_account_with_clinical_roles(
    clinic: Clinic, role: Role
) -> None:
    office, person = (
        make_person(Role.ADMINISTRATOR, clinic=clinic),
        make_person(role, clinic=clinic),
    )
    before = facts()

    with pytest.raises(NotAllowed):
        deactivate_person(user_id=person.pk, by=office)

    assert facts() == before


def test_nobody_closes_their_own_account(clinic: Clinic) -> None:
    make_person(Role.CLINIC_LEAD, clinic=clinic)
    before = facts()

    with pytest.raises(NotAllowed, match="their own"):
        deactivate_person(user_id=lead_of(clinic).pk, by=lead_of(clinic))

    assert facts() == before


def test_an_account_of_two_clinics_is_closed_by_neither_alone(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    RoleAssignment.objects.create(user=person, clinic=make_clinic(), role=Role.SUPERVISEE)
    before = facts()

    with pytest.raises(NotAllowed, match="used elsewhere"):
        deactivate_person(user_id=person.pk, by=lead_of(clinic))

    assert facts() == before


def test_settings_are_kept_as_typed(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)

    change_settings(display_name="Åsa Ö.", timezone="Europe/Oslo", theme="dark", by=person)

    person.refresh_from_db()
    assert (person.display_name, person.timezone, person.theme) == (
        "Åsa Ö.",
        "Europe/Oslo",
        "dark",
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": "x" * 121}, "display_name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"theme": "pink"}, "theme"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(
    clinic: Clinic, wrong: dict[str, str], field: str
) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    said = {"display_name": "Sam", "timezone": "UTC", "theme": "light", **wrong}
    before = facts()

    with pytest.raises(Invalid) as refusal:
        change_settings(**said, by=person)

    assert (list(refusal.value.fields), facts()) == ([field], before)


def _done(act: object) -> bool:
    try:
        act()  # type: ignore[operator]  # a lambda of the caller
    except Refusal:
        return False
    return True
