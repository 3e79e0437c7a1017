"""The lead's audit through the API: the draw by the rules, a reviewer who has left."""

import pytest
from django.utils import timezone

from cases.models import Decision, Finding
from supervision.enums import Role
from tests.api.clients import refusal, signed_in
from tests.factories_audits import another, draw, retire, step, written
from tests.factories_cases import World, make_world
from tests.factories_decisions import make_referral, move_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    move_referral(world, make_referral(world), "propose", "ask_review")
    return world


def test_without_a_share_the_clinics_rules_hold(world: World) -> None:
    today = timezone.localdate().isoformat()
    asked = {"clinic": str(world.clinic.pk), "shared_from": today, "shared_to": today}
    lead = signed_in(world.lead)

    few = lead.post("/api/v1/audit-samples/", asked | {"share": 9})
    made = lead.post("/api/v1/audit-samples/", asked)

    assert refusal(few) == (400, "share")
    assert (made.status_code, made.json()["share"], made.json()["chosen"]) == (201, 10, 1)


def test_a_decision_is_named_for_a_reason(world: World) -> None:
    decision = Decision.objects.get()
    asked = {"decision": str(decision.pk), "chosen_as": "targeted", "reason": "Asked by us."}
    lead, address = signed_in(world.lead), "/api/v1/audit-samples/named/"

    other = lead.post(address, asked | {"chosen_as": "random"})
    made = lead.post(address, asked)
    again = lead.post(address, asked)

    assert other.status_code == 400
    assert (made.status_code, made.json()["named_as"], made.json()["chosen"]) == (
        201,
        "targeted",
        1,
    )
    assert refusal(again) == (409, "audited_already")
    finding = Finding.objects.get()
    shown = lead.get(f"/api/v1/findings/{finding.pk}/").json()
    assert (shown["chosen_as"], shown["reason"]) == ("targeted", "Asked by us.")


def test_another_reviewer_is_named_where_one_has_left(world: World) -> None:
    finding = draw(world).findings.get()
    written(finding)
    finding = step(finding, "share", world.lead)
    second = another(world, "second", Role.CLINIC_LEAD)
    lead, address = signed_in(second), f"/api/v1/findings/{finding.pk}/"
    said = {"move": "replace_reviewer", "version": finding.version, "words": "She left."}

    early = lead.post(f"{address}move/", said)
    retire(world.lead)
    before = lead.get(address).json()
    wordless = lead.post(f"{address}move/", said | {"words": ""})
    done = lead.post(f"{address}move/", said)

    assert refusal(early) == (409, "reviewer_here")
    assert before["reviewer_left"] is True
    assert "replace_reviewer" in [it["move"] for it in before["moves"] if it["possible"]]
    assert wordless.status_code == 400
    assert done.status_code == 200
    assert done.json()["reviewer"]["id"] == str(second.pk)
    assert (done.json()["reviewer_left"], done.json()["status"]) == (False, "factual_check")
    assert lead.get("/api/v1/findings/").json()["results"][0]["reviewer_left"] is False
    assert Finding.objects.get().reviewer_id == second.pk
