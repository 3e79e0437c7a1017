"""Standing in and being away, for programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Note
from supervision.models import CoverAssignment
from tests.api.clients import ROOT, refusal, signed_in
from tests.factories_cases import World, make_draft, make_room, submit
from tests.factories_covers import accepted, in_days, planned

pytestmark = pytest.mark.django_db


def post(user: Any, path: str, **body: Any) -> Any:
    return signed_in(user).post(f"{ROOT}{path}", body, format="json")


def get(user: Any, path: str) -> Any:
    return signed_in(user).get(f"{ROOT}{path}").json()


def soon(days: int = 7) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_from_the_plan_to_the_hand_back(world: World) -> None:
    note = make_room(world).note
    made = post(
        world.supervisor,
        "covers/",
        covered=str(world.relationship.pk),
        cover=str(world.colleague.pk),
        ends_at=soon(),
        handover_note="Roles only.",
    )
    assert made.status_code == 201, made.content
    path = f"covers/{made.json()['id']}/"
    said = post(world.colleague, f"{path}accept/", version=1).json()
    assert (said["status"], said["relationship"] is not None) == ("active", True)
    handed = post(world.supervisor, f"{path}hand-over/", notes=[str(note.pk)])
    assert [each["to"] for each in handed.json()] == [said["relationship"]]
    back = post(world.colleague, f"{path}hand-back/", version=2, note="Calm.")
    assert back.json()["status"] == "closed"
    assert post(world.supervisor, f"{path}read/").json()["handback_read_at"]
    assert Note.objects.get(pk=note.pk).relationship == world.relationship


def test_with_a_reason_a_lead_lets_somebody_stand_in_at_once(world: World) -> None:
    body = {
        "covered": str(world.relationship.pk),
        "cover": str(world.colleague.pk),
        "ends_at": soon(),
        "why": "An accident.",
    }
    assert refusal(post(world.supervisor, "covers/", **body)) == (403, "not_allowed")
    made = post(world.lead, "covers/", **body).json()
    assert (made["sudden"], made["status"], made["why"]) == (True, "active", "An accident.")
    assert "why" not in get(world.supervisee, f"covers/{made['id']}/")
    assert "why" not in get(world.administrator, f"covers/{made['id']}/")
    assert "handover_note" not in get(world.lead, f"covers/{made['id']}/")


def test_submitting_to_somebody_who_is_covered_is_refused_by_name(world: World) -> None:
    cover = accepted(world)
    note = make_draft(world)
    body = {"relationship": str(world.relationship.pk), "revision": note.draft.revision}
    answer = post(world.supervisee, f"notes/{note.pk}/submit/", **body)
    assert refusal(answer) == (403, "covered")
    assert str(cover.cover) in answer.json()["detail"]


def test_its_author_gives_a_note(world: World) -> None:
    note = make_draft(world)
    submit(world, note)
    cover = accepted(world)
    note.refresh_from_db()
    body = {"relationship": str(cover.relationship_id), "version": note.version}
    assert post(world.supervisee, f"notes/{note.pk}/give/", **body).status_code == 201
    assert refusal(post(world.supervisee, f"notes/{note.pk}/give/", **body))[0] == 409


def test_absences(world: World) -> None:
    body = {
        "clinic": str(world.clinic.pk),
        "starts_at": timezone.now().isoformat(),
        "ends_at": soon(3),
    }
    made = post(world.supervisor, "absences/", **body)
    assert made.status_code == 201, made.content
    assert len(get(world.lead, "absences/")["results"]) == 1
    assert get(world.supervisee, "absences/")["results"] == []
    ended = post(world.supervisor, f"absences/{made.json()['id']}/end/")
    assert ended.json()["ends_at"] < body["ends_at"]


def test_the_list_of_covers_costs_the_same_however_long_it_is(world: World) -> None:
    def asked() -> int:
        client = signed_in(world.lead)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(f"{ROOT}covers/").status_code == 200
        return len(counted)

    planned(world, starts_at=in_days(1), ends_at=in_days(2))
    one = asked()
    for number in range(2, 7):
        planned(world, starts_at=in_days(2 * number), ends_at=in_days(2 * number + 1))
    assert CoverAssignment.objects.count() == 6
    assert asked() == one
