"""An identifier is hidden with one press, and its text is on nobody else's page."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from cases.actions.incidents import report_identifier
from cases.models import IdentifierIncident, Note, NoteVersion
from supervision.models import User
from tests.factories_cases import World, make_annotation, make_case, make_flag, make_room
from tests.factories_decisions import make_referral, move_referral
from tests.factories_incidents import ASSESSMENT, HAPPENED, NAME, make_officer, report
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, happened=HAPPENED)


@pytest.fixture
def officer(world: World) -> User:
    return make_officer(world)


def send(user: User, incident: IdentifierIncident, do: str, **said: Any) -> Any:
    incident.refresh_from_db()
    body = {"do": do, "version": incident.version} | said
    return as_(user).post(reverse("incident", args=[incident.pk]), body)


def test_a_reader_hides_it_with_one_press(
    world: World, version: NoteVersion, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    page = as_(world.supervisor).get(reverse("room", args=[version.note_id]))
    assert "Identifier seen in this note" in page.text
    url = reverse("incident_report", args=["note", version.note_id])
    assert "nobody is blamed" in as_(world.supervisor).get(url).text

    with django_capture_on_commit_callbacks(execute=True):
        answer = as_(world.supervisor).post(url, {"words": "In the second line."})

    incident = IdentifierIncident.objects.get()
    where = reverse("incident", args=[incident.pk])
    assert (answer.status_code, answer.headers["Location"]) == (302, where)
    assert {to for each in mail.outbox for to in each.to} == {
        officer.email,
        world.supervisee.email,
    }
    assert all(NAME not in f"{each.body}{each.subject}" for each in mail.outbox)
    for reader in (world.supervisor, world.lead):
        assert NAME not in as_(reader).get(where).text


def test_who_leaves_it_is_back_where_it_was_read(world: World, version: NoteVersion) -> None:
    remark = make_annotation(world, version, body=f"Does {NAME} know?")
    flag = make_flag(world, version.note, number=1, visibility="with_lead")
    referral = move_referral(world, make_referral(world), "propose", "ask_review")
    room = reverse("room", args=[version.note_id])
    for user, found_in, thing, back in (
        (world.supervisor, "note", version.note_id, room),
        (world.supervisee, "annotation", remark.pk, room),
        (world.supervisor, "flag", flag.pk, room),
        (world.lead, "flag", flag.pk, reverse("flag_shared", args=[flag.pk])),
        (world.supervisor, "decision", referral.pk, reverse("referral", args=[referral.pk])),
    ):
        page = as_(user).get(reverse("incident_report", args=[found_in, thing]))
        assert f'href="{back}">Leave it' in page.text
        assert as_(user).get(back).status_code == 200


def test_no_page_of_anybody_else_shows_it(world: World, version: NoteVersion) -> None:
    make_annotation(world, version, body=f"Does {NAME} know?")
    make_flag(world, version.note, narrative=f"I dread {NAME}.")
    report(version.note, world.supervisee)

    note_id = version.note_id
    for name in ("room", "room_changes", "note_compare"):
        answer = as_(world.supervisor).get(reverse(name, args=[note_id]))
        assert NAME not in answer.text, name
    room = as_(world.supervisor).get(reverse("room", args=[note_id])).text
    assert "hidden while that is looked at" in room
    for url in (reverse("queue"), reverse("case", args=[version.note.case_id])):
        assert NAME not in as_(world.supervisor).get(url).text
    own = as_(world.supervisee).get(reverse("room", args=[note_id])).text
    assert NAME not in own
    assert reverse("incidents") in own


def test_a_remark_is_hidden_in_its_card(world: World, version: NoteVersion) -> None:
    said = make_annotation(world, version, body=f"Does {NAME} know?")
    report_identifier(found_in="annotation", thing_id=said.pk, by=world.supervisee)

    for reader in (world.supervisee, world.supervisor):
        text = as_(reader).get(reverse("room", args=[version.note_id])).text
        assert "Does ████████ know?" not in text
        assert "Hidden for now: something in it may identify somebody." in text
    assert f"Does {NAME}" not in text


def test_the_way_of_an_incident_on_its_page(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor)
    page = as_(world.supervisee).get(reverse("incident", args=[incident.pk])).text
    assert HAPPENED in page
    assert f'value="{NAME}"' in page

    wrong = send(world.supervisee, incident, "redact", typed="Nowhere at all")
    assert wrong.status_code == 400
    assert "as they stand in the text" in wrong.text
    assert send(world.supervisee, incident, "redact", ticked=[NAME]).status_code == 302
    assert "████████" in as_(world.supervisor).get(reverse("room", args=[version.note_id])).text
    assert send(officer, incident, "destroy", reason="It is a name.").status_code == 302
    assert (
        "Agree, and destroy it"
        in as_(world.lead).get(reverse("incident", args=[incident.pk])).text
    )
    assert send(world.lead, incident, "destroy").status_code == 302
    assert send(officer, incident, "close").status_code == 409
    assert send(officer, incident, "assess", **ASSESSMENT).status_code == 302
    assert send(officer, incident, "close").status_code == 302

    for reader in (world.supervisee, officer):
        text = as_(reader).get(reverse("incident", args=[incident.pk])).text
        assert NAME not in text
        assert "The original is destroyed" in text
    assert "settled" in text


def test_a_false_alarm_on_its_page(world: World, version: NoteVersion, officer: User) -> None:
    incident = report(version.note, world.supervisor)

    assert send(world.supervisee, incident, "lift", reason="?").status_code == 403
    assert send(officer, incident, "lift", reason=" ").status_code == 400
    assert send(officer, incident, "lift", reason="It is a river.").status_code == 302

    assert NAME in as_(world.supervisor).get(reverse("room", args=[version.note_id])).text
    assert send(officer, incident, "nothing").status_code == 404


def test_nobody_looks_after_it_is_said_plainly(world: World, version: NoteVersion) -> None:
    incident = report(version.note, world.supervisor)

    page = as_(world.lead).get(reverse("incident", args=[incident.pk])).text

    assert "Nobody looks after this yet." in page
    assert "Identifiers seen" in as_(world.lead).get(reverse("incidents")).text


def test_sent_to_the_wrong_place_is_one_step(world: World, version: NoteVersion) -> None:
    right = make_case(world, pseudonym="R.")
    url = reverse("note_misdirected", args=[version.note_id])
    assert "Who has opened it" in as_(world.supervisee).get(url).text

    answer = as_(world.supervisee).post(url, {"case": str(right.pk)})

    assert answer.status_code == 302
    copy = Note.objects.get(case=right)
    page = as_(world.supervisee).get(answer.headers["Location"]).text
    assert reverse("note_edit", args=[copy.pk]) in page
    assert as_(world.supervisor).get(url).status_code == 403
    assert as_(world.supervisee).post(url, {}).status_code == 409
