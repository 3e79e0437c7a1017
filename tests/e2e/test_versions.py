"""A second version in the room: where the remarks on the first are now, and who says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

SUGGESTED = "You could tell him that you answered too quickly."
REMOVED = "I wonder whose tiredness it was."
WORDS = "Relieved when he asked"
NARROW = ViewportSize(width=768, height=1024)


def enter_the_second_round(page: Page) -> None:
    _open_the_second_round(page)
    steps.expect_live(page)


def test_one_attaches_by_mouse_what_the_other_sees_at_once(
    enter: Enter, assert_accessible: Callable[..., None]
) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    for page in (author, supervisor):
        enter_the_second_round(page)
        expect(page.get_by_role("heading", name="Text removed")).to_be_visible()

    card = steps.thread(supervisor, REMOVED)
    card.get_by_text("Attach it to a passage").click()
    assert_accessible(supervisor)
    steps.drag_over(supervisor, steps.note(supervisor), WORDS)
    box = card.get_by_label("The words it is about now")
    expect(box).to_have_value(WORDS)
    card.get_by_role("button", name="Attach it there").click()

    for page in (supervisor, author):
        expect(page.get_by_role("heading", name="Text removed")).to_have_count(0)
        placed = page.get_by_role("article").filter(has_text=REMOVED)
        expect(placed).to_contain_text("Placed by hand by Ruth Adeyemi")
        mark = steps.note(page).locator("mark").filter(has_text=WORDS)
        expect(mark).to_have_count(1)


def test_by_keyboard_a_suggestion_is_answered(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor", viewport=NARROW)
    for page in (author, supervisor):
        enter_the_second_round(page)
    card = steps.thread(author, SUGGESTED)
    card.get_by_role("button", name="Yes, it is here").focus()

    author.keyboard.press("Enter")

    for page in (author, supervisor):
        placed = page.get_by_role("article").filter(has_text=SUGGESTED)
        expect(placed).to_contain_text("Placed by hand by Jo Lindqvist")
        expect(placed.get_by_role("button", name="Yes, it is here")).to_have_count(0)


def test_without_a_script_words_are_copied(enter: Enter) -> None:
    supervisor = enter("supervisor", java_script_enabled=False)
    _open_the_second_round(supervisor)
    card = supervisor.get_by_role("article").filter(has_text=REMOVED)

    card.get_by_text("It belongs elsewhere").click()
    card.get_by_label("The words it is about now").fill("no such words")
    card.get_by_role("button", name="Attach it there").click()
    expect(card).to_contain_text("These words do not stand in the note.")
    card.get_by_label("The words it is about now").fill("ashamed of the relief")
    card.get_by_role("button", name="Attach it there").click()

    marks = supervisor.locator("mark").filter(has_text="ashamed of the relief")
    expect(marks).to_have_count(1)


def _open_the_second_round(page: Page) -> None:
    """The note of the demonstration that was returned and written again: what other tests
    wrote is newer."""
    page.goto("/cases/")
    rounds = page.request.get("/api/v1/notes/?status=in_review").json()["results"]
    again = [each for each in rounds if each["number"] == 2]
    oldest = min(again, key=lambda each: str(each["submitted_at"]))
    page.goto(f"/notes/{oldest['id']}/")
