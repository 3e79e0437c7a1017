"""The pages of decisions: for each reader what is hers, and nothing typed is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import BoundaryDecision, Decision, ReferralDecision
from supervision.models import LedgerEntry, User
from tests.factories_cases import World, make_case
from tests.factories_decisions import (
    VALUES_ONLY,
    WEIGHED,
    approved_referral,
    consulted_boundary,
    followed_boundary,
    make_boundary,
    make_emergency,
    make_referral,
    move_boundary,
    move_referral,
    write_boundary,
    write_referral,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User, decision: Decision) -> str:
    address = reverse(decision.kind, args=[decision.pk])
    return client_of(user).get(address).content.decode()


def test_a_referral_is_begun_from_its_case(world: World) -> None:
    case, author = make_case(world), client_of(world.supervisee)
    address = reverse("referral_new", args=[case.pk])
    assert author.get(address).status_code == 200

    answer = author.post(address, {"initiated_by": "client", "situation": " As typed \n"})

    made = ReferralDecision.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/referrals/{made.pk}/")
    assert (made.initiated_by, made.situation) == ("client", " As typed \n")


def test_a_boundary_begins_with_its_timing_and_no_classification(world: World) -> None:
    case, author = make_case(world), client_of(world.supervisee)
    address = reverse("boundary_new", args=[case.pk])
    assert "lassification" not in author.get(address).content.decode()

    refused = author.post(address, {"domain": "time", "summary": "Kept words"})
    made = author.post(address, {"timing": "planned", "domain": "time", "summary": "Words"})

    assert (refused.status_code, "Kept words" in refused.content.decode()) == (400, True)
    assert made.status_code == 302
    assert "lassification" not in page_of(world.supervisee, BoundaryDecision.objects.get())


def test_an_emergency_asks_for_two_fields_and_shows_the_phone_first(world: World) -> None:
    case, author = make_case(world), client_of(world.supervisee)
    address = reverse("referral_emergency", args=[case.pk])
    asked = author.get(address).content.decode()

    refused = author.post(address, {"emergency_action": "Called.", "receiving_service": ""})
    made = author.post(address, {"emergency_action": "Called.", "receiving_service": "Ward"})

    assert "Call first, write afterwards." in asked
    assert (refused.status_code, "Called." in refused.content.decode()) == (400, True)
    assert made.status_code == 302
    assert ReferralDecision.objects.get().status == "emergency_referral_made"
    queue = client_of(world.supervisor).get(reverse("decisions")).content.decode()
    assert ReferralDecision.objects.get().reference in queue


def test_half_done_is_saved_and_the_missing_list_links_to_the_fields(world: World) -> None:
    referral = make_referral(world, situation="", grounds=(), options=())
    author, address = client_of(world.supervisee), f"/referrals/{referral.pk}/"

    saved = author.post(address, {"version": 1, "rationale": "Half a thought"})
    page = author.get(address).content.decode()

    assert saved.status_code == 302
    assert "Half a thought" in page
    assert re.findall(r'<a href="#([\w-]+)">(?:Situation|Grounds|Options)', page) == [
        "field-situation",
        "grounds",
        "grounds",
        "options",
    ]
    assert 'id="field-situation"' in page


def rows(prefix: str, *given: dict[str, str]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_grounds_and_options_are_written_and_proposed_in_one_go(world: World) -> None:
    referral = make_referral(world, grounds=(), options=())

    answer = client_of(world.supervisee).post(
        f"/referrals/{referral.pk}/",
        {
            "version": 1,
            "move": "propose",
            **rows(
                "grounds",
                {"ground": "practical", "evidence": "She moves.", "primary": "on"},
                {"ground": "", "evidence": ""},
            ),
            **rows("options", {"label": "Away", "chosen": "on"}, {"label": "Here"}, {}),
        },
    )

    referral.refresh_from_db()
    assert (answer.status_code, referral.status) == (302, "proposed")
    assert [row.ground for row in referral.grounds.all()] == ["practical"]
    assert [row.label for row in referral.options.all()] == ["Away", "Here"]


def test_a_refused_move_keeps_what_was_written_and_the_reasons(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose", "ask_review")

    answer = client_of(world.supervisor).post(
        f"/referrals/{referral.pk}/",
        {
            "version": referral.version,
            "move": "approve",
            "reasons": "Well argued",
            "values_supervisor_view": "Seen together",
        },
    )
    page = answer.content.decode()

    assert answer.status_code == 400
    assert "Well argued" in page
    assert "Outcome of the values check: this is still empty." in page
    referral.refresh_from_db()
    assert (referral.status, referral.values_supervisor_view) == (
        "supervisor_review",
        "Seen together",
    )


def test_a_conflict_keeps_the_text_and_shows_both(world: World) -> None:
    referral = make_referral(world)
    write_referral(world, referral, situation="Words of the other tab")
    before = LedgerEntry.objects.count()

    answer = client_of(world.supervisee).post(
        f"/referrals/{referral.pk}/", {"version": 1, "situation": "Words of this tab"}
    )
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Words of this tab" in page
    assert "Words of the other tab" in page
    assert 'name="version" value="2"' in page
    assert LedgerEntry.objects.count() == before


def test_what_was_brought_is_thanked_for_and_asked_about_first(world: World) -> None:
    boundary = make_boundary(world, timing="discovered")

    page = page_of(world.supervisee, boundary)

    assert "Thank you for bringing this." in page
    assert 'id="lenses"' not in page
    boundary = make_boundary(world, timing="discovered", summary="I gave him my number.")
    assert 'id="lenses"' in page_of(world.supervisee, boundary)


def test_nothing_is_weighed_on_the_critical_path(world: World) -> None:
    boundary = make_boundary(world, domain="sexual_romantic")

    page = page_of(world.supervisee, boundary)

    assert "Nobody carries this alone." in page
    assert "Call first, write afterwards." in page
    assert 'id="lenses"' not in page
    assert 'id="ways"' not in page


def test_a_button_that_cannot_be_used_says_why(world: World) -> None:
    referral = move_referral(world, approved_referral(world), "hold")

    page = page_of(world.supervisor, referral)

    assert "Take up again" in page
    assert "Approve" not in re.sub(r"<li.*?</li>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("move", ["ask_more", "not_support"])
def test_what_the_supervisor_said_comes_first_for_whoever_goes_on(
    world: World, move: str
) -> None:
    referral = move_referral(world, make_referral(world), "propose", "ask_review")
    move_referral(world, referral, move, reasons="What does he say to it?")

    page = page_of(world.supervisee, referral)

    assert page.index("What does he say to it?") < page.index('id="decision"')
    assert page.count("What does he say to it?") == 2
    if move == "ask_more":
        again = page_of(world.supervisee, move_referral(world, referral, "propose_again"))
        assert again.count("What does he say to it?") == 1


def test_the_next_step_is_one_press_away_also_on_a_narrow_page(world: World) -> None:
    page = page_of(world.supervisee, make_referral(world))

    assert 'href="#next"' in page
    assert 'id="next"' in page


def test_a_boundary_is_not_told_that_it_will_be_sent(world: World) -> None:
    boundary, referral = consulted_boundary(world), approved_referral(world)

    assert "Planned when it is sent" not in page_of(world.supervisee, boundary)
    assert "Planned when it is sent" in page_of(world.supervisee, referral)


def test_the_supervisor_writes_her_part_and_reads_the_rest(world: World) -> None:
    boundary = followed_boundary(world)

    page = page_of(world.supervisor, boundary)

    assert 'name="classification"' in page
    assert 'name="summary"' not in page
    assert WEIGHED["summary"].replace("'", "&#x27;") in page


def test_the_lead_is_led_to_the_audit_and_reads_no_reflection(world: World) -> None:
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

    pages = [
        lead.get(f"/boundaries/{boundary.pk}/", follow=True),
        lead.get(f"/referrals/{referral.pk}/", follow=True),
        lead.get("/audit/"),
        lead.get("/decisions/"),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    assert not any("TOKEN" in page.content.decode() for page in pages)
    assert pages[0].redirect_chain == [(f"/audit/{boundary.pk}/", 302)]
    assert "Your own unease" in pages[0].content.decode()


@pytest.mark.parametrize("who", ["administrator", "colleague", "supervisee", "supervisor"])
def test_the_audit_is_the_leads(world: World, who: str) -> None:
    approved_referral(world)

    assert client_of(getattr(world, who)).get("/audit/").status_code == 404


@pytest.mark.parametrize("who", ["administrator", "colleague"])
def test_for_others_the_pages_do_not_exist(world: World, who: str) -> None:
    boundary, referral = consulted_boundary(world), approved_referral(world)
    stranger = client_of(getattr(world, who))

    answers = [
        stranger.get(f"/boundaries/{boundary.pk}/"),
        stranger.post(f"/referrals/{referral.pk}/", {"version": 1, "move": "withdraw"}),
        stranger.get(f"/audit/{referral.pk}/"),
        stranger.get(reverse("decision_consult", args=[boundary.pk])),
        stranger.get(reverse("referral_new", args=[boundary.case_id])),
        stranger.get(reverse("boundary_new", args=[boundary.case_id])),
        stranger.get(reverse("referral_emergency", args=[boundary.case_id])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 7


def test_the_audit_filters_and_draws(world: World) -> None:
    case = make_case(world)
    referral = approved_referral(world, case)
    boundary = consulted_boundary(world, case)
    lead = client_of(world.lead)

    everything = lead.get("/audit/").content.decode()
    referrals = lead.get("/audit/?kind=referral&ground=no_progress").content.decode()
    wrong = lead.get("/audit/?kind=other")

    assert referral.reference in everything
    assert boundary.reference in everything
    assert 'role="img"' in everything
    assert "2 decisions, most in" in everything
    assert (referral.reference in referrals, boundary.reference in referrals) == (True, False)
    assert wrong.status_code == 400


def test_the_drill_down_shows_where_the_ledger_has_it(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        referral = approved_referral(world)

    page = client_of(world.lead).get(f"/audit/{referral.pk}/").content.decode()

    assert "decision.opened" in page
    assert re.search(r'<td class="number">\d+</td>\s*<td>decision.moved</td>', page)


def test_a_consultation_is_added_from_its_page(world: World) -> None:
    boundary = consulted_boundary(world)

    answer = client_of(world.supervisor).post(
        reverse("decision_consult", args=[boundary.pk]),
        {"consulted": "ethics", "on": "2026-05-04", "question": "May he?", "followed": "true"},
    )

    assert answer.status_code == 302
    assert "May he?" in page_of(world.supervisee, boundary)


@pytest.mark.parametrize("address", ["/decisions/", "/audit/"])
def test_pages_cost_the_same_for_one_and_for_many(
    world: World, address: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    case = make_case(world)
    reader = client_of(world.lead if address == "/audit/" else world.supervisee)
    counts = []
    for _ in range(2):
        approved_referral(world, case)
        reader.get(address)
        with django_assert_max_num_queries(12) as captured:
            assert reader.get(address).status_code == 200
        counts.append(len(captured))
        make_emergency(world, case)
        consulted_boundary(world, case)

    assert counts[0] == counts[1]


def test_a_past_supervisor_finds_dates_and_steps_but_no_later_words(world: World) -> None:
    boundary = consulted_boundary(world)
    world.relationship.status = "ended"
    world.relationship.valid_to = timezone.now()
    world.relationship.save(update_fields=["status", "valid_to"])
    write_boundary(world, boundary, client_view="Said after the end")

    page = page_of(world.supervisor, boundary)

    assert "This was changed after your supervision ended." in page
    assert "Said after the end" not in page
    assert "wedding" not in page
    assert "Take to the supervisor" in page


def test_an_emergency_can_be_recorded_on_a_referral_in_mind(world: World) -> None:
    referral = make_referral(world)
    author, address = client_of(world.supervisee), f"/referrals/{referral.pk}/"
    assert 'id="emergency"' in author.get(address).content.decode()

    answer = author.post(
        address,
        {
            "version": 1,
            "emergency_action": "Went along.",
            "receiving_service": "Ward",
            "move": "record_emergency",
        },
    )

    referral.refresh_from_db()
    assert (answer.status_code, referral.status) == (302, "emergency_referral_made")
    assert referral.emergency is True


def test_both_are_told_that_values_alone_are_not_enough(world: World) -> None:
    referral = move_referral(world, make_referral(world, grounds=VALUES_ONLY), "propose")

    assert "a referral cannot rest on that alone" in page_of(world.supervisee, referral)
    assert 'href="#values"' in page_of(world.supervisor, referral)


def test_older_decisions_are_on_the_next_page(world: World) -> None:
    case = make_case(world)
    for _ in range(26):
        make_referral(world, case)
    author = client_of(world.supervisee)

    first = author.get("/decisions/").content.decode()
    older = re.search(r'rel="next"\s+href="([^"]+)"', first)

    assert older
    assert f"{case.code}-R1 " in author.get(f"/decisions/{older[1]}").content.decode()
