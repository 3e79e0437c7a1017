"""The pages of the clinic's rules: what holds, each version's difference, the second person."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from supervision.actions.policies import change_policy
from supervision.enums import Role
from supervision.models import Clinic, PolicyChange, User
from supervision.policies import policy_of, training_level_of
from tests.factories import lead_of, make_clinic, make_person
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


def propose(clinic: Clinic, **values: Any) -> PolicyChange:
    return change_policy(
        clinic_id=clinic.pk, values=values, by=lead_of(clinic), basis="Team meeting"
    )


def form_of(clinic: Clinic, **values: str) -> dict[str, str]:
    page = as_(lead_of(clinic)).get(reverse("policy_change", args=[clinic.pk]))
    return dict(page.context["form"].initial) | values


def save(clinic: Clinic, **values: str) -> Any:
    address = reverse("policy_change", args=[clinic.pk])
    return as_(lead_of(clinic)).post(address, form_of(clinic, **values))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_of_the_clinic_sees_what_holds_and_each_difference(
    clinic: Clinic, role: Role
) -> None:
    propose(clinic, min_cell_size=8)
    propose(clinic, review_due_hours=96)

    said = text(as_(make_person(role, clinic=clinic)).get(reverse("policies")))

    assert "A figure is shown only from 8 cases" in said
    assert "A figure is shown only from: before 5 cases now 8 cases" in said
    assert "Version 2 waits for a second person" in said
    assert "before 72 hours now 96 hours Looser" in said
    assert "Source: Team meeting" in said


def test_a_lead_tightens_and_everybody_is_told_when(clinic: Clinic) -> None:
    answer = save(clinic, referral_follow_up_weeks="1, 4, 8", basis="Board rule 12")

    assert answer.status_code == 302
    assert policy_of(clinic.pk).follow_up_weeks == (1, 4, 8)
    assert PolicyChange.objects.get().basis == "Board rule 12"


def test_a_day_to_come_is_a_day_of_the_clinic(clinic: Clinic) -> None:
    Clinic.objects.filter(pk=clinic.pk).update(timezone="Pacific/Auckland")
    day = timezone.localdate() + timedelta(days=10)

    save(clinic, review_due_hours="24", effective_from=day.isoformat())

    begins = PolicyChange.objects.get().effective_from
    assert begins.utcoffset() == timedelta(0)
    assert begins.hour in (11, 12), "midnight there"
    page = text(as_(lead_of(clinic)).get(reverse("policies")))
    assert "To come" in page
    assert "An answer to anybody else is due within 72 hours" in page


def test_what_was_typed_stays_with_the_sentence_beside_it(clinic: Clinic) -> None:
    answer = save(clinic, min_cell_size="two", referral_follow_up_weeks="2, x")

    assert answer.status_code == 400
    form = answer.context["form"]
    assert set(form.errors) <= {"min_cell_size", "referral_follow_up_weeks"}
    assert form.errors
    assert 'value="two"' in answer.content.decode()
    assert not PolicyChange.objects.exists()


def test_the_second_person_agrees_on_the_page(clinic: Clinic) -> None:
    made = propose(clinic, review_due_hours=96)
    second = make_person(Role.ADMINISTRATOR, clinic=clinic)
    own = as_(lead_of(clinic)).get(reverse("policies")).content.decode()
    page = as_(second).get(reverse("policies")).content.decode()

    answer = as_(second).post(reverse("policy_approve", args=[made.pk]))

    assert reverse("policy_approve", args=[made.pk]) not in own
    assert "Take it back" in own
    assert reverse("policy_approve", args=[made.pk]) in page
    assert answer.status_code == 302
    assert policy_of(clinic.pk).review_due() == timedelta(hours=96)
    assert f"Agreed by {second.display_name}" in text(as_(second).get(reverse("policies")))


def test_the_proposer_cannot_agree_by_hand(clinic: Clinic) -> None:
    made = propose(clinic, review_due_hours=96)

    answer = as_(lead_of(clinic)).post(reverse("policy_approve", args=[made.pk]))

    assert answer.status_code == 403
    assert policy_of(clinic.pk).review_due() == timedelta(hours=72)


def test_others_read_and_do_not_change(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISOR, clinic=clinic)

    page = as_(person).get(reverse("policies")).content.decode()
    answer = as_(person).get(reverse("policy_change", args=[clinic.pk]))

    assert reverse("policy_change", args=[clinic.pk]) not in page
    assert answer.status_code == 403


def test_the_page_costs_the_same_with_many_versions(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for cells in range(6, 16):
        propose(clinic, min_cell_size=cells)
    client = as_(make_person(Role.SUPERVISEE, clinic=clinic))
    client.get(reverse("policies"))

    with django_assert_num_queries(9):
        client.get(reverse("policies"))


def test_the_office_says_how_far_a_supervisee_is(clinic: Clinic) -> None:
    person: User = make_person(Role.SUPERVISEE, clinic=clinic)
    client, page = as_(lead_of(clinic)), reverse("person", args=[person.pk])
    role = person.role_assignments.get()

    answer = client.post(reverse("role_level", args=[role.pk]), {"level": "student"})

    assert answer.status_code == 302
    assert training_level_of(person.pk, clinic.pk) == "student"
    assert '<option value="student" selected>' in client.get(page).content.decode()
    assert "Student in practicum" in text(as_(person).get(page))
    client.post(reverse("role_level", args=[role.pk]), {"level": ""})
    assert training_level_of(person.pk, clinic.pk) == ""
