"""The pages of emergency access: the form, the banner, what others are told, the review."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.break_glass import break_glass, end_break_glass, review_break_glass
from cases.break_glass_enums import BreakGlassOutcome, BreakGlassPurpose
from cases.models import BreakGlass, Case, NoteVersion
from supervision.enums import Role
from supervision.models import User
from tests.exports import confirm
from tests.factories_cases import HAPPENED, World, make_case, make_room, make_world
from tests.factories_incidents import ASSESSMENT, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]
REASON = "Neither of the two can be reached, and it cannot wait until Monday."
NEW = "/break-glass/new/"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


@pytest.fixture
def lead(world: World) -> Client:
    return _signed_in(world.lead)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _said(version: NoteVersion, **more: str) -> dict[str, str]:
    code = version.note.case.code
    return {"code": code, "purpose": "legal", "reason": REASON} | more


def _take(code: str, by: User) -> BreakGlass:
    return break_glass(
        code=code, purpose=BreakGlassPurpose.LEGAL, reason=REASON, by=by, confirmed=True
    )


def test_the_form_is_behind_a_second_sign_in(lead: Client, version: NoteVersion) -> None:
    asked = lead.get(NEW)
    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]

    sent = lead.post(NEW, _said(version))
    assert sent.status_code == 403
    assert "Confirm in another window" in sent.content.decode()
    assert REASON in sent.content.decode()
    assert not BreakGlass.objects.exists()


def test_it_opens_the_case_and_every_page_says_so(lead: Client, version: NoteVersion) -> None:
    room = reverse("room", args=[version.note_id])
    assert lead.get(room).status_code == 404
    confirm(lead)

    sent = lead.post(NEW, _said(version))

    assert sent["Location"] == reverse("case", args=[version.note.case_id])
    page = lead.get(room).content.decode()
    assert HAPPENED in page
    assert "Emergency access to" in page
    assert 'name="body"' not in page, "nothing is written by it"
    for address in ("/people/", "/audit/", sent["Location"]):
        assert "Emergency access to" in lead.get(address).content.decode()


def test_what_was_typed_stays_where_something_is_missing(
    lead: Client, version: NoteVersion
) -> None:
    confirm(lead)

    sent = lead.post(NEW, _said(version, reason="Because of the letter."))

    assert sent.status_code == 400
    assert "at least 30 characters" in sent.content.decode()
    assert "Because of the letter." in sent.content.decode()


def test_others_are_told_where_they_begin_work(world: World, version: NoteVersion) -> None:
    taken = _take(version.note.case.code, world.lead)

    for who, desk in ((world.supervisee, "/cases/"), (world.supervisor, "/queue/")):
        client = _signed_in(who)
        page = client.get(desk).content.decode()
        assert f"Emergency access was taken to {version.note.case.code}" in page
        one = client.get(reverse("break_glass", args=[taken.pk])).content.decode()
        assert world.lead.display_name in one
        assert REASON not in one
    assert _signed_in(world.colleague).get(f"/break-glass/{taken.pk}/").status_code == 404
    assert _signed_in(world.colleague).get(NEW).status_code == 404


def test_it_is_ended_by_hand(world: World, lead: Client, version: NoteVersion) -> None:
    taken = _take(version.note.case.code, world.lead)

    lead.post(reverse("break_glass_end", args=[taken.pk]))

    assert lead.get(reverse("room", args=[version.note_id])).status_code == 404
    assert "Emergency access to" not in lead.get("/people/").content.decode()


def test_its_end_is_written_down_at_the_next_look(
    world: World, lead: Client, version: NoteVersion
) -> None:
    taken = _take(version.note.case.code, world.lead)

    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        client = _signed_in(world.lead)
        assert client.get("/break-glass/").status_code == 200

    taken.refresh_from_db()
    assert taken.ended_how == "expired"


def test_somebody_else_reviews_it(world: World, version: NoteVersion) -> None:
    officer = User.objects.create_user("officer@harbour.example", display_name="Officer")
    officer.role_assignments.create(clinic=world.clinic, role=Role.PRIVACY_OFFICER)
    taken = _take(version.note.case.code, world.lead)
    BreakGlass.objects.update(
        started_at=timezone.now() - timedelta(hours=2),
        expires_at=timezone.now() - timedelta(hours=1),
    )
    client, address = _signed_in(officer), reverse("break_glass", args=[taken.pk])
    page = client.get(address).content.decode()
    assert REASON in page
    assert "Your review" in page

    client.post(address, {"outcome": "not_justified", "note": "They could be reached."})

    assert "Not justified: an incident" in client.get(address).content.decode()
    author = _signed_in(world.supervisee).get(address).content.decode()
    assert "Not justified: an incident" in author
    assert "They could be reached." not in author


def test_what_was_not_justified_is_assessed_and_closed(
    world: World, version: NoteVersion
) -> None:
    officer = make_officer(world)
    taken = _take(version.note.case.code, world.lead)
    end_break_glass(break_glass_id=taken.pk, by=world.lead)
    outcome = BreakGlassOutcome.NOT_JUSTIFIED
    review_break_glass(break_glass_id=taken.pk, outcome=outcome, note="No.", by=officer)
    client, address = _signed_in(officer), reverse("break_glass", args=[taken.pk])
    assert "1 not justified, and not settled." in client.get("/break-glass/").content.decode()
    assert "Close the incident" not in client.get(address).content.decode()
    form = reverse("break_glass_incident", args=[taken.pk])
    assert "Assess the incident" in client.get(form).content.decode()

    forgotten = client.post(form, ASSESSMENT | {"version": 1, "mitigation": ""})
    assert forgotten.status_code == 400
    assert ASSESSMENT["nature_extent"] in forgotten.content.decode()
    assert client.post(form, ASSESSMENT | {"version": 1})["Location"] == address
    assert ASSESSMENT["mitigation"] in client.get(form).content.decode()
    late = client.post(form, ASSESSMENT | {"version": 1, "mitigation": "The role was ended."})
    assert late.status_code == 409
    assert "The role was ended." in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()

    page = client.get(address).content.decode()
    assert ASSESSMENT["mitigation"] in page
    assert "Close the incident" in page
    author = _signed_in(world.supervisee)
    assert ASSESSMENT["mitigation"] not in author.get(address).content.decode()
    assert author.get(form).status_code == 403
    client.post(reverse("break_glass_close", args=[taken.pk]), {"version": 2})

    assert "Not justified: an incident, closed" in author.get(address).content.decode()
    assert "not settled" not in client.get("/break-glass/").content.decode()


def test_what_is_overdue_is_said_to_leads(world: World, version: NoteVersion) -> None:
    _take(version.note.case.code, world.lead)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        page = _signed_in(world.lead).get("/break-glass/").content.decode()

    assert "1 not reviewed in time." in page
    assert "Review overdue" in page


def test_whoever_answers_for_two_clinics_says_which(
    world: World, lead: Client, version: NoteVersion
) -> None:
    there = make_world("elsewhere")
    confirm(lead)
    assert 'name="clinic"' not in lead.get(NEW).content.decode()
    world.lead.role_assignments.create(clinic=there.clinic, role=Role.CLINIC_LEAD)
    case = make_room(there).note.case
    Case.objects.filter(pk=case.pk).update(code=version.note.case.code)
    assert 'name="clinic"' in lead.get(NEW).content.decode()

    unsaid = lead.post(NEW, _said(version))
    assert unsaid.status_code == 400
    assert REASON in unsaid.content.decode()

    sent = lead.post(NEW, _said(version, clinic=str(there.clinic.pk)))
    assert sent["Location"] == reverse("case", args=[case.pk])


def test_a_longer_list_costs_the_same(world: World, lead: Client, version: NoteVersion) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert lead.get("/break-glass/").status_code == 200
        return len(queries)

    _take(version.note.case.code, world.lead)
    cost()
    one = cost()
    for _ in range(3):
        _take(make_case(world).code, world.lead)

    assert cost() == one


def test_where_nobody_can_review_it_the_page_says_so(
    world: World, lead: Client, version: NoteVersion
) -> None:
    taken = _take(version.note.case.code, world.lead)
    address = reverse("break_glass", args=[taken.pk])
    plain = "Nobody can review this at present."
    for who in (lead, _signed_in(world.supervisee)):
        assert plain in who.get(address).content.decode()

    officer = User.objects.create_user("officer@harbour.example", display_name="Officer")
    officer.role_assignments.create(clinic=world.clinic, role=Role.PRIVACY_OFFICER)

    assert plain not in lead.get(address).content.decode()


def test_the_banner_knows_when_its_hour_is_over(
    world: World, lead: Client, version: NoteVersion
) -> None:
    _take(version.note.case.code, world.lead)

    found = re.search(
        r'data-override-left-value="(\d+)"', lead.get("/people/").content.decode()
    )

    assert found
    assert 3_500 < int(found[1]) <= 3_600
