"""What somebody must not see, looked for on the pages where it would stand."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

SECRET_FLAG = "I wished that she would stop."
SECRET_DRAFT = "An unsent sentence about the harbour wall."
CLINICAL = re.compile("My cases|Review queue|Decisions|Decision audit|Shared with me")


def test_a_private_flag_is_nowhere_for_the_supervisor(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.open_case(author, "The clockmaker")
    steps.start_note(author)
    steps.section(author, "What happened").fill("She told it twice. I listened twice.")
    steps.expect_saved(author)
    _raise(author, "She told it twice", SECRET_FLAG, seen_by="Only me")
    _raise(author, "I listened twice", "Patience, or absence?", seen_by="My supervisor and me")
    steps.answer(author, help_wanted="Just hear", risk="No new risk", question="Again?")
    steps.submit(author)

    steps.open_from_queue(supervisor, "The clockmaker")
    expect(supervisor.get_by_role("article", name=re.compile("^Thread"))).to_have_count(1)
    assert SECRET_FLAG not in supervisor.content()
    expect(steps.note(supervisor).locator("mark")).to_have_count(1)


def test_a_draft_is_nowhere_for_the_supervisor(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    supervisor.goto("/queue/")
    before = supervisor.get_by_role("main").inner_text()
    steps.open_case(author, "The pilot")
    steps.start_note(author)
    steps.section(author, "What happened").fill(SECRET_DRAFT)
    steps.expect_saved(author)

    room = author.url.replace("edit/", "")
    case = author.get_by_role("link", name=re.compile("The pilot")).get_attribute("href")
    supervisor.reload()
    assert supervisor.get_by_role("main").inner_text() == before
    for address in (author.url, room, f"{room}compare/", case):
        assert _status(supervisor, str(address)) == 404


def test_the_lead_gets_no_note(enter: Enter) -> None:
    reader, lead = enter("supervisor"), enter("clinic_lead")
    reader.goto("/queue/")
    steps.queue_line(reader, "M., paramedic").get_by_role("link").click()
    steps.expect_live(reader)
    expect(reader.get_by_role("main")).to_contain_text("promotion")
    case = reader.get_by_role("link", name="Case", exact=True).get_attribute("href")
    room = reader.url
    for address in (str(case), room, f"{room}compare/", f"{room}changes/"):
        assert _status(lead, address) == 404
        lead.goto(address)
        expect(lead.get_by_role("main")).not_to_contain_text("promotion")


def test_the_end_of_a_supervision_takes_the_text_away(enter: Enter) -> None:
    supervisor, lead = enter("supervisor"), enter("clinic_lead")
    supervisor.goto("/queue/")
    steps.queue_line(supervisor, "R., night shifts").get_by_role("link").click()
    steps.expect_live(supervisor)
    expect(supervisor.get_by_role("main")).to_contain_text("my own praise for every dry week")
    room = supervisor.url

    lead.goto("/people/")
    priya = lead.get_by_role("row", name=steps.beginning("Priya Nair"))
    priya.get_by_role("link", name="supervised by Ruth Adeyemi").click()
    lead.get_by_role("link", name="End now").click()
    steps.choose(lead, "Why it ends", "Completed")
    lead.get_by_role("button", name="End now").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Ruth Adeyemi with Priya Nair")

    expect(supervisor.get_by_role("main")).to_contain_text(
        "The supervision this note belongs to has ended or is paused."
    )
    expect(supervisor.locator("body")).not_to_contain_text("praise")
    assert supervisor.goto(room) is not None
    expect(supervisor.get_by_text("Read only")).to_be_visible()
    expect(supervisor.get_by_role("button", name="Send")).to_have_count(0)
    supervisor.goto("/queue/")
    expect(steps.queue_line(supervisor, "R., night shifts")).to_have_count(0)


def test_signing_out_in_one_window_takes_the_text_out_of_the_other(
    enter: Enter, demo: Demo
) -> None:
    email = "tomas@harbour.example"
    here = enter()
    steps.sign_in(here, email, demo.give_password(email))
    here.get_by_role("link", name=re.compile("B., ceramicist")).first.click()
    here.get_by_role("main").get_by_role(
        "link", name=re.compile("short", re.IGNORECASE)
    ).click()
    steps.expect_live(here)
    expect(here.get_by_role("main")).to_contain_text("wrapped in newspaper")
    there = here.context.new_page()
    there.goto("/settings/")
    there.get_by_role("main").get_by_role("button", name="Sign out").click()

    expect(here.get_by_role("heading", level=1)).to_have_text("Nothing is shown here now")
    expect(here.get_by_role("main")).to_contain_text("You are signed out.")
    assert "newspaper" not in here.content()


def test_an_administrator_sees_no_clinical_navigation(enter: Enter, demo: Demo) -> None:
    email = "sam@harbour.example"
    page = enter()
    steps.sign_in(page, email, demo.give_password(email))

    navigation = page.get_by_role("navigation", name="Main")
    expect(navigation.get_by_role("link", name="People")).to_be_visible()
    expect(navigation.get_by_role("link", name=CLINICAL)).to_have_count(0)
    page.goto("/people/")
    expect(page.get_by_role("row", name=steps.beginning("Jo Lindqvist"))).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("M., paramedic")
    page.goto("/audit/")
    expect(page.get_by_role("main")).not_to_contain_text("C-0001")


def _raise(page: Page, words: str, said: str, *, seen_by: str) -> None:
    panel = steps.flag_by_mouse(page, "What happened", words, "Countertransference")
    panel.get_by_label("In your words").fill(said)
    panel.get_by_role("radio", name=steps.beginning(seen_by)).check()
    panel.get_by_role("button", name="Raise the flag").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(steps.flags(page).filter(has_text=said)).to_be_visible()


def _status(page: Page, address: str) -> int:
    return page.request.get(address).status
