"""In a browser: an agreement written and signed by both, and a change of supervisor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from supervision.agreement_sections import SEED
from tests.e2e.conftest import DESK, PATIENCE, Demo, Enter
from tests.e2e.steps import sign_in

pytestmark = pytest.mark.e2e
TABLET = ViewportSize(width=768, height=1024)
BEN, TOMAS = "ben@harbour.example", "tomas@harbour.example"
EMPTY = {
    "What it is for, and goals": "To find words for what I leave out.",
    "How often, how long, in what form": "Every second Thursday, an hour, in the library.",
    "Way of working": "As it comes, with the case in the middle.",
    "Feedback and evaluation": "Each third hour, five minutes each.",
    "Absence and emergencies": "The duty line, day and night.",
    "Difference and power between us": "We ask once a month who has not spoken.",
}
WISH = "Thursdays are full. Could it be Mondays?"
NOTE = "He notices first and speaks second. Leave him the silence."
WORDS = "I would like to begin with my fears, not with my cases."


@contextmanager
def come_in(
    browser: Browser, demo: Demo, email: str, size: ViewportSize = DESK
) -> Iterator[Page]:
    """For those to whom the demonstration gives no link."""
    context = browser.new_context(base_url=demo.url, viewport=size)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/")
    sign_in(page, email, demo.give_password(email))
    yield page
    context.close()


def open_supervision(page: Page, supervisor: str) -> None:
    page.goto("/people/")
    page.get_by_role("link", name=supervisor).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(supervisor)


def test_both_write_it_and_both_sign_it(
    enter: Enter, demo: Demo, browser: Browser, assert_accessible: Callable[..., None]
) -> None:
    jo = enter("supervisee", viewport=TABLET)
    open_supervision(jo, "Ben Okafor")
    expect(jo.get_by_text("No agreement is signed yet.")).to_be_visible()
    assert_accessible(jo)
    jo.get_by_role("button", name="Begin one").click()
    expect(jo.get_by_label("What is brought to supervision")).to_have_value(
        SEED["must_consult"]
    )
    jo.get_by_role("button", name="Save, and put it forward").click()
    expect(jo.get_by_role("alert").first).to_be_visible()
    for title, words in EMPTY.items():
        jo.get_by_label(title).fill(words)
    assert_accessible(jo)
    jo.get_by_role("button", name="Save, and put it forward").click()
    expect(jo.locator(".head .tag")).to_have_text("To be signed")
    assert_accessible(jo)

    with come_in(browser, demo, BEN) as ben:
        ben.goto(jo.url)
        ben.get_by_label("What should be different").fill(WISH)
        ben.get_by_role("button", name="Open it again").click()
        ben.get_by_label("How often, how long").fill("Every second Monday, an hour.")
        ben.get_by_role("button", name="Save, and put it forward").click()
        sign(ben, "Somebody Else")
        expect(ben.get_by_text("Type your name as it stands here").first).to_be_visible()
        sign(ben, "ben okafor")
        expect(
            ben.get_by_text("You have signed it. It waits for Jo Lindqvist.")
        ).to_be_visible()

    jo.reload()
    expect(jo.get_by_text(WISH)).to_be_visible()
    expect(jo.get_by_text("Every second Monday, an hour.")).to_be_visible()
    sign(jo, "Jo Lindqvist")
    expect(jo.locator(".head .tag")).to_have_text("Signed by both")
    assert_accessible(jo)
    _lead_sees_no_word(enter, jo.url)


def sign(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Sign", exact=True).click()


def _lead_sees_no_word(enter: Enter, address: str) -> None:
    lead = enter("clinic_lead")
    lead.goto(address)
    expect(lead.locator(".head .tag")).to_have_text("Signed by both")
    expect(lead.get_by_text("The two of them read that, and nobody else.")).to_be_visible()
    assert "Every second Monday" not in lead.content()


def test_another_supervisor_follows_and_reads_what_is_handed_on(
    enter: Enter, demo: Demo, browser: Browser, assert_accessible: Callable[..., None]
) -> None:
    lead, ruth = enter("clinic_lead"), enter("supervisor", viewport=TABLET)
    address = _arrange(lead, assert_accessible)
    with come_in(browser, demo, BEN) as ben, come_in(browser, demo, TOMAS, TABLET) as tomas:
        ben.goto(address)
        ben.get_by_label("To whoever comes").fill(NOTE)
        assert_accessible(ben)
        ben.get_by_role("button", name="Give it to Tomás Rivas").click()
        expect(ben.get_by_text("Tomás Rivas has not handed it on yet.")).to_be_visible()
        ruth.goto(address)
        expect(ruth.get_by_text("Nothing has been handed on so far.")).to_be_visible()
        assert NOTE not in ruth.content()

        tomas.goto(address)
        expect(tomas.get_by_text(NOTE)).to_be_visible()
        tomas.get_by_label("Your own words").fill(WORDS)
        assert_accessible(tomas)
        tomas.get_by_role("button", name="I have read it: hand it on").click()
        expect(tomas.get_by_text("Ruth Adeyemi can read it now.")).to_be_visible()
        assert_accessible(tomas)
        ben.reload()
        assert WORDS not in ben.content()
    ruth.reload()
    expect(ruth.get_by_text(NOTE)).to_be_visible()
    expect(ruth.get_by_text(WORDS)).to_be_visible()
    assert "Completed" not in ruth.get_by_role("main").inner_text()
    assert_accessible(ruth)
    lead.reload()
    assert NOTE not in lead.content()


def _arrange(lead: Page, assert_accessible: Callable[..., None]) -> str:
    lead.goto("/people/")
    lead.get_by_role("link", name="Tomás Rivas", exact=True).click()
    lead.get_by_role("link", name="supervised by Ben Okafor").first.click()
    lead.get_by_role("link", name="Change supervisor").click()
    lead.get_by_label("Who comes").select_option("Ruth Adeyemi")
    lead.get_by_role("radio", name="Completed", exact=True).check()
    assert_accessible(lead)
    lead.get_by_role("button", name="Arrange the change").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Ruth Adeyemi follows Ben Okafor")
    assert_accessible(lead)
    return lead.url
