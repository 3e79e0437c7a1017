"""Rules that no list and no action shows by itself."""

import pytest

from supervision import policy
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound
from supervision.models import User
from supervision.workflow import Party
from tests.factories import PASSWORD, lead_of, make_clinic, make_person, make_relationship

pytestmark = pytest.mark.django_db


def test_who_reads_the_private_notes_of_a_relationship() -> None:
    clinic = make_clinic()
    relationship = make_relationship(clinic=clinic)
    people = {
        "supervisor": relationship.supervisor,
        "supervisee": relationship.supervisee,
        "lead": lead_of(clinic),
        "administrator": make_person(Role.ADMINISTRATOR, clinic=clinic),
        "colleague": make_person(Role.SUPERVISOR, clinic=clinic),
        "other lead": lead_of(make_clinic()),
    }

    reading = {
        who
        for who, person in people.items()
        if policy.allows(policy.check_read_private_notes, person, relationship)
    }

    assert reading == {"supervisor", "supervisee", "lead"}


def test_one_person_can_be_several_parties() -> None:
    clinic = make_clinic()
    both = make_person(Role.CLINIC_LEAD, Role.SUPERVISOR, clinic=clinic)
    relationship = make_relationship(clinic=clinic, supervisor=both)

    assert policy.parties(both, relationship) == {Party.MANAGER, Party.SUPERVISOR}


def test_a_manager_elsewhere_is_no_party() -> None:
    relationship = make_relationship(clinic=make_clinic())

    assert policy.parties(lead_of(make_clinic()), relationship) == set()


def test_a_superuser_manages_nothing() -> None:
    clinic = make_clinic()
    root = User.objects.create_user(
        "root@example.org", PASSWORD, display_name="Root", is_superuser=True
    )

    with pytest.raises(NotFound):
        policy.check_manage_clinic(root, clinic.pk)


@pytest.mark.parametrize("role", [Role.SUPERVISEE, Role.SUPERVISOR])
def test_a_colleague_is_told_who_manages(role: Role) -> None:
    clinic = make_clinic()

    with pytest.raises(NotAllowed, match="Only a clinic lead or an administrator"):
        policy.check_manage_clinic(make_person(role, clinic=clinic), clinic.pk)
