"""A session without a mouse, from the queue to a reply; and the keys that stay letters."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

SECOND = "Then he stood up and left."
HAPPENED = f"He counted the tiles aloud. {SECOND} I counted the minutes."
ASKED = "What did the tiles keep away?"
ANSWER = "I was glad that he left, and ashamed of it."


def test_from_the_queue_to_a_reply_by_keyboard_alone(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The tiler", HAPPENED, "What did I count?")

    _open_from_queue(supervisor, "The tiler")
    _ask_about_the_second_sentence(supervisor)
    _affirm_the_first(supervisor)
    _answer(author)
    _settle(supervisor)
    expect(author.get_by_role("article").filter(has_text=ASKED)).to_contain_text("Settled")


def _open_from_queue(page: Page, pseudonym: str) -> None:
    page.goto("/queue/")
    press(page, steps.queue_line(page, pseudonym).get_by_role("button", name="Open"))
    steps.expect_live(page)


def _ask_about_the_second_sentence(page: Page) -> None:
    tab_to(page, steps.note(page))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    form = page.get_by_role("article", name="Your words")
    expect(form.get_by_role("blockquote")).to_have_text(SECOND)
    expect(form.get_by_role("radio", name="Question")).to_be_checked()
    page.keyboard.type(ASKED)
    press(page, form.get_by_role("button", name="Send"))
    expect(page.get_by_role("article").filter(has_text=ASKED)).to_be_focused()


def _affirm_the_first(page: Page) -> None:
    """One key on a passage, and it is said."""
    tab_to(page, steps.note(page), backwards=True)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    card = page.get_by_role("article").filter(has_text="Seen, and well done.")
    expect(card).to_be_focused()
    expect(card.get_by_role("blockquote")).to_have_text("He counted the tiles aloud.")


def _answer(page: Page) -> None:
    """Two things are new; the key leads from one to the other."""
    press(page, page.get_by_role("link", name="See it as it was submitted"))
    steps.expect_live(page)
    news = page.get_by_role("link", name="2 new")
    expect(news).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("article").filter(has_text="Seen, and well done.")).to_be_focused()
    expect(page.get_by_role("link", name="1 new")).to_be_visible()
    page.keyboard.press("u")
    card = page.get_by_role("article").filter(has_text=ASKED)
    expect(card).to_be_focused()
    expect(page.locator("#room-new")).to_be_hidden()
    page.keyboard.press("r")
    expect(card.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(ANSWER)
    press(page, card.get_by_role("button", name="Send"))
    expect(card).to_contain_text(ANSWER)


def _settle(page: Page) -> None:
    card = page.get_by_role("article").filter(has_text=ANSWER)
    expect(card).to_be_visible()
    page.keyboard.press("j")
    expect(card).to_be_focused()
    page.keyboard.press("s")
    expect(card).to_contain_text("Settled")


def test_keys_are_letters_while_somebody_types_and_when_switched_off(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The typist", HAPPENED, "Which letters?")
    steps.open_from_queue(supervisor, "The typist")
    form = steps.comment_on(supervisor, SECOND)
    supervisor.keyboard.type("just a rough? sketch, like us")
    expect(form.get_by_label("Your words", exact=True)).to_have_value(
        "just a rough? sketch, like us"
    )
    form.get_by_role("button", name="Send").click()
    card = supervisor.get_by_role("article").filter(has_text="just a rough")
    expect(card).to_be_focused()

    supervisor.keyboard.press("?")
    help_ = supervisor.get_by_role("dialog", name="Keys in this room")
    expect(help_).to_be_visible()
    help_.get_by_role("checkbox").uncheck()
    supervisor.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    supervisor.keyboard.press("r")
    supervisor.keyboard.press("?")
    expect(help_).to_be_hidden()
    expect(card).to_be_focused()
    supervisor.keyboard.press("Alt+j")
    expect(card).to_be_focused()

    supervisor.get_by_role("button", name="Keys").click()
    help_.get_by_role("checkbox").check()
    help_.get_by_role("button", name="Close").click()
    steps.thread(supervisor, "just a rough").focus()
    supervisor.keyboard.press("r")
    expect(card.get_by_role("textbox").first).to_be_focused()


def test_the_palette_is_one_stop_and_arrows_go_along_it(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The painter", HAPPENED, "Which colour?")
    steps.open_from_queue(supervisor, "The painter")
    tab_to(supervisor, steps.note(supervisor))
    supervisor.keyboard.press("ArrowDown")
    palette = supervisor.get_by_role("toolbar", name="About the selected words")
    expect(palette).to_be_visible()
    tab_to(supervisor, palette.get_by_role("button", name="Question"))
    supervisor.keyboard.press("ArrowRight")
    expect(palette.get_by_role("button", name="Affirm")).to_be_focused()
    supervisor.keyboard.press("ArrowLeft")
    supervisor.keyboard.press("ArrowLeft")
    expect(palette.get_by_role("button", name="Other flag")).to_be_focused()
    supervisor.keyboard.press("Escape")
    expect(steps.note(supervisor)).to_be_focused()
    expect(palette).to_be_hidden()


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def tab_to(page: Page, wanted: Locator, *, backwards: bool = False) -> None:
    expect(wanted).to_be_visible()
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    pytest.fail(f"{wanted} is not reached by Tab")
