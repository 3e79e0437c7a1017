"""The room without a mouse, and for somebody who hears it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

SECOND = "The second one is about the door."
THIRD = "The third one nobody said."
HAPPENED = f"The first sentence is about a chair. {SECOND} {THIRD}"
LONG = "\n\n".join(f"Paragraph {number} of a long evening." for number in range(40))
CHOSEN = "() => getSelection().toString()"
FOCUSED = "element => element.contains(document.activeElement)"


def test_the_room_by_keyboard_alone(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The carpenter", HAPPENED, "What did the door say?")
    steps.open_from_queue(supervisor, "The carpenter")

    first = _comment_on_the_second_sentence(supervisor)
    second = _comment_on_the_third_sentence(supervisor)

    keyboard = supervisor.keyboard
    for card in (first, second, first):
        keyboard.press("Alt+j")
        expect(card).to_be_focused()
    keyboard.press("Alt+k")
    expect(second).to_be_focused()


def _comment_on_the_second_sentence(supervisor: Page) -> Locator:
    _tab_to(supervisor, steps.note(supervisor))
    keyboard = supervisor.keyboard
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    assert supervisor.evaluate(CHOSEN) == SECOND
    keyboard.press("Shift+ArrowRight")
    assert supervisor.evaluate(CHOSEN).startswith(f"{SECOND} The")
    keyboard.press("ArrowUp")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    form = supervisor.get_by_role("article", name="Your words")
    expect(form.get_by_role("blockquote")).to_have_text(SECOND)
    expect(form.get_by_label("Your words", exact=True)).to_be_focused()
    keyboard.type("Was it open?")
    _tab_to(supervisor, form.get_by_role("button", name="Send"))
    keyboard.press("Enter")
    first = supervisor.get_by_role("article").filter(has_text="Was it open?")
    expect(first).to_be_visible()
    return first


def _comment_on_the_third_sentence(supervisor: Page) -> Locator:
    keyboard = supervisor.keyboard
    form = supervisor.get_by_role("article", name="Your words")
    _tab_to(supervisor, steps.note(supervisor))
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(form.get_by_role("blockquote")).to_have_text(THIRD)
    keyboard.press("Escape")
    expect(steps.note(supervisor)).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    keyboard.type("This is the question then.")
    _tab_to(supervisor, form.get_by_role("button", name="Send"))
    keyboard.press("Enter")
    second = supervisor.get_by_role("article").filter(has_text="This is the question then.")
    expect(second).to_be_visible()
    return second


def test_news_are_said_and_do_not_disturb(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The lamplighter", f"{HAPPENED}\n\n{LONG}", "Which lamp?")
    steps.open_from_queue(supervisor, "The lamplighter")
    author.get_by_role("link", name="See it as it was submitted").click()
    steps.expect_live(author)
    steps.say(steps.comment_on(supervisor, SECOND), "Which door?")
    steps.thread(author, "Which door?")
    writing = author.get_by_role("textbox", name=steps.beginning("Reply to"))
    writing.press_sequentially("The one to the")
    last = steps.note(author).get_by_text("Paragraph 5 of a long evening.")
    writing.evaluate("element => element.scrollIntoView({ block: 'center' })")
    before = last.bounding_box()

    said = author.get_by_role("status").and_(author.locator("[aria-live=polite]"))
    steps.say(steps.comment_on(supervisor, "The first sentence"), "A chair for whom?")
    expect(said).to_contain_text("Ruth Adeyemi")
    expect(author.get_by_text("A chair for whom?")).to_be_visible()
    expect(said).not_to_contain_text("A chair for whom?")
    assert writing.evaluate(FOCUSED)
    expect(writing).to_have_value("The one to the")
    assert last.bounding_box() == before
    author.keyboard.type(" garden.")
    expect(writing).to_have_value("The one to the garden.")


def _tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} is not reached by Tab")
