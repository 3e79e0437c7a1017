"""The clinic's rules through the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from supervision.enums import Role
from supervision.models import Clinic
from tests.api.clients import fields, refusal, signed_in
from tests.factories import lead_of, make_clinic, make_person

pytestmark = pytest.mark.django_db
CHANGES = "/api/v1/policy-changes/"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


def in_force(clinic: Clinic, query: str = "") -> dict[str, Any]:
    member = signed_in(make_person(Role.SUPERVISEE, clinic=clinic))
    said = member.get(f"/api/v1/clinics/{clinic.pk}/policy/{query}").json()
    return {each["code"]: each["value"] for each in said["settings"]}


def test_a_loosening_is_proposed_approved_and_in_force(clinic: Clinic) -> None:
    lead = signed_in(lead_of(clinic))
    second = signed_in(make_person(Role.CLINIC_LEAD, clinic=clinic))
    before = (timezone.now() - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")

    made = lead.post(
        CHANGES,
        {
            "clinic": str(clinic.pk),
            "settings": {"referral_follow_up_weeks": [4, 12], "review_due_hours": 72},
            "basis": "Contract",
        },
    )
    address = f"{CHANGES}{made.json()['id']}/"
    alone = lead.post(f"{address}approve/", {})
    agreed = second.post(f"{address}approve/", {})

    assert made.status_code == 201
    assert (made.json()["status"], made.json()["loosens"]) == ("proposed", True)
    assert made.json()["changes"] == [
        {"code": "referral_follow_up_weeks", "old": [2, 6, 12], "new": [4, 12]}
    ]
    assert refusal(alone) == (403, "not_allowed")
    assert (agreed.status_code, agreed.json()["status"]) == (200, "approved")
    assert in_force(clinic)["referral_follow_up_weeks"] == [4, 12]
    assert in_force(clinic, f"?at={before}")["referral_follow_up_weeks"] == [2, 6, 12]
    listed = lead.get(f"{CHANGES}?clinic={clinic.pk}").json()["results"]
    assert [row["id"] for row in listed] == [made.json()["id"]]
    assert lead.get(address).json()["decided_by"]["id"] == agreed.json()["decided_by"]["id"]


def test_what_cannot_be_is_named(clinic: Clinic) -> None:
    lead = signed_in(lead_of(clinic))

    answer = lead.post(CHANGES, {"clinic": str(clinic.pk), "settings": {"min_cell_size": 1.5}})
    nested = lead.post(
        CHANGES, {"clinic": str(clinic.pk), "settings": {"min_cell_size": {"a": None}}}
    )

    assert refusal(answer) == refusal(nested) == (400, "out_of_range")
    assert fields(answer) == {"min_cell_size"}


def test_a_level_of_training_is_said_and_taken_back(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    address = f"/api/v1/role-assignments/{person.role_assignments.get().pk}/level/"
    lead = signed_in(lead_of(clinic))

    said = lead.post(address, {"level": "trainee"})
    wrong = lead.post(address, {"level": "wizard"})
    own = signed_in(person).post(address, {"level": "licensed"})
    back = lead.post(address, {"level": None})

    assert said.json()["training_level"] == "trainee"
    assert wrong.status_code == 400
    assert refusal(own) == (403, "not_allowed")
    assert back.json()["training_level"] == ""
