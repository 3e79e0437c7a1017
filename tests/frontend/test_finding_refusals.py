"""Every form of the audit that is refused shows the words again; nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions.corrections import (
    agree_to_learning,
    finish_action,
    propose_learning,
    publish_learning,
    set_action,
    verify_action,
)
from cases.models import CorrectiveAction, Finding
from supervision.enums import Role
from supervision.models import User
from tests.factories_audits import another, draw, issued, retire, step, written
from tests.factories_cases import World
from tests.factories_decisions import make_referral, move_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]

MINE = "Words that took me an hour."


@pytest.fixture
def finding(world: World) -> Finding:
    move_referral(world, make_referral(world), "propose", "ask_review")
    return draw(world).findings.get()


def post(user: User, address: str, **said: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(address, said)


def send(user: User, finding: Finding, **said: Any) -> Any:
    """With the version that is there, unless another is given."""
    finding.refresh_from_db()
    return post(user, f"/findings/{finding.pk}/", **({"version": finding.version} | said))


def assert_kept(answer: Any, status: int, sentence: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == status
    assert MINE in page
    assert sentence in page


def todo(world: World, finding: Finding) -> CorrectiveAction:
    step(issued(world, finding), "respond", world.supervisee)
    action = set_action(
        finding_id=finding.pk,
        what="Write the list down.",
        owner_id=world.colleague.pk,
        due=timezone.localdate(),
        by=world.lead,
    )
    step(finding, "set_actions", world.lead)
    return action


# --- What was done about a corrective action ---


def test_what_was_done_stays_where_an_appeal_suspends_it(
    world: World, finding: Finding
) -> None:
    action = todo(world, finding)
    step(finding, "appeal", world.supervisee)

    answer = post(world.colleague, f"/findings/actions/{action.pk}/", evidence=MINE)

    assert_kept(answer, 409, "An appeal is being heard")
    assert "Not saved: your words" not in answer.content.decode()
    action.refresh_from_db()
    assert (action.evidence, action.done_at) == ("", None)


def test_what_was_done_stays_where_it_is_too_long(world: World, finding: Finding) -> None:
    action = todo(world, finding)

    answer = post(
        world.colleague, f"/findings/actions/{action.pk}/", evidence=MINE + "x" * 30_000
    )

    assert_kept(answer, 400, "What was done")


def test_saying_nothing_is_asked_for(world: World, finding: Finding) -> None:
    action = todo(world, finding)

    answer = post(world.colleague, f"/findings/actions/{action.pk}/", evidence=" ")

    assert answer.status_code == 400
    assert "What was done" in answer.content.decode()


def test_what_was_done_stays_where_it_is_verified_already(
    world: World, finding: Finding
) -> None:
    action = todo(world, finding)
    finish_action(action_id=action.pk, evidence="It hangs there.", by=world.colleague)
    verify_action(action_id=action.pk, by=world.lead)

    answer = post(world.colleague, f"/findings/actions/{action.pk}/", evidence=MINE)

    assert_kept(answer, 409, "This action is verified already.")


def test_what_was_done_stays_with_whoever_has_no_part_in_it(
    world: World, finding: Finding
) -> None:
    action = todo(world, finding)
    address = f"/findings/actions/{action.pk}/"

    assert_kept(post(world.lead, address, evidence=MINE), 403, "Only its owner says")
    assert_kept(post(world.administrator, address, evidence=MINE), 404, "Copy what you want")


# --- The finding itself ---


def test_a_draft_changed_in_another_window_is_shown_beside_ones_own(
    world: World, finding: Finding
) -> None:
    finding.refresh_from_db()
    old = finding.version
    written(finding, summary="Saved in the other window.")

    answer = send(world.lead, finding, do="write", version=old, summary=MINE)

    assert_kept(answer, 409, "changed elsewhere")
    page = answer.content.decode()
    assert "Saved in the other window." in page
    finding.refresh_from_db()
    assert f'name="version" value="{finding.version}"' in page
    again = send(world.lead, finding, do="write", summary=MINE)
    assert again.status_code == 302


def test_a_finding_that_is_no_draft_any_more_keeps_what_was_written(
    world: World, finding: Finding
) -> None:
    written(finding)
    step(finding, "share", world.lead)

    answer = send(world.lead, finding, do="write", summary=MINE, comment_client="And this.")

    assert_kept(answer, 409, "Take it back to correct it.")
    assert "And this." in answer.content.decode()
    assert "Not saved: your words" in answer.content.decode()


def test_a_reviewer_who_is_one_no_more_keeps_what_was_written(
    world: World, finding: Finding
) -> None:
    another(world, "second", Role.CLINIC_LEAD)
    Finding.objects.filter(pk=finding.pk).update(reviewer=world.lead)
    step(finding, "declare_conflict", world.lead)

    assert_kept(
        send(world.lead, finding, do="write", summary=MINE), 403, "Only the reviewer of this"
    )
    retire(world.lead)
    assert_kept(
        send(world.lead, finding, do="write", summary=MINE), 404, "Copy what you want to keep."
    )


# --- A step with words ---


def test_a_reply_stays_where_the_draft_was_taken_back(world: World, finding: Finding) -> None:
    written(finding)
    step(finding, "share", world.lead)
    step(finding, "correct", world.lead)

    answer = send(world.supervisee, finding, do="move", move="reply_facts", words=MINE)

    assert_kept(answer, 404, "This could not be saved")


def test_words_stay_where_somebody_else_was_faster(world: World, finding: Finding) -> None:
    issued(world, finding)
    old = finding.version
    step(finding, "respond", world.supervisor)

    answer = send(world.supervisee, finding, do="move", move="respond", words=MINE, version=old)

    assert_kept(answer, 409, "changed elsewhere")
    finding.refresh_from_db()
    assert f'name="version" value="{finding.version}"' in answer.content.decode()


def test_words_stay_where_the_step_is_gone(world: World, finding: Finding) -> None:
    issued(world, finding)
    step(finding, "respond", world.supervisor)
    step(finding, "close", world.lead)

    answer = send(world.supervisee, finding, do="move", move="respond", words=MINE)

    assert_kept(answer, 409, "is not possible while this finding is “Closed”.")


def test_a_reason_stays_where_nobody_is_free(world: World, finding: Finding) -> None:
    written(finding)
    step(finding, "share", world.lead)
    gone = finding.reviewer_id
    second = another(world, "second", Role.CLINIC_LEAD)
    step(finding, "reply_facts", world.supervisee)
    retire(world.lead)
    finding.decision.consultations.create(
        consulted="peer", on=timezone.localdate(), recorded_by=second
    )

    answer = send(second, finding, do="move", move="replace_reviewer", words=MINE)

    assert_kept(answer, 409, "Nobody here is free of a conflict of interest.")
    finding.refresh_from_db()
    assert finding.reviewer_id == gone


# --- What follows ---


def test_an_action_to_set_stays(world: World, finding: Finding) -> None:
    step(issued(world, finding), "respond", world.supervisee)
    said = {
        "do": "action",
        "action-what": MINE,
        "action-owner": str(world.colleague.pk),
        "action-due": (timezone.localdate() - timedelta(days=1)).isoformat(),
    }

    assert_kept(send(world.lead, finding, **said), 400, "Choose a day that is still to come.")
    step(finding, "close", world.lead)
    late = said | {"action-due": timezone.localdate().isoformat()}
    assert_kept(send(world.lead, finding, **late), 409, "until the finding closes")


def test_a_learning_point_to_propose_stays(world: World, finding: Finding) -> None:
    issued(world, finding)
    said = {"do": "propose", "learning-text": MINE}
    propose_learning(finding_id=finding.pk, text="Ask early.", by=world.lead)
    for author in (world.supervisee, world.supervisor):
        agree_to_learning(finding_id=finding.pk, version=1, by=author)
    publish_learning(finding_id=finding.pk, by=world.lead)

    assert_kept(send(world.lead, finding, **said), 400, "It is published already.")


def test_why_one_cannot_agree_is_said(world: World, finding: Finding) -> None:
    issued(world, finding)
    propose_learning(finding_id=finding.pk, text="Ask early.", by=world.lead)
    propose_learning(finding_id=finding.pk, text="Ask twice.", by=world.lead)

    answer = send(world.supervisee, finding, do="agree", version=1)

    assert answer.status_code == 409
    assert "The words have changed since you read them." in answer.content.decode()


# --- A decision named for the audit ---


def test_a_lead_names_a_decision_on_its_page(world: World) -> None:
    decision = move_referral(world, make_referral(world), "propose", "ask_review")
    address = f"/audit/{decision.pk}/"

    wordless = post(world.lead, address, chosen_as="complaint", reason=" ")
    unsaid = post(world.lead, address, reason=MINE)
    made = post(world.lead, address, chosen_as="complaint", reason=MINE)
    again = post(world.lead, address, chosen_as="complaint", reason=MINE)

    assert wordless.status_code == 400
    assert_kept(unsaid, 400, "Say whether there was a complaint.")
    assert made.status_code == 302
    assert_kept(again, 409, "This decision is in the audit already.")
    assert_kept(post(world.supervisee, address, reason=MINE), 403, "Only a clinic lead names")
    assert_kept(post(world.colleague, address, reason=MINE), 404, "Copy what you want")
    client = Client()
    client.force_login(world.lead)
    sample = client.get(made.headers["Location"]).content.decode()
    assert "Named after a complaint" in sample
    finding = Finding.objects.get(decision=decision.pk)
    assert MINE in client.get(f"/findings/{finding.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "In the audit" in page
    assert "Name it for the audit" not in page


# --- Naming another reviewer on the page ---


def test_a_lead_names_another_reviewer_on_the_page(world: World, finding: Finding) -> None:
    written(finding)
    step(finding, "share", world.lead)
    second = another(world, "second", Role.CLINIC_LEAD)
    retire(world.lead)
    client = Client()
    client.force_login(second)
    assert (
        "Its reviewer has left"
        in client.get(f"/audit/samples/{finding.sample_id}/").content.decode()
    )
    page = client.get(f"/findings/{finding.pk}/").content.decode()
    assert "does not review here any more" in page
    assert "Name another reviewer" in page

    answer = send(second, finding, do="move", move="replace_reviewer", words="She has left.")

    assert answer.status_code == 302
    finding.refresh_from_db()
    assert finding.reviewer_id == second.pk
    page = client.get(f"/findings/{finding.pk}/").content.decode()
    assert "does not review here any more" not in page
    assert "She has left." in page


def test_the_draw_keeps_what_was_asked(world: World) -> None:
    asked = {"clinic": world.clinic.pk, "shared_from": "2026-01-02", "shared_to": "2026-01-01"}

    few = post(world.lead, "/audit/samples/", **asked, share="3")

    page = few.content.decode()
    assert few.status_code == 400
    assert "ask for 10 to 100 percent" in page
    assert all(f'value="{it}"' in page for it in ("2026-01-02", "2026-01-01", "3"))
    assert (
        "The last day lies before the first."
        in post(world.lead, "/audit/samples/", **asked, share="10").content.decode()
    )
