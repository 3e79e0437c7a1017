"""A finding on its pages: drawn, written, checked by both, issued, learnt from."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.audit_checklists import version_of
from cases.models import Finding
from supervision.enums import Role
from supervision.models import User
from tests.factories_audits import another, draw, issued, step, written
from tests.factories_cases import World
from tests.factories_decisions import make_referral, move_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User, finding: Finding) -> str:
    return client_of(user).get(f"/findings/{finding.pk}/").content.decode()


def send(user: User, finding: Finding, **said: Any) -> Any:
    finding.refresh_from_db()
    body = {"version": finding.version} | said
    return client_of(user).post(f"/findings/{finding.pk}/", body)


@pytest.fixture
def finding(world: World) -> Finding:
    move_referral(world, make_referral(world), "propose", "ask_review")
    return draw(world).findings.get()


def test_a_lead_draws_a_sample(world: World) -> None:
    move_referral(world, make_referral(world), "propose", "ask_review")
    today = timezone.localdate()
    lead = client_of(world.lead)

    answer = lead.post(
        "/audit/samples/",
        {
            "clinic": world.clinic.pk,
            "shared_from": today - timedelta(days=9),
            "shared_to": today + timedelta(days=1),
            "share": "100",
        },
    )

    assert answer.status_code == 302
    assert "Draft finding" in lead.get(answer.headers["Location"]).content.decode()
    assert lead.get("/audit/samples/").status_code == 200


def test_what_is_missing_is_said_and_what_was_typed_stays(
    world: World, finding: Finding
) -> None:
    answer = send(world.lead, finding, do="write", summary="Both weighed.", move="share")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "8 of the checklist’s questions have no answer yet." in page
    assert "Both weighed." in page
    finding.refresh_from_db()
    assert (finding.status, finding.summary) == ("draft", "Both weighed.")


def test_it_goes_from_draft_to_what_everybody_learns(world: World, finding: Finding) -> None:
    answers = {f"met_{code}": "yes" for code in version_of("referral", "1").questions}
    said = {"summary": "Both weighed.", "outcome": "in_order", "move": "share"} | answers
    assert send(world.lead, finding, do="write", **said).status_code == 302
    for author in (world.supervisee, world.supervisor):
        assert "Both weighed." in page_of(author, finding)
        reply = {"move": "reply_facts", "words": "So it was."}
        assert send(author, finding, do="move", **reply).status_code == 302
    assert send(world.lead, finding, do="move", move="issue").status_code == 302
    learnt = {"learning-text": "Ask early."}
    assert send(world.lead, finding, do="propose", **learnt).status_code == 302
    refused = send(world.lead, finding, do="publish")
    assert refused.status_code == 409
    assert "Both authors have to agree" in refused.content.decode()
    for author in (world.supervisee, world.supervisor):
        agreed = client_of(author).post(
            f"/findings/{finding.pk}/", {"do": "agree", "version": 1}
        )
        assert agreed.status_code == 302

    assert send(world.lead, finding, do="publish").status_code == 302

    assert "Ask early." in client_of(world.colleague).get("/learning/").content.decode()
    assert client_of(world.colleague).get(f"/findings/{finding.pk}/").status_code == 404


def test_the_lead_who_does_not_review_reads_no_words(world: World, finding: Finding) -> None:
    other = another(world, "second", Role.CLINIC_LEAD)
    written(finding, summary="Only the reviewer reads this.")

    page = page_of(other, finding)

    assert "Only the reviewer reads this." not in page
    assert "read by the reviewer and the two authors alone" in page


def test_where_nobody_is_free_the_page_says_so(world: World, finding: Finding) -> None:
    step(finding, "declare_conflict", world.lead)

    page = page_of(world.lead, finding)

    assert "Not independently reviewed" in page


def test_what_came_later_stands_under_its_own_heading(world: World, finding: Finding) -> None:
    page = page_of(world.lead, finding)

    before, _, after = page.partition("What became known later</h2>")
    assert "As it was known when it was decided" in before
    assert "Ask for review" in before
    assert "Nothing on record." in after


def test_who_has_to_put_something_right_sees_it(world: World, finding: Finding) -> None:
    issued(world, finding, outcome="corrective_action")
    step(finding, "respond", world.supervisee)
    todo = {
        "action-what": "Write the list down.",
        "action-owner": str(world.colleague.pk),
        "action-due": (timezone.localdate() + timedelta(days=3)).isoformat(),
    }
    assert send(world.lead, finding, do="action", **todo).status_code == 302
    step(finding, "set_actions", world.lead)
    owner = client_of(world.colleague)
    assert "Write the list down." in owner.get("/findings/").content.decode()

    action = finding.actions.get()
    done = owner.post(f"/findings/actions/{action.pk}/", {"evidence": "It hangs there."})

    assert done.status_code == 302
    assert "It hangs there." in page_of(world.lead, finding)
    verified = send(world.lead, finding, do="verify", action=str(action.pk))
    assert verified.status_code == 302
    assert send(world.lead, finding, do="move", move="close").status_code == 302
