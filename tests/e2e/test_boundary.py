"""A step out of the frame that was noticed afterwards, told, decided and looked back at."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

TOLD = "I answered his message at midnight, and wrote that I had been thinking of him."
WHY = "The night is not ours; the hour is."
FOLLOWED = "He said he had not expected an answer, and was relieved by the rule."
CONTEXT = "A small town, one telephone, a week of floods."
DISSENT = "In that week I would do it again."


def test_a_boundary_noticed_afterwards(enter: Enter) -> None:
    author = enter("supervisee")
    reference = _bring(author)
    supervisor = enter("supervisor")
    _is_with_the_supervisor_at_once(supervisor, reference)
    _decide_and_follow_up(author)
    _classify(supervisor, reference)
    _disagree(author)
    supervisor.reload()
    expect(supervisor.get_by_text(DISSENT)).to_be_visible()
    expect(supervisor.get_by_label("Classification")).to_have_value("crossing_neutral")


def _bring(page: Page) -> str:
    steps.open_case(page, "The ferryman")
    page.get_by_role("link", name="Think about a boundary").click()
    page.get_by_role("radio", name="I noticed it afterwards").check()
    page.get_by_label("What it is about").select_option("Communication")
    page.get_by_role("button", name="Begin").click()

    expect(page.get_by_text("Thank you for bringing this.")).to_be_visible()
    expect(page.get_by_text("Only you see this")).to_be_visible()
    expect(page.get_by_role("heading", name="A lens to look through")).to_have_count(0)
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("What happened, or what is thought of").fill(TOLD)
    page.get_by_label("To whom").select_option(label="Ruth Adeyemi, primary supervision")
    steps.move(page, "Consult urgently", "Urgent consultation")
    return heading.rpartition(" ")[2]


def _is_with_the_supervisor_at_once(page: Page, reference: str) -> None:
    page.goto("/decisions/")
    waiting = page.get_by_role("region", name="Waiting for your word")
    waiting.get_by_role("link", name=re.compile(reference)).click()
    expect(page.get_by_role("main")).to_contain_text(TOLD)
    expect(page.get_by_label("Classification")).to_have_count(0)


def _decide_and_follow_up(page: Page) -> None:
    steps.unfold(page, "Both ways", "A lens to look through", "Decision")
    page.locator("#lenses details summary").first.click()
    page.locator("#lenses textarea").first.fill("It answered my wish to be needed.")
    page.get_by_label("Decision", exact=True).select_option("Stop")
    page.get_by_label("Rationale").fill(WHY)
    steps.move(page, "Decide", "Decided")
    steps.move(page, "Refrained", "Refrained")
    steps.unfold(page, "Afterwards")
    page.get_by_label("What followed").fill(FOLLOWED)
    steps.move(page, "Record the follow-up", "Followed up")


def _classify(page: Page, reference: str) -> None:
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    steps.unfold(page, "Review")
    page.get_by_label("Classification").select_option("Crossing, neutral")
    page.get_by_label("Context considered").fill(CONTEXT)
    page.get_by_label("Reasons").fill("You told it the same day. That is the work.")
    steps.move(page, "Review", "Reviewed")


def _disagree(page: Page) -> None:
    page.reload()
    steps.unfold(page, "Review")
    expect(page.get_by_role("main")).to_contain_text(CONTEXT)
    page.get_by_label("I see this differently").fill(DISSENT)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
