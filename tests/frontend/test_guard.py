"""In a room a hit is shown and sent with one press; in a decision a reason is asked for."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.boundaries import start_boundary
from cases.actions.findings import write_finding
from cases.models import (
    AllowedPhrase,
    Annotation,
    BoundaryDecision,
    Finding,
    KeptAbout,
    KeptPhrase,
    NoteVersion,
)
from tests.factories_audits import draw
from tests.factories_cases import World, make_case, make_room
from tests.factories_decisions import make_referral, move_referral
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]
SAID = "Has she told Kowalska & anna@example.org yet?"


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def say(
    world: World, version: NoteVersion, body: str, *, htmx: bool = False, **more: str
) -> Any:
    sent = {"op_id": str(uuid4()), "number": "1", "act": "question", "body": body} | more
    headers = {"HX-Request": "true", "Room-Seq": "0"} if htmx else {}
    url = reverse("room_say", args=[version.note_id])
    return as_(world.supervisor).post(url, sent, headers=headers)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_hit_is_shown_with_all_that_was_typed(
    world: World,
    version: NoteVersion,
    htmx: bool,  # noqa: FBT001 - a case of it
) -> None:
    answer = say(world, version, "Has she told Kowalska yet?", htmx=htmx)

    assert answer.status_code == 400
    assert "<q>Kowalska</q>" in answer.text
    assert "Has she told Kowalska yet?</textarea>" in answer.text
    assert 'name="fine"' in answer.text
    assert 'name="identifiers_reason"' not in answer.text
    assert not Annotation.objects.exists()


def test_one_press_sends_it_under_the_same_id(world: World, version: NoteVersion) -> None:
    op_id = str(uuid4())
    say(world, version, "Has she told Kowalska yet?", htmx=True, op_id=op_id)

    sent = say(world, version, "Has she told Kowalska yet?", htmx=True, op_id=op_id, fine="yes")
    again = say(
        world, version, "Has she told Kowalska yet?", htmx=True, op_id=op_id, fine="yes"
    )

    assert (sent.status_code, again.status_code) == (200, 200)
    assert Annotation.objects.count() == 1
    assert [each.phrase for each in AllowedPhrase.objects.all()] == ["Kowalska"]
    assert say(world, version, "And Kowalska?", htmx=True).status_code == 200


def test_what_is_certain_asks_for_its_reason(world: World, version: NoteVersion) -> None:
    asked = say(world, version, SAID, htmx=True)
    assert 'name="identifiers_reason"' in asked.text
    assert "Send with this reason" in asked.text

    without = say(world, version, SAID, htmx=True, fine="yes")
    assert without.status_code == 400
    sent = say(world, version, SAID, htmx=True, fine="yes", identifiers_reason="Ours.")

    assert sent.status_code == 200
    assert [each.phrase for each in KeptPhrase.objects.all()] == ["anna@example.org"]


def test_replies_and_edits_are_asked_alike(world: World, version: NoteVersion) -> None:
    say(world, version, "What did you feel?")
    said = Annotation.objects.get()
    reply = say(world, version, SAID, htmx=True, parent=str(said.pk))
    edit = as_(world.supervisor).post(
        reverse("room_annotation_edit", args=[version.note_id, said.pk]),
        {"op_id": str(uuid4()), "version": "1", "body": SAID},
        headers={"HX-Request": "true", "Room-Seq": "0"},
    )

    for answer in (reply, edit):
        assert answer.status_code == 400
        assert "<q>Kowalska</q>" in answer.text
        assert answer.text.count('name="identifiers_reason"') == 1
    assert Annotation.objects.get().body == "What did you feel?"


# --- Decisions ---


@pytest.fixture
def boundary(world: World) -> BoundaryDecision:
    made = start_boundary(
        case_id=make_case(world).pk,
        timing="contemplated",
        domain="communication",
        by=world.supervisee,
        content={"summary": "Kowalska sent a message."},
    )
    BoundaryDecision.objects.filter(pk=made.pk).update(
        relationship=world.relationship, shared_at=made.opened_at
    )
    return made


def write(world: World, boundary: BoundaryDecision, **said: str) -> Any:
    boundary.refresh_from_db()
    body = {"version": str(boundary.version)} | said
    return as_(world.supervisee).post(reverse("boundary", args=[boundary.pk]), body)


def test_a_decision_shows_what_may_identify_and_one_click_settles_it(
    world: World, boundary: BoundaryDecision
) -> None:
    page = as_(world.supervisee).get(reverse("boundary", args=[boundary.pk]))
    assert "<q>Kowalska</q>" in page.text

    assert write(world, boundary, fine="Kowalska").status_code == 302

    page = as_(world.supervisee).get(reverse("boundary", args=[boundary.pk]))
    assert "<q>Kowalska</q>" not in page.text


def test_a_decision_keeps_what_was_typed_and_takes_a_reason(
    world: World, boundary: BoundaryDecision
) -> None:
    asked = write(world, boundary, alternatives="Write to anna@example.org.")
    assert asked.status_code == 400
    assert 'name="identifiers_reason"' in asked.text
    assert "Write to anna@example.org." in asked.text

    done = write(
        world,
        boundary,
        alternatives="Write to anna@example.org.",
        identifiers_reason="It is the clinic's.",
    )

    assert done.status_code == 302
    boundary.refresh_from_db()
    assert boundary.alternatives == "Write to anna@example.org."


@pytest.fixture
def finding(world: World) -> Finding:
    move_referral(world, make_referral(world), "propose", "ask_review")
    return draw(world).findings.get()


# --- The page of a case ---


def test_its_author_looks_through_it_and_takes_things_back(
    world: World, version: NoteVersion
) -> None:
    say(world, version, SAID, fine="yes", identifiers_reason="It is ours.")
    browser, case_id = as_(world.supervisee), version.note.case_id
    page = browser.get(reverse("case_identifiers", args=[case_id]))
    assert "anna@example.org" in page.text
    assert "It is ours." in page.text
    assert "Kowalska" in page.text

    browser.post(reverse("kept_withdraw", args=[KeptPhrase.objects.get().pk]))
    browser.post(reverse("phrase_forget", args=[AllowedPhrase.objects.get().pk]))

    page = browser.get(reverse("case_identifiers", args=[case_id]))
    assert "withdrawn" in page.text
    assert "Kowalska" not in page.text
    added = browser.post(
        reverse("case_identifiers", args=[case_id]),
        {"phrase": "jo@example.org", "reason": "Ours."},
    )
    assert added.status_code == 302
    refused = browser.post(
        reverse("case_identifiers", args=[case_id]), {"phrase": "the tall one", "reason": "?"}
    )
    assert refused.status_code == 400
    assert "the tall one" in refused.text


def test_the_page_asks_the_same_however_much_there_is(
    world: World, version: NoteVersion
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            as_(world.supervisee).get(reverse("case_identifiers", args=[version.note.case_id]))
        return len(asked)

    say(world, version, SAID, fine="yes", identifiers_reason="Ours.")
    questions()
    few = questions()
    for each in ("b", "c", "d"):
        say(world, version, f"{each}@example.org", fine="yes", identifiers_reason="Ours.")

    assert questions() == few


def test_nobody_else_opens_it(world: World, version: NoteVersion) -> None:
    url = reverse("case_identifiers", args=[version.note.case_id])

    assert as_(world.supervisor).get(url).status_code == 403
    assert as_(world.colleague).get(url).status_code == 404


def test_a_reason_in_a_finding_is_not_shown_to_the_author_of_the_case(
    world: World, finding: Finding
) -> None:
    case = finding.decision.case
    write_finding(
        finding_id=finding.pk,
        version=finding.version,
        by=world.lead,
        content={"summary": "Write to anna@example.org."},
        identifiers_reason="It is the board.",
    )

    assert KeptPhrase.objects.get().about == KeptAbout.FINDING
    page = as_(world.supervisee).get(reverse("case_identifiers", args=[case.pk]))
    assert "anna" not in page.text
