"""A review as two people work it: live, without a script, and on paper."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from cases.attestations import WORDINGS
from cases.directives import TALK_AND_PAUSE
from cases.enums import Attestation
from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

FIRST = "She brought the key of a house that is sold."
SECOND = "I put it on the table and did not ask which door."
HAPPENED = f"{FIRST}\n\n{SECOND}"
ASKED = "Please ask her about the door before she goes."
DISSENT = "She showed me that she does not want to be asked."
ROOM = re.compile("/notes/[0-9a-f-]+/")


def test_a_directive_is_given_and_seen_differently_live(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The locksmith", HAPPENED, "Which door?")
    steps.open_from_queue(supervisor, "The locksmith")
    author.get_by_role("link", name="See it as it was submitted").click()
    steps.expect_live(author)

    form = steps.comment_on(supervisor, SECOND)
    _fill_directive(form)
    steps.say(form, ASKED)
    acts = supervisor.locator("#room-balance")
    expect(acts).to_contain_text("0 questions, 0 affirmations, 1 correction")
    expect(acts.get_by_role("paragraph").first).to_be_hidden()

    card = steps.thread(author, ASKED)
    card.get_by_text("I see this differently").first.click()
    expect(card).to_contain_text("It is not a refusal.")
    card.get_by_label("In your words").fill(DISSENT)
    card.get_by_role("button", name="I see this differently").click()
    for page in (author, supervisor):
        theirs = page.get_by_role("article").filter(has_text=ASKED)
        expect(theirs).to_contain_text(DISSENT)
        expect(theirs).to_contain_text("sees this differently and asks for a talk")
        expect(theirs).to_contain_text(TALK_AND_PAUSE)
    expect(author.locator("#room-balance")).to_be_hidden()


def test_a_review_from_first_word_to_takeaway_without_a_script(enter: Enter) -> None:
    writing = enter("supervisee")
    steps.write_and_submit(writing, "The ferryman", HAPPENED, "Which shore?")
    author = enter("supervisee", java_script_enabled=False)
    supervisor = enter("supervisor", java_script_enabled=False)

    steps.queue_line(supervisor, "The ferryman").get_by_role("button", name="Open").click()
    expect(steps.note(supervisor)).to_contain_text(FIRST)
    supervisor.get_by_role("link", name="Comment on this paragraph").nth(1).click()
    form = supervisor.get_by_role("article", name="Your words")
    expect(form.get_by_role("blockquote")).to_have_text(SECOND)
    _fill_directive(form)
    form.get_by_label("Your words", exact=True).fill(ASKED)
    form.get_by_role("button", name="Send").click()
    expect(supervisor.get_by_role("article").filter(has_text=ASKED)).to_contain_text("Issued")

    author.goto(ROOM.search(supervisor.url).group())  # type: ignore[union-attr]
    card = author.get_by_role("article").filter(has_text=ASKED)
    card.get_by_role("button", name="Acknowledge").click()
    expect(author.get_by_role("article").filter(has_text=ASKED)).to_contain_text("Acknowledged")

    _complete(supervisor)
    author.reload()
    expect(
        author.get_by_role("region", name="Reviewed, a directive was given")
    ).to_contain_text(WORDINGS[1][Attestation.DIRECTIVE_GIVEN])
    _take_away(author)


def _fill_directive(form: Locator) -> None:
    form.get_by_role("radio", name="Directive").check()
    form.get_by_label("What has to be done").fill("Ask about the door")
    form.get_by_label("By when").fill("2030-01-31")
    form.get_by_label(steps.beginning("Why")).fill("The key waits.")
    form.get_by_label("How we will see that it is done").fill("It is in the next note.")


def _complete(page: Page) -> None:
    page.reload()
    ways = steps.step(page, "Complete the review")
    ways.get_by_role("radio", name=steps.beginning("Reviewed, a directive was given")).check()
    ways.get_by_label(steps.beginning("Summary")).fill("We looked at the key.")
    ways.get_by_role("button", name="Complete the review").click()
    expect(page.locator("#room-outcome")).to_contain_text("We looked at the key.")


def _take_away(page: Page) -> None:
    part = page.get_by_role("region", name="What you take away")
    part.get_by_text("Write it down").click()
    part.get_by_label(steps.beginning("What I take away")).fill("To leave the key where it is.")
    part.get_by_label("What I will do next").fill("Wait for the door.")
    part.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("region", name="What you take away")).to_contain_text(
        "Only you see this."
    )


def test_a_print_is_the_note_with_its_threads_and_nothing_to_press(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.open_case(author, "The bookbinder")
    steps.start_note(author)
    steps.section(author, "What happened").fill(HAPPENED)
    panel = steps.flag_by_mouse(author, "What happened", "the key", "Power dynamics")
    panel.get_by_role("radio", name=steps.beginning("Only me")).check()
    panel.get_by_role("button", name="Raise the flag").click()
    expect(steps.flags(author)).to_have_count(1)
    steps.answer(author, help_wanted="Just hear", risk="No new risk", question="Whose key?")
    steps.submit(author)
    steps.open_from_queue(supervisor, "The bookbinder")
    form = steps.comment_on(supervisor, SECOND)
    _fill_directive(form)
    steps.say(form, ASKED)
    author.get_by_role("link", name="See it as it was submitted").click()
    steps.thread(author, ASKED)

    for page in (author, supervisor):
        page.emulate_media(media="print")
        expect(page.locator(".print-only")).to_be_visible()
        expect(page.locator(".print-only")).to_contain_text(", version 1. Printed by ")
        card = page.get_by_role("article").filter(has_text=ASKED)
        for words in (SECOND, "Ask about the door", "31 Jan 2030", "The key waits.", "Issued"):
            expect(card).to_contain_text(words)
        expect(page.locator("mark .ref", has_text="1")).to_be_visible()
        for gone in ("button", "summary", "textarea", "input:not([type=hidden])"):
            assert page.locator(f"main {gone}").locator("visible=true").count() == 0
    expect(author.locator(".print-only")).to_contain_text("What only you see is left out.")
    assert author.locator(".is-private:not(mark)").locator("visible=true").count() == 0
    assert author.locator("mark.is-private").count() == 1
    assert author.locator("mark.is-private > .ref").locator("visible=true").count() == 0
