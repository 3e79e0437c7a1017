"""A supervisor goes away: a colleague is asked, reads what comes, and hands it back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

TO_BEN = "Priya may ask about the report for the insurer; tell her it can wait until I am back."
HAPPENED = "She said that she had slept for the first time since the spring."
QUESTION = "What do I do with my wish to be thanked?"
BACK = "One note, read and answered. She is well on her way with it."


def test_planned_cover(
    enter: Enter, demo: Demo, assert_accessible: Callable[..., None]
) -> None:
    ruth, ben, priya = enter("supervisor"), enter(), enter()
    for page, email in ((ben, "ben@harbour.example"), (priya, "priya@harbour.example")):
        steps.sign_in(page, email, demo.give_password(email))

    _ask(ruth, assert_accessible)
    _accept(ben, assert_accessible)
    _submit(priya, assert_accessible)
    _hand_back(ben, assert_accessible)
    _read(ruth)


def _ask(ruth: Page, assert_accessible: Callable[..., None]) -> None:
    ruth.goto("/people/")
    ruth.get_by_role("main").get_by_role("link").filter(has_text="Priya Nair").first.click()
    ruth.get_by_role("link", name="Somebody stands in").click()
    assert_accessible(ruth)
    ruth.get_by_label("Who stands in", exact=True).select_option("Ben Okafor")
    last = datetime.now(UTC).date() + timedelta(days=9)
    ruth.get_by_label("Last day", exact=True).fill(last.isoformat())
    ruth.get_by_role("textbox", name=steps.beginning("To whoever stands in")).fill(TO_BEN)
    ruth.get_by_role("button", name="Ask them").click()
    expect(ruth.get_by_role("heading", level=1)).to_have_text(
        "Ben Okafor stands in for Ruth Adeyemi"
    )


def _accept(ben: Page, assert_accessible: Callable[..., None]) -> None:
    ben.goto("/queue/")
    ben.get_by_role("link", name="Ben Okafor for Ruth Adeyemi").click()
    expect(ben.get_by_text(TO_BEN)).to_be_visible()
    assert_accessible(ben)
    ben.get_by_role("button", name="Accept").click()
    expect(ben.get_by_role("button", name="Hand back")).to_be_visible()


def _submit(priya: Page, assert_accessible: Callable[..., None]) -> None:
    """Before she submits she is told who reads it and until when; not what the two wrote."""
    priya.goto("/cases/")
    expect(priya.get_by_text("Who stands in for your supervisor")).to_be_visible()
    steps.open_case(priya, "V., lighthouse")
    steps.start_note(priya)
    steps.section(priya, "What happened").fill(HAPPENED)
    steps.answer(priya, help_wanted="Think with me", risk="No new risk", question=QUESTION)
    reads_it = priya.get_by_role("radio", name=steps.beginning("Ben Okafor"))
    reads_it.check()
    expect(priya.get_by_text("for Ruth Adeyemi.").first).to_be_visible()
    assert_accessible(priya)
    priya.get_by_role("button", name="Submit for review").click()
    expect(priya.get_by_role("heading", level=1)).to_have_text("Submitted to Ben Okafor")
    assert TO_BEN not in priya.content()


def _hand_back(ben: Page, assert_accessible: Callable[..., None]) -> None:
    ben.goto("/queue/")
    ben.get_by_role("region", name="As cover").get_by_role("button", name="Open").click()
    steps.expect_live(ben)
    expect(steps.note(ben)).to_contain_text(HAPPENED)
    ben.goto("/queue/")
    ben.get_by_role("link", name="Ben Okafor for Ruth Adeyemi").click()
    ben.locator("form", has=ben.get_by_role("button", name="Hand back")).get_by_role(
        "textbox"
    ).fill(BACK)
    ben.get_by_role("button", name="Hand back").click()
    expect(ben.get_by_role("button", name="Hand back")).to_have_count(0)
    assert_accessible(ben)


def _read(ruth: Page) -> None:
    ruth.goto("/queue/")
    ruth.get_by_role("link", name="Ben Okafor for Ruth Adeyemi").click()
    expect(ruth.get_by_text(BACK)).to_be_visible()
    ruth.get_by_role("button", name="I have read it").click()
    expect(ruth.get_by_role("button", name="I have read it")).to_have_count(0)
