"""A lead's sample, the finding on one decision of it, its check, issue, and appeal."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

FOUND = "The night's answer was told at once, and both sides were weighed with the supervisor."
FACTS = "It was a Sunday night, not a Saturday."
MISSED = "The client's own view stands in the note of that week."
STANDS = "The view is there; it was not part of the decision when it was made."


def test_from_the_sample_to_an_issued_finding_and_its_appeal(
    enter: Enter, demo: Demo, assert_accessible: Callable[..., None]
) -> None:
    author = enter("supervisee")
    reference = _bring(author)
    lead = enter("clinic_lead")
    _draw(lead, reference)
    assert_accessible(lead)
    _write(lead)
    _check(author, reference)
    _check(enter("supervisor"), reference)
    lead.reload()
    steps.move(lead, "Issue the finding", "Issued")
    _name_another_lead(lead)
    _appeal(author)
    assert_accessible(author)
    hearer = enter()
    steps.sign_in(hearer, "mei@harbour.example", demo.give_password("mei@harbour.example"))
    _hear(hearer, reference)
    author.reload()
    expect(author.get_by_text(STANDS)).to_be_visible()
    expect(author.get_by_role("button", name="Appeal", exact=True)).to_have_count(0)
    _draw_again(lead, demo)


def _bring(page: Page) -> str:
    steps.open_case(page, "The lighthouse keeper")
    page.get_by_role("link", name="Think about a boundary").click()
    page.get_by_role("radio", name="I noticed it afterwards").check()
    page.get_by_label("What it is about").select_option("Communication")
    page.get_by_role("button", name="Begin").click()
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("What happened").fill("I answered at midnight.")
    page.get_by_label("To whom").select_option(label="Ruth Adeyemi, primary supervision")
    steps.move(page, "Consult urgently", "Urgent consultation")
    return heading.rpartition(" ")[2]


def _draw(page: Page, reference: str) -> None:
    page.goto("/audit/")
    page.get_by_role("link", name="Audit samples").click()
    today = date.today().isoformat()  # noqa: DTZ011 - as the browser's user types it
    page.get_by_label("Brought to a supervisor from").fill(today)
    page.get_by_label("until").fill(today)
    page.get_by_label("Share drawn by lot, in percent").fill("100")
    page.get_by_role("button", name="Draw", exact=True).click()
    page.get_by_role("link", name=re.compile(reference)).click()
    expect(page.locator(".head .tag").first).to_have_text("Draft finding")
    expect(page.get_by_role("heading", name="What became known later")).to_be_visible()


def _write(page: Page) -> None:
    """Half of it first: what is missing is said, and nothing typed is lost."""
    page.get_by_label("What you found").fill(FOUND)
    page.get_by_role("button", name="Share for the factual check").click()
    expect(page.get_by_role("alert")).to_contain_text("have no answer yet")
    expect(page.get_by_label("What you found")).to_have_value(FOUND)
    for answer in page.get_by_role("radio", name="Yes", exact=True).all():
        answer.check()
    page.get_by_role("radio", name="In order, with something to learn").check()
    page.get_by_role("button", name="Share for the factual check").click()
    expect(page.locator(".head .tag").first).to_have_text("Factual check")
    expect(page.get_by_text("The authors are still checking the facts.")).to_be_visible()


def _check(page: Page, reference: str) -> None:
    page.goto("/findings/")
    mine = page.get_by_role("region", name="About decisions of mine")
    mine.get_by_role("link", name=re.compile(reference)).click()
    expect(page.get_by_text(FOUND)).to_be_visible()
    page.get_by_label("Your words").fill(FACTS)
    steps.move(page, "Reply to the factual check", "Factual check")
    expect(page.get_by_text(FACTS).first).to_be_visible()


def _name_another_lead(page: Page) -> None:
    finding = page.url
    page.goto("/people/")
    page.get_by_role("link", name="Mei Tanaka", exact=True).first.click()
    page.get_by_label("Give a further role").select_option("Clinic lead")
    page.get_by_role("button", name="Give this role").click()
    expect(page.get_by_role("listitem").filter(has_text="Clinic lead")).to_be_visible()
    page.goto(finding)


def _appeal(page: Page) -> None:
    page.reload()
    page.get_by_label("Your words").fill(MISSED)
    steps.move(page, "Appeal", "Under appeal")
    expect(page.get_by_text("Mei Tanaka hears the appeal.")).to_be_visible()
    expect(page.get_by_text("Until it is decided, nothing has to be done.")).to_be_visible()


def _hear(page: Page, reference: str) -> None:
    page.goto("/findings/")
    waiting = page.get_by_role("region", name="Yours to review")
    waiting.get_by_role("link", name=re.compile(reference)).click()
    expect(page.get_by_text(MISSED)).to_be_visible()
    page.get_by_label("Your words").fill(STANDS)
    steps.move(page, "The finding stands", "Issued")


def _draw_again(page: Page, demo: Demo) -> None:
    page.get_by_role("link", name="Sample", exact=True).click()
    sample = page.url.rstrip("/").rpartition("/")[2]

    again = demo.manage("audit_redraw", sample)

    assert again.returncode == 0, again.stdout + again.stderr
    assert "The same sample." in again.stdout
