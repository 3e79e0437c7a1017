"""The lists say what the rules say, for everybody and everything."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db.models import Model, QuerySet
from django.utils import timezone

from supervision import policy, selectors
from supervision.actions.invitations import invite
from supervision.actions.people import deactivate_person, reactivate_person
from supervision.actions.relationships import Ending, move_relationship
from supervision.actions.roles import end_role
from supervision.enums import EndedReason, RelationshipMove, Role
from supervision.models import Clinic, Invitation, RoleAssignment, SupervisionRelationship, User
from tests.factories import (
    PASSWORD,
    lead_of,
    make_clinic,
    make_person,
    make_proposal,
    make_relationship,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


@pytest.fixture
def everybody(clinic: Clinic) -> list[User]:
    """Two clinics with people in every role and relationships in every state."""
    for place in (clinic, make_clinic("Hillside")):
        lead = lead_of(place)
        make_person(Role.ADMINISTRATOR, clinic=place)
        active = make_relationship(clinic=place)
        make_proposal(
            clinic=place,
            supervisor=active.supervisor,
            supervisee=make_person(Role.SUPERVISEE, clinic=place),
        )
        ended = make_relationship(clinic=place, supervisee=active.supervisee)
        move_relationship(
            relationship_id=ended.pk,
            move=RelationshipMove.END,
            expected_version=1,
            by=lead,
            ending=Ending(EndedReason.COMPLETED),
        )
        gone = make_person(Role.SUPERVISOR, clinic=place)
        end_role(assignment_id=gone.role_assignments.get().pk, by=lead)
        closed = make_person(Role.SUPERVISEE, clinic=place)
        make_relationship(clinic=place, supervisor=active.supervisor, supervisee=closed)
        deactivate_person(user_id=closed.pk, by=lead)
        invite(clinic_id=place.pk, email="new@example.org", role=Role.SUPERVISEE, by=lead)
    User.objects.create_user(
        "root@example.org", PASSWORD, display_name="Root", is_superuser=True
    )
    return list(User.objects.all())


def test_everybody_lists_exactly_the_people_whom_the_rule_shows(everybody: list[User]) -> None:
    for user in everybody:
        by_rule = {
            person
            for person in everybody
            if policy.allows(policy.check_view_person, user, person)
        }

        assert set(selectors.people_visible_to(user)) == by_rule


@pytest.mark.parametrize(
    ("model", "check", "selector"),
    [
        (
            SupervisionRelationship,
            policy.check_view_relationship,
            selectors.relationships_visible_to,
        ),
        (Invitation, policy.check_view_invitation, selectors.invitations_visible_to),
        (RoleAssignment, policy.check_view_role, selectors.roles_visible_to),
    ],
)
def test_everybody_lists_exactly_the_rows_which_the_rule_shows(
    everybody: list[User],
    model: type[Model],
    check: Callable[..., None],
    selector: Callable[[User], QuerySet[Model]],
) -> None:
    rows = list(model._default_manager.all())  # noqa: SLF001 - Django's own name for it
    for user in everybody:
        by_rule = {row for row in rows if policy.allows(check, user, row)}

        assert set(selector(user)) == by_rule


def test_who_sees_whom(clinic: Clinic) -> None:
    """The rule in names, so that rule and list cannot be wrong together."""
    other = make_person(Role.SUPERVISEE, clinic=clinic, name="Unrelated")
    works = make_relationship(
        clinic=clinic,
        supervisor=make_person(Role.SUPERVISOR, clinic=clinic, name="Ruth"),
        supervisee=make_person(Role.SUPERVISEE, clinic=clinic, name="Sam"),
    )
    administrator = make_person(Role.ADMINISTRATOR, clinic=clinic, name="Office")
    lead = lead_of(clinic)
    everyone = {"Office", "Ruth", "Sam", "Unrelated", lead.display_name}

    seen = {
        user.display_name: {str(person) for person in selectors.people_visible_to(user)}
        for user in (other, works.supervisor, works.supervisee, administrator, lead)
    }

    assert seen == {
        "Unrelated": {"Unrelated"},
        "Ruth": {"Ruth", "Sam"},
        "Sam": {"Ruth", "Sam"},
        "Office": everyone,
        lead.display_name: everyone,
    }


def test_a_superuser_without_a_role_sees_only_his_own_account(everybody: list[User]) -> None:
    root = User.objects.get(is_superuser=True)

    assert list(selectors.people_visible_to(root)) == [root]
    assert list(selectors.relationships_visible_to(root)) == []
    assert list(selectors.invitations_visible_to(root)) == []
    assert list(selectors.clinics_of(root)) == []


def test_roles_live_between_their_two_dates(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    begin = person.role_assignments.get().valid_from

    with time_machine.travel(begin - timedelta(seconds=1), tick=False):
        before = selectors.live_role_names(person)
    with time_machine.travel(begin, tick=False):
        at_begin = selectors.live_role_names(person)
        end_role(assignment_id=person.role_assignments.get().pk, by=lead_of(clinic))
        at_end = selectors.live_role_names(person)

    assert (before, at_begin, at_end) == (set(), {"supervisee"}, set())


def test_a_relationship_is_live_between_its_two_dates(clinic: Clinic) -> None:
    now = timezone.now()
    start, notice = now + timedelta(days=2), now + timedelta(days=9)
    relationship = make_relationship(clinic=clinic, valid_from=start)
    move_relationship(
        relationship_id=relationship.pk,
        move=RelationshipMove.GIVE_NOTICE,
        expected_version=1,
        by=lead_of(clinic),
        ending=Ending(EndedReason.COMPLETED, on=notice),
    )

    live = [_live_at(moment) for moment in (now, start, notice - timedelta(seconds=1), notice)]

    assert live == [set(), {relationship.pk}, {relationship.pk}, set()]


def test_a_closed_account_takes_the_relationship_out_of_force_while_it_is_closed(
    clinic: Clinic,
) -> None:
    relationship = make_relationship(clinic=clinic)
    supervisee, lead = relationship.supervisee, lead_of(clinic)
    now = timezone.now()

    before = _live_at(now)
    deactivate_person(user_id=supervisee.pk, by=lead)
    closed = _live_at(timezone.now())
    reactivate_person(user_id=supervisee.pk, by=lead)
    opened = _live_at(timezone.now())

    assert (before, closed, opened) == ({relationship.pk}, set(), {relationship.pk})


def _live_at(moment: datetime) -> set[UUID]:
    with time_machine.travel(moment, tick=False):
        return set(selectors.live_relationships().values_list("pk", flat=True))
