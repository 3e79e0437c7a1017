"""Before a session ends its owner is asked; afterwards the page is covered, not emptied."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESK, started

pytestmark = pytest.mark.e2e

PERSON = "jo@harbour.example"
TYPED = "He said that he would rather not come next week."
A_MINUTE = 70_000


def test_what_was_typed_waits_under_the_cover(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The shortest session there is lasts a minute, and nothing shorter than that is real."""
    with started(tmp_path_factory.mktemp("short"), SUPERVISION_IDLE_MINUTES="1") as demo:
        context = browser.new_context(base_url=demo.url, viewport=DESK)
        page = context.new_page()
        page.goto(demo.sign_in["supervisee"])
        page.goto("/cases/new/")
        field = page.locator("main textarea, main input[type=text]").first
        field.fill(TYPED)

        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Are you still there?", timeout=30_000)
        dialog.get_by_role("button", name="Stay signed in").click()
        expect(dialog).not_to_be_visible()
        expect(field).to_have_value(TYPED)

        expect(dialog).to_contain_text("You are signed out", timeout=A_MINUTE)
        expect(dialog.get_by_role("link", name="Sign in in another window")).to_be_visible()
        expect(field).to_have_value(TYPED)
        assert context.request.get("/api/v1/me/").status == 401

        _sign_in_elsewhere(page, demo.give_password(PERSON))
        dialog.get_by_role("button", name="Go on here").click()
        expect(dialog).not_to_be_visible()
        expect(field).to_have_value(TYPED)
        assert context.request.get("/api/v1/me/").status == 200
        context.close()


def _sign_in_elsewhere(page: Page, password: str) -> None:
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in another window").click()
    other = opened.value
    other.get_by_label("Email").fill(PERSON)
    other.get_by_label("Password").fill(password)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("heading", name="My cases")).to_be_visible()
    other.close()
