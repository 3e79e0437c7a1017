"""A step out of the frame that was noticed afterwards, told, decided and looked back at."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

TOLD = "I answered his message at midnight, and wrote that I had been thinking of him."
WHY = "The night is not ours; the hour is."
FOLLOWED = "He said he had not expected an answer, and was relieved by the rule."
CONTEXT = "A small town, one telephone, a week of floods."
RING = "He held out a ring"
HAPPENED = f"{RING}. I took it before I thought."
TABLET = ViewportSize(width=768, height=1024)
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
    expect(supervisor.get_by_text(DISSENT).first).to_be_visible()
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
    page.get_by_label("What happened").fill(TOLD)
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
    steps.unfold(page, "With the client")
    steps.choose(page, "Talked over with the client", "Yes")
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


def test_a_crossing_from_a_passage_half_done_and_seen_differently(enter: Enter) -> None:
    """Begun in under a minute from words of a note; written on two devices; dissent kept."""
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The wedding guest", HAPPENED, "Was that too much?")
    steps.open_from_queue(supervisor, "The wedding guest")
    author.goto(supervisor.url)
    reference, seconds = _begin_from_words(author)
    assert seconds < 60

    tablet = _go_on_elsewhere(author, enter)
    _bring_and_read_beside(tablet, supervisor, reference)
    _decide_and_follow_up(tablet)
    _classify(supervisor, reference)
    _disagree(tablet)
    supervisor.reload()
    expect(supervisor.get_by_role("main")).to_contain_text(DISSENT)
    history = supervisor.get_by_role("region", name="History")
    expect(history).to_contain_text("Classification proposed")
    expect(history).to_contain_text(DISSENT)


def _begin_from_words(page: Page) -> tuple[str, float]:
    begun = time.monotonic()
    steps.expect_live(page)
    steps.drag_over(page, steps.note(page), RING)
    expect(page.get_by_role("toolbar", name="About the selected words")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("Record decision").click()
    page.get_by_role("link", name="Boundary decision").click()
    expect(page.get_by_role("blockquote")).to_have_text(RING)
    page.get_by_role("radio", name="It happened in the moment").check()
    expect(page.get_by_text("Thank you for bringing this.")).to_be_visible()
    page.get_by_label("What it is about").select_option("Gifts and services")
    page.get_by_role("button", name="Begin").click()
    heading = page.get_by_role("heading", level=1, name="Boundary decision").inner_text()
    return heading.rpartition(" ")[2], time.monotonic() - begun


def _go_on_elsewhere(page: Page, enter: Enter) -> Page:
    """Nothing is saved by its button here: what was typed is there on the other device."""
    page.get_by_label("What happened").fill("He held out a ring, and I")
    expect(page.locator(".savebar").get_by_role("status")).to_contain_text("Kept for you")
    tablet = enter("supervisee", viewport=TABLET)
    tablet.goto(page.url)
    expect(tablet.get_by_text("You were not finished here.")).to_be_visible()
    box = tablet.get_by_label("What happened")
    expect(box).to_have_value("He held out a ring, and I")
    box.fill("He held out a ring, and I took it.")
    tablet.get_by_role("button", name="Save", exact=True).click()
    expect(tablet.get_by_text("Saved.")).to_be_visible()
    return tablet


def _bring_and_read_beside(author: Page, supervisor: Page, reference: str) -> None:
    author.get_by_label("To whom").select_option(label="Ruth Adeyemi, primary supervision")
    steps.move(author, "Consult urgently", "Urgent consultation")
    _is_with_the_supervisor_at_once_beside(supervisor, reference)


def _is_with_the_supervisor_at_once_beside(page: Page, reference: str) -> None:
    page.goto("/decisions/")
    waiting = page.get_by_role("region", name="Waiting for your word")
    waiting.get_by_role("link", name=re.compile(reference)).click()
    beside = page.get_by_role("region", name="The passage it grew from")
    expect(beside.locator("mark.grew-from")).to_have_text(RING)
    expect(page.get_by_role("main")).to_contain_text("and I took it.")


def test_signed_out_while_writing_loses_no_word(enter: Enter) -> None:
    """The session ends on the server; the page keeps the words and goes on with a new one."""
    page = enter("supervisee")
    steps.open_case(page, "The night porter")
    page.get_by_role("link", name="Think about a boundary").click()
    page.get_by_role("radio", name="I am thinking about it").check()
    page.get_by_label("What it is about").select_option("Time")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("What is thought of").fill("Ten minutes longer.")
    state = page.context.storage_state()
    page.context.clear_cookies(name=re.compile("session"))

    page.get_by_role("button", name="Save", exact=True).click()
    status = page.locator(".savebar").get_by_role("status")
    expect(status).to_contain_text("You are signed out")
    expect(page.get_by_label("What is thought of")).to_have_value("Ten minutes longer.")

    kept = [dict(each) for each in state.get("cookies", []) if "session" in each["name"]]
    page.context.add_cookies(kept)  # type: ignore[arg-type]  # as they were given
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("What is thought of")).to_have_value("Ten minutes longer.")
    page.get_by_role("link", name="To print").click()
    expect(page.get_by_text("Ten minutes longer.")).to_be_visible()


def test_what_is_sexual_or_romantic_stops_first(
    enter: Enter, assert_accessible: Callable[..., None]
) -> None:
    page, lead = enter("supervisee"), enter("clinic_lead")
    steps.open_case(page, "The glass blower")
    page.get_by_role("link", name="Think about a boundary").click()
    page.get_by_role("radio", name="I noticed it afterwards").check()
    page.get_by_label("What it is about").select_option("Sexual or romantic")
    page.get_by_role("textbox", name=steps.beginning("What happened")).fill(
        "He kissed my hand."
    )
    page.get_by_role("button", name="Begin").click()

    expect(page.get_by_role("heading", name="Stop here for a moment")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Bring it now").click()
    expect(page.get_by_text("Nobody carries this alone.")).to_be_visible()
    heading = page.get_by_role("heading", level=1).inner_text()
    assert_accessible(page)
    lead.goto("/audit/")
    expect(lead.get_by_role("main")).to_contain_text(heading.rpartition(" ")[2])
    expect(page.get_by_role("button", name="Close", exact=True)).to_have_count(0)
