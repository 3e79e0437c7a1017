"""“Identifier seen”: pressed once, the text is gone from every open screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

OFFICER = "noor@harbour.example"
ASSESSED = (
    "What it was, and how much of it",
    "Who received it",
    "Whether it was really read",
    "What was done to lower the risk",
)
NAME = "Kowalska"
HAPPENED = f"Mrs {NAME} rang. I did not ring back."


def test_its_text_is_gone_from_every_open_room(
    enter: Enter, assert_accessible: Callable[..., None]
) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    _into_a_room(author, supervisor)
    author.goto(supervisor.url)
    second = author.context.new_page()
    second.goto(supervisor.url)
    other = supervisor.context.new_page()
    other.goto(supervisor.url)
    for page in (author, second, other):
        steps.expect_live(page)
        expect(steps.note(page)).to_contain_text(NAME)

    supervisor.get_by_text("Hide", exact=True).click()
    supervisor.get_by_role("link", name="Identifier seen in this note").click()
    assert_accessible(supervisor)
    supervisor.get_by_role("button", name="Hide it now").click()

    expect(other.get_by_role("heading", name="Nothing is shown here now")).to_be_visible()
    said = other.get_by_role("paragraph").filter(has_text="may identify somebody")
    expect(said).to_be_visible()
    for page in (author, second):
        expect(steps.note(page)).not_to_contain_text(NAME)
        expect(page.get_by_text("nobody else sees it at all")).to_be_visible()
    for page in (supervisor, other, author, second):
        assert NAME not in page.content()
    _black_out(author, assert_accessible)

    other.reload()
    expect(steps.note(other)).to_contain_text("████████ rang. I did not ring back.")


def test_two_people_destroy_what_was_blacked_out(
    enter: Enter, demo: Demo, assert_accessible: Callable[..., None]
) -> None:
    """The remark in the demonstration: its officer has asked, the lead agrees."""
    lead, officer = enter("clinic_lead"), enter()
    steps.sign_in(officer, OFFICER, demo.give_password(OFFICER))
    expect(officer.get_by_role("heading", name="Identifiers seen")).to_be_visible()
    _open_first(officer)
    expect(officer.get_by_text("Mrs Halloran said").first).to_be_visible()
    assert_accessible(officer)
    lead.goto("/incidents/")
    expect(lead.get_by_text("Noor Haddad asks to destroy the original")).to_be_visible()
    assert_accessible(lead)
    _open_first(lead)
    assert "Halloran" not in lead.content()
    assert_accessible(lead)
    lead.get_by_role("button", name="Agree, and destroy it").click()
    expect(lead.get_by_role("heading", name="The original is destroyed")).to_be_visible()

    officer.reload()
    assert "Halloran" not in officer.content()
    for label in ASSESSED:
        officer.get_by_label(label).fill("A name, seen by two people of the clinic.")
    officer.get_by_text("Disclosed by mistake among those allowed").click()
    officer.get_by_text("No", exact=True).click()
    officer.get_by_role("button", name="Save the assessment").click()
    expect(officer.get_by_text("The assessment is on record.")).to_be_visible()
    assert_accessible(officer)
    officer.get_by_role("button", name="Close", exact=True).click()
    expect(officer.get_by_text("This is settled.")).to_be_visible()


def _open_first(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Remark of")).first.click()


def _into_a_room(author: Page, supervisor: Page) -> None:
    steps.open_case(author, "The carpenter")
    steps.start_note(author)
    steps.section(author, "What happened").fill(HAPPENED)
    steps.answer(
        author, help_wanted="Think with me", risk="No new risk", question="What did I want?"
    )
    steps.expect_saved(author)
    author.get_by_role("button", name="Submit for review").click()
    expect(author).to_have_url(re.compile(r"/sent/$"))
    steps.open_from_queue(supervisor, "The carpenter")
    steps.expect_live(supervisor)


def _black_out(author: Page, assert_accessible: Callable[..., None]) -> None:
    author.get_by_role("link", name="What it said, and what becomes of it").click()
    author.get_by_role("link", name=re.compile("^Note of")).first.click()
    expect(author.get_by_text(HAPPENED).first).to_be_visible()
    assert_accessible(author)
    author.get_by_role("checkbox", name=NAME).check()
    author.get_by_role("button", name="Black these out").click()
    expect(author.get_by_text("Blacked out. What is left can be read again.")).to_be_visible()
