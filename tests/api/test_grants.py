"""Releasing a case through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import CaseGrant
from tests.api.clients import signed_in
from tests.factories_cases import make_room, make_world

pytestmark = pytest.mark.django_db


def test_the_owner_releases_a_case_and_takes_it_back() -> None:
    world = make_world()
    case = make_room(world).note.case
    mine, theirs = signed_in(world.supervisee), signed_in(world.colleague)
    until = (timezone.now() + timedelta(days=3)).isoformat()

    given = mine.post(
        f"/api/v1/cases/{case.pk}/grants/",
        {"reader": str(world.colleague.pk), "reason": "Leave.", "expires_at": until},
    )
    during = theirs.get(f"/api/v1/cases/{case.pk}/")
    ended = mine.post(f"/api/v1/grants/{given.json()['id']}/end/", {})
    after = theirs.get(f"/api/v1/cases/{case.pk}/")

    assert given.status_code == 201
    assert given.json()["reader"] == {
        "id": str(world.colleague.pk),
        "name": world.colleague.display_name,
    }
    assert (during.status_code, ended.status_code, after.status_code) == (200, 204, 404)
    listed = mine.get(f"/api/v1/cases/{case.pk}/grants/").json()
    assert [row["reason"] for row in listed] == ["Leave."]


def test_the_reader_of_a_released_case_cannot_release_it_further() -> None:
    world = make_world()
    case = make_room(world).note.case
    supervisor = signed_in(world.supervisor)

    answers = [
        supervisor.get(f"/api/v1/cases/{case.pk}/grants/"),
        supervisor.post(
            f"/api/v1/cases/{case.pk}/grants/",
            {
                "reader": str(world.colleague.pk),
                "reason": "x",
                "expires_at": (timezone.now() + timedelta(days=1)).isoformat(),
            },
        ),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (403, "not_allowed"),
        (403, "not_allowed"),
    ]
    assert not CaseGrant.objects.exists()
