"""Decisions over HTTP: the same actions as the pages, nothing withheld leaking out."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from cases.models import BoundaryDecision, Decision, NarrativeRead, ReferralDecision
from supervision.models import LedgerEntry, User
from tests.factories_cases import World, make_case, make_room
from tests.factories_decisions import (
    WEIGHED,
    approved_referral,
    consulted_boundary,
    make_boundary,
    make_referral,
    move_boundary,
    move_referral,
    write_boundary,
)

pytestmark = pytest.mark.django_db
BASE = "/api/v1"


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def test_a_referral_is_started_changed_proposed_and_approved(world: World) -> None:
    case = make_case(world)
    author, supervisor = client_of(world.supervisee), client_of(world.supervisor)
    started = author.post(
        f"{BASE}/referrals/",
        {
            "case": str(case.pk),
            "situation": "Nothing moves.",
            "direction": "out_full_transfer",
            "risk": "no_new_risk",
            "difference_present": "no",
            "grounds": [{"ground": "no_progress", "evidence": "Flat.", "primary": True}],
            "options": [{"label": "Away", "chosen": True}, {"label": "Here"}],
        },
        format="json",
    )
    assert (started.status_code, started.data["status"]) == (201, "considering")
    url = f"{BASE}/referrals/{started.data['id']}/"
    assert supervisor.get(url).status_code == 404

    changed = author.patch(
        url,
        {
            "version": 1,
            "decided": "refer",
            "rationale": "Because.",
            "interim_contact": "Weekly.",
            "crisis_plan_given": False,
        },
        format="json",
    )
    for version, move in ((changed.data["version"], "propose"), (3, "ask_review")):
        moved = author.post(f"{url}move/", {"move": move, "version": version}, format="json")
        assert moved.status_code == 200, moved.data
    supervisor.patch(url, {"version": 4, "values_outcome": "no_values_issue"}, format="json")
    approved = supervisor.post(
        f"{url}move/", {"move": "approve", "version": 5, "reasons": "Sound."}, format="json"
    )

    assert approved.data["status"] == "approved"
    assert approved.data["reading"] == "supervisor"
    assert [step["move"] for step in approved.data["steps"]] == [
        "propose",
        "ask_review",
        "values_outcome",
        "approve",
    ]


def test_what_is_missing_comes_as_one_list_of_fields(world: World) -> None:
    referral = make_referral(world, situation="", grounds=(), options=())

    answer = client_of(world.supervisee).post(
        f"{BASE}/referrals/{referral.pk}/move/",
        {"move": "propose", "version": 1},
        format="json",
    )

    assert (answer.status_code, answer.data["code"]) == (400, "incomplete")
    assert sorted(answer.data["fields"]) == ["grounds", "options", "situation"]


def test_grounds_and_options_have_addresses_of_their_own(world: World) -> None:
    referral = make_referral(world)
    author = client_of(world.supervisee)
    url = f"{BASE}/referrals/{referral.pk}/"

    author.post(
        f"{url}grounds/",
        {"version": 1, "ground": "practical", "evidence": "She moves.", "primary": True},
        format="json",
    )
    author.post(f"{url}options/", {"version": 2, "label": "A third way"}, format="json")
    author.delete(f"{url}grounds/no_progress/", {"version": 3}, format="json")

    assert author.get(f"{url}grounds/").data == [
        {
            "ground": "practical",
            "evidence": "She moves.",
            "primary": True,
            "flag": None,
            "boundary": None,
        }
    ]
    assert [row["label"] for row in author.get(f"{url}options/").data] == [
        "Trauma service",
        "Go on here with changes",
        "A third way",
    ]


def test_an_emergency_has_two_fields_and_both_are_asked_for(world: World) -> None:
    case, author = make_case(world), client_of(world.supervisee)
    body = {"case": str(case.pk), "emergency_action": "", "receiving_service": ""}
    refused = author.post(f"{BASE}/referrals/emergency/", body, format="json")
    assert ReferralDecision.objects.count() == 0

    made = author.post(
        f"{BASE}/referrals/emergency/",
        body | {"emergency_action": "Called.", "receiving_service": "Ward"},
        format="json",
    )

    assert (refused.status_code, sorted(refused.data["fields"])) == (
        400,
        ["emergency_action", "receiving_service"],
    )
    assert (made.status_code, made.data["status"]) == (201, "emergency_referral_made")
    waiting = client_of(world.supervisor).get(f"{BASE}/decisions/").data["results"]
    assert [row["id"] for row in waiting] == [made.data["id"]]


def test_a_boundary_decision_over_http(world: World) -> None:
    case, author = make_case(world), client_of(world.supervisee)
    made = author.post(
        f"{BASE}/boundaries/",
        {"case": str(case.pk), "timing": "planned", "domain": "money", **WEIGHED},
        format="json",
    )
    url = f"{BASE}/boundaries/{made.data['id']}/"
    author.post(f"{url}move/", {"move": "analyse", "version": 1}, format="json")
    author.post(f"{url}move/", {"move": "consult", "version": 2}, format="json")
    asked = author.post(
        f"{url}consultations/",
        {"version": 3, "consulted": "peer", "on": "2026-05-04", "question": "Would you?"},
        format="json",
    )

    assert (asked.status_code, asked.data["question"]) == (201, "Would you?")
    assert author.get(url).data["status"] == "consulted"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"situation": 7}, "situation"),
        ({"situation": "nul \x00"}, "situation"),
        ({"situation": "x" * 10_001}, "situation"),
        ({"direction": "sideways"}, "direction"),
        ({"crisis_plan_given": "yes"}, "crisis_plan_given"),
        ({"client_informed_on": "tomorrow"}, "client_informed_on"),
        ({"first_appointment_month": "2026-13"}, "first_appointment_month"),
        ({"status": "approved"}, "status"),
        ({"grounds": [{"ground": "boredom"}]}, "grounds"),
        ({"grounds": "all"}, "grounds"),
        ({"options": [{"label": x, "chosen": True} for x in "ab"]}, "options"),
        ({"version": "1"}, "version"),
        ({"version": -1}, "version"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(
    world: World, body: dict[str, Any], field: str
) -> None:
    referral = make_referral(world)
    before = list(Decision.objects.values()), LedgerEntry.objects.count()

    answer = client_of(world.supervisee).patch(
        f"{BASE}/referrals/{referral.pk}/", {"version": 1} | body, format="json"
    )

    assert answer.status_code == 400
    assert [name.split(".")[0] for name in answer.data["fields"]][:1] == [field]
    assert (list(Decision.objects.values()), LedgerEntry.objects.count()) == before


def test_an_older_version_is_409(world: World) -> None:
    referral = make_referral(world)

    answer = client_of(world.supervisee).patch(
        f"{BASE}/referrals/{referral.pk}/", {"version": 7, "situation": "x"}, format="json"
    )

    assert (answer.status_code, answer.data["code"]) == (409, "stale_version")


def test_a_repeated_operation_is_done_once(world: World) -> None:
    case, author = make_case(world), client_of(world.supervisee)
    body = {
        "op_id": str(uuid4()),
        "case": str(case.pk),
        "timing": "planned",
        "domain": "time",
    }

    answers = [author.post(f"{BASE}/boundaries/", body, format="json") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert BoundaryDecision.objects.count() == 1


def test_the_lead_gets_no_reflective_word_and_the_author_sees_who_read(world: World) -> None:
    boundary = make_boundary(
        world,
        **WEIGHED | {"lens_answers": {"crossing": {"answers": {"hope": "TOKEN-lens"}}}},
        own_unease="TOKEN-unease",
        purpose_for_therapist="TOKEN-purpose",
    )
    move_boundary(world, boundary, "analyse", "consult")
    referral = make_referral(world, values_work="TOKEN-values")
    move_referral(world, referral, "propose")
    lead = client_of(world.lead)

    answers = [
        lead.get(f"{BASE}/boundaries/{boundary.pk}/"),
        lead.get(f"{BASE}/referrals/{referral.pk}/"),
        lead.get(f"{BASE}/decisions/"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not any("TOKEN" in answer.content.decode() for answer in answers)
    assert answers[0].data["withheld"] == [
        "across_clients",
        "lens_answers",
        "own_unease",
        "pattern_thoughts",
        "purpose_for_therapist",
    ]
    assert set(NarrativeRead.objects.values_list("reader", "role")) == {
        (world.lead.pk, "clinic_lead")
    }


@pytest.mark.parametrize("who", ["administrator", "colleague"])
def test_for_others_a_decision_does_not_exist(world: World, who: str) -> None:
    boundary = consulted_boundary(world)
    stranger = client_of(getattr(world, who))
    url = f"{BASE}/boundaries/{boundary.pk}/"

    answers = [
        stranger.get(url),
        stranger.patch(url, {"version": 3, "summary": "x"}, format="json"),
        stranger.post(f"{url}move/", {"move": "close", "version": 3}, format="json"),
        stranger.get(f"{url}consultations/"),
        stranger.get(f"{BASE}/referrals/{boundary.pk}/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert stranger.get(f"{BASE}/decisions/").data["results"] == []
    assert stranger.get(f"{BASE}/decisions/summary/").data["total"] == 0


def test_filters_refuse_what_they_do_not_know(world: World) -> None:
    lead = client_of(world.lead)

    answers = [
        lead.get(f"{BASE}/decisions/?status=lost"),
        lead.get(f"{BASE}/decisions/?colour=red"),
        lead.get(f"{BASE}/decisions/summary/?kind=other"),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


def test_the_list_pages_and_filters(world: World) -> None:
    case = make_case(world)
    for _ in range(3):
        move_referral(world, make_referral(world, case), "propose")
    consulted_boundary(world, case)
    lead = client_of(world.lead)

    first = lead.get(f"{BASE}/decisions/?page_size=3").data
    second = lead.get(first["next"]).data
    boundaries = lead.get(f"{BASE}/decisions/?kind=boundary").data["results"]

    assert [len(page["results"]) for page in (first, second)] == [3, 1]
    assert [row["kind"] for row in boundaries] == ["boundary"]


@pytest.mark.parametrize("address", ["decisions/", "decisions/summary/", "referrals/"])
def test_lists_cost_the_same_for_one_and_for_many(
    world: World, address: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    case, lead = make_case(world), client_of(world.lead)
    counts = []
    for _ in range(2):
        approved_referral(world, case)
        lead.get(f"{BASE}/{address}")
        with django_assert_max_num_queries(6) as captured:
            assert lead.get(f"{BASE}/{address}").status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_overdue_ones_can_be_asked_for(world: World) -> None:
    late = move_referral(world, make_referral(world), "propose", "ask_review")
    move_referral(world, make_referral(world), "propose", "ask_review")
    Decision.objects.filter(pk=late.pk).update(review_due=timezone.now().replace(year=2020))

    answer = client_of(world.lead).get(f"{BASE}/decisions/?overdue=true")

    assert [row["id"] for row in answer.data["results"]] == [str(late.pk)]


def test_a_decision_is_begun_from_a_passage(world: World) -> None:
    version = make_room(world, happened="He gave me a ring.")
    author = client_of(world.supervisee)
    body = {
        "case": str(version.note.case_id),
        "from_version": str(version.pk),
        "passage": {"start": 0, "end": 7},
        "timing": "planned",
        "domain": "time",
    }

    made = author.post(f"{BASE}/boundaries/", body, format="json")
    outside = author.post(
        f"{BASE}/boundaries/", body | {"passage": {"start": 0, "end": 9_999}}, format="json"
    )
    del body["from_version"]
    nowhere = author.post(f"{BASE}/boundaries/", body, format="json")

    assert (made.status_code, made.data["passage"]) == (201, {"start": 0, "end": 7})
    assert (outside.status_code, nowhere.status_code) == (400, 400)
    assert BoundaryDecision.objects.count() == 1
    move_boundary(
        world, write_boundary(world, BoundaryDecision.objects.get(), **WEIGHED), "analyse"
    )
    consulted = move_boundary(world, BoundaryDecision.objects.get(), "consult")
    address = f"{BASE}/boundaries/{consulted.pk}/"
    assert client_of(world.supervisor).get(address).data["passage"] == {"start": 0, "end": 7}
    assert client_of(world.lead).get(address).data["passage"] is None


def test_unsaved_writing_is_kept_listed_and_let_go_by_its_author(world: World) -> None:
    boundary = consulted_boundary(world)
    address = f"{BASE}/decisions/{boundary.pk}/drafts/"
    author, supervisor = client_of(world.supervisee), client_of(world.supervisor)
    body = {"based_on": 3, "typed": {"client_view": "Half"}, "window": str(uuid4()), "tick": 1}

    kept = author.post(address, body, format="json")
    again = author.post(
        address, body | {"tick": 2, "typed": {"client_view": "Whole"}}, format="json"
    )
    seen = supervisor.get(address).data
    mine = author.get(address).data
    gone = supervisor.delete(f"{address}{mine[0]['id']}/", {}, format="json")
    let_go = author.delete(f"{address}{mine[0]['id']}/", {}, format="json")

    assert (kept.status_code, kept.data["elsewhere"]) == (201, False)
    assert again.status_code == 201
    assert (seen, [row["typed"] for row in mine]) == ([], [{"client_view": "Whole"}])
    assert (gone.status_code, let_go.status_code) == (404, 204)
    assert author.get(address).data == []
