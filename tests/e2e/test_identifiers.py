"""What may identify somebody is shown beside the text, and nothing is lost over it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

HAPPENED = "What happened"
TEXT = "I saw Kowalska in Leeds and wrote to anna@example.org."


def _panel(page: Page) -> Locator:
    return page.get_by_role("region", name="What may identify somebody")


def test_hits_appear_while_writing_and_one_click_settles_them(enter: Enter) -> None:
    page = enter("supervisee")
    steps.open_case(page, "The miller")
    steps.start_note(page)
    steps.section(page, HAPPENED).fill(TEXT)
    steps.expect_saved(page)

    expect(_panel(page)).to_contain_text("does not certify that a text is free of identifiers")
    expect(_panel(page).get_by_role("listitem")).to_have_count(3)
    expect(_panel(page)).to_contain_text("Looks like an e-mail address")
    _panel(page).get_by_role("button", name="“Leeds” is fine").click()

    expect(page.get_by_text("Remembered for this case.")).to_be_visible()
    expect(_panel(page).get_by_role("listitem")).to_have_count(2)
    expect(steps.section(page, HAPPENED)).to_have_value(TEXT)


def test_what_is_certain_needs_a_reason_and_no_word_is_lost(enter: Enter) -> None:
    page = enter("supervisee")
    steps.open_case(page, "The cooper")
    steps.start_note(page)
    steps.section(page, HAPPENED).fill(TEXT)
    steps.answer(
        page, help_wanted="Think with me", risk="No new risk", question="What did I want?"
    )
    page.get_by_role("button", name="Submit for review").click()

    expect(page.get_by_role("alert").first).to_contain_text("look like an e-mail address")
    expect(steps.section(page, HAPPENED)).to_have_value(TEXT)
    page.get_by_label("Why it has to stay").fill("It is the address of the clinic.")
    page.get_by_role("button", name="Submit for review").click()

    expect(page).to_have_url(re.compile(r"/sent/$"))
