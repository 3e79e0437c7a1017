"""A concern on its way in a browser: written, sent, answered; found by nobody else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.conftest import DESK, Demo, Enter
from tests.e2e.steps import all_kept_by, beginning, sign_in

pytestmark = pytest.mark.e2e
TABLET = ViewportSize(width=768, height=1024)
HANDLER = "ines@harbour.example"
WORDS = "She laughed at what I had written, before the others."
ANSWER = "I have read it. Shall we talk on Thursday?"


def open_help(page: Page) -> None:
    page.locator("summary", has_text="Your account").click()
    page.get_by_role("link", name="Help & support").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help & support")
    expect(page).to_have_title("Help · Harbour Clinic (fictional)")


@pytest.mark.parametrize("size", [DESK, TABLET], ids=["desk", "tablet"])
def test_a_concern_is_written_sent_and_answered(
    enter: Enter,
    demo: Demo,
    browser: Browser,
    assert_accessible: Callable[..., None],
    size: ViewportSize,
) -> None:
    page = enter("supervisee", viewport=size)
    open_help(page)
    assert_accessible(page)
    page.get_by_role("link", name="Write it down").click()
    page.get_by_role("radio", name="A supervisor", exact=True).check()
    page.get_by_label("Who, if it is about somebody").select_option("Ruth Adeyemi")
    page.get_by_label("What fits best").select_option("Disparaging feedback")
    page.get_by_label("What happened").fill(WORDS)
    page.get_by_role("radio", name=beginning("Advice")).check()
    page.evaluate("scrollTo(0, 0)")  # the bar that stays above lies over nothing there
    assert_accessible(page)
    page.get_by_role("button", name="Save the draft").click()

    expect(page.get_by_role("radio", name="Ines Moreau")).to_be_visible()
    expect(page.get_by_role("radio", name="Ruth Adeyemi")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("radio", name="Ines Moreau").check()
    page.get_by_role("button", name="Save and send").click()
    expect(page.get_by_text("With Ines Moreau")).to_be_visible()
    assert_accessible(page)

    _answer(browser, demo, assert_accessible, size)
    page.reload()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page).to_have_title("Help · Harbour Clinic (fictional)")
    assert WORDS not in all_kept_by(page)


def _answer(
    browser: Browser, demo: Demo, assert_accessible: Callable[..., None], size: ViewportSize
) -> None:
    context = browser.new_context(base_url=demo.url, viewport=size)
    page = context.new_page()
    page.goto("/")
    sign_in(page, HANDLER, demo.give_password(HANDLER))
    open_help(page)
    page.get_by_role("link", name="What was brought to me").click()
    assert_accessible(page)
    page.get_by_role("link", name=beginning("Jo Lindqvist, today")).first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Your words", exact=True).fill(ANSWER)
    page.get_by_role("button", name="Say that it has arrived").click()
    expect(page.locator(".head .tag")).to_have_text("Received")
    context.close()


def test_whoever_it_is_about_finds_nothing(enter: Enter) -> None:
    page = enter("supervisor")
    open_help(page)

    expect(page.get_by_role("link", name="What was brought to me")).to_have_count(0)
    page.goto("/help/requests/")
    expect(page.get_by_text("Nothing here")).to_be_visible()
    for place in ("/", "/queue/", "/people/", "/findings/"):
        page.goto(place)
        expect(page.get_by_text("laughed at what")).to_have_count(0)
