"""Nothing that was typed is lost, shown to the wrong person or left behind in the browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

FELT = "What I felt"
HAPPENED = "What happened"
SCRIPTS = re.compile(r"\.js$")
MARKED = "backdrop => [...backdrop.querySelectorAll('mark')].map((mark) => mark.textContent)"


def test_a_closed_tab_loses_nothing(enter: Enter) -> None:
    page = enter("supervisee")
    _begin(page, "The baker")
    steps.section(page, HAPPENED).fill("He spoke of bread.")
    steps.expect_saved(page)
    steps.section(page, HAPPENED).press_sequentially(" And of rising at three.")
    address, context = page.url, page.context
    page.close()  # within the two seconds before it would be saved

    again = context.new_page()
    again.goto(address)
    box = steps.section(again, HAPPENED)
    expect(box).to_have_value("He spoke of bread. And of rising at three.")


def test_words_typed_before_the_script_is_there_are_saved(enter: Enter) -> None:
    page = enter("supervisee")
    _begin(page, "The early riser")
    waiting: list[Route] = []
    page.route(SCRIPTS, lambda route: waiting.append(route))  # noqa: PLW0108 - it has to be a function
    page.goto(page.url, wait_until="commit")
    steps.section(page, HAPPENED).fill("He was awake before the bread.")
    with page.expect_response(re.compile("/draft/$")) as saving:
        for route in waiting:
            route.continue_()
        page.unroute(SCRIPTS)

    assert saving.value.ok
    steps.expect_saved(page)
    page.reload()
    expect(steps.section(page, HAPPENED)).to_have_value("He was awake before the bread.")


def test_two_windows_keep_both_texts(enter: Enter) -> None:
    first = enter("supervisee")
    _begin(first, "The twins")
    steps.section(first, HAPPENED).fill("Both came.")
    steps.expect_saved(first)
    second = first.context.new_page()
    second.goto(first.url)

    steps.section(second, HAPPENED).fill("Only one of them came.")
    steps.expect_saved(second)
    steps.section(first, HAPPENED).fill("Both came, and the elder spoke.")

    banner = first.get_by_role("alert").filter(has_text="written in two windows")
    expect(banner).to_contain_text("Only one of them came.")
    expect(banner).to_contain_text("Both came, and the elder spoke.")
    expect(steps.section(first, HAPPENED)).to_have_value("Both came, and the elder spoke.")
    banner.get_by_role("button", name="Keep this window's text").click()

    expect(first.get_by_text("The text you chose is the draft now.")).to_be_visible()
    expect(steps.section(first, HAPPENED)).to_have_value("Both came, and the elder spoke.")
    expect(first.get_by_role("alert").filter(has_text="two windows")).to_have_count(0)


def test_flags_stay_with_their_words(enter: Enter) -> None:
    """Also where one sign is two units of JavaScript, or several code points."""
    page = enter("supervisee")
    _begin(page, "The sailor 👩‍👧")
    steps.section(page, HAPPENED).fill("Waves 🌊 came. She laughed 👩‍👧 and left.")
    panel = steps.flag_by_mouse(page, HAPPENED, "She laughed 👩‍👧", "Power dynamics")
    panel.get_by_role("button", name="Raise the flag").click()
    expect(steps.flags(page)).to_have_count(1)

    box = steps.section(page, HAPPENED)
    box.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("🌊🌊 First: \U0001d49c ")
    paper = box.locator("xpath=..").locator(".backdrop")
    assert paper.evaluate(MARKED) == ["She laughed 👩‍👧"]
    steps.expect_saved(page)

    page.reload()
    paper = steps.section(page, HAPPENED).locator("xpath=..").locator(".backdrop")
    expect(paper.locator("mark")).to_have_text("She laughed 👩‍👧")
    expect(steps.flags(page)).to_contain_text("She laughed 👩‍👧")
    steps.answer(page, help_wanted="Just hear", risk="No new risk", question="Who laughed?")
    steps.submit(page)
    page.get_by_role("link", name="See it as it was submitted").click()
    expect(steps.note(page).locator("mark")).to_have_text(re.compile("^She laughed 👩‍👧"))


def test_no_clinical_word_stays_in_the_browser(enter: Enter) -> None:
    page = enter("supervisee")
    _begin(page, "The archivist")
    steps.section(page, FELT).fill("A word that belongs to nobody's cache.")
    steps.expect_saved(page)
    assert "belongs" not in steps.all_kept_by(page)
    page.goto("/cases/")
    assert "archivist" not in steps.all_kept_by(page)
    assert page.evaluate("async () => (await caches.keys()).length") == 0


def test_urgent_says_to_telephone_first(enter: Enter) -> None:
    page = enter("supervisee")
    _begin(page, "The climber")
    banner = page.get_by_text("Call first, write afterwards.")
    expect(banner.first).to_be_hidden()
    page.get_by_role("radio", name=steps.beginning("Urgent")).check()
    expect(banner.first).to_be_visible()
    page.get_by_role("radio", name=steps.beginning("No new risk")).check()
    expect(banner.first).to_be_hidden()


def test_it_is_sent_when_all_was_saved_before(enter: Enter) -> None:
    """Nothing is under way then that the press has to wait for."""
    page = enter("supervisee")
    _begin(page, "The gardener")
    steps.section(page, HAPPENED).fill("He pruned too early.")
    steps.answer(page, help_wanted="Just hear", risk="No new risk", question="What is early?")
    steps.section(page, HAPPENED).focus()
    steps.expect_saved(page)
    page.wait_for_load_state("networkidle")
    steps.submit(page)


def test_what_is_missing_is_said_and_nothing_is_lost(enter: Enter) -> None:
    page = enter("supervisee")
    _begin(page, "The runner")
    steps.section(page, HAPPENED).fill("He came early.")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(steps.section(page, HAPPENED)).to_have_value("He came early.")
    expect(steps.section(page, "My question for supervision")).to_have_attribute(
        "aria-invalid", "true"
    )


def test_it_all_works_without_script(enter: Enter) -> None:
    author = enter("supervisee", java_script_enabled=False)
    _begin(author, "The postman")
    steps.section(author, HAPPENED).fill("He read me a letter.")
    author.get_by_role("button", name="Save draft").click()
    expect(author.get_by_text("Saved. Only you can see this draft.")).to_be_visible()
    expect(steps.section(author, HAPPENED)).to_have_value("He read me a letter.")

    flagging = author.get_by_role("group", name=f"Flag words of “{HAPPENED}”")
    flagging.get_by_role("button", name="Countertransference").click()
    author.get_by_label("Which words").fill("a letter")
    author.get_by_role("button", name="Raise the flag").click()
    expect(steps.flags(author)).to_contain_text("a letter")
    steps.answer(author, help_wanted="Just hear", risk="No new risk", question="Whose?")
    steps.submit(author)
    _read_and_comment_without_script(enter("supervisor", java_script_enabled=False))


def _read_and_comment_without_script(page: Page) -> None:
    page.goto("/queue/")
    steps.queue_line(page, "The postman").get_by_role("button", name="Open").click()
    expect(steps.note(page).locator("mark")).to_have_text(re.compile("^a letter"))
    expect(page.get_by_role("article", name=re.compile("^Thread"))).to_contain_text(
        "flagged this"
    )
    page.get_by_role("link", name="Comment on this paragraph").first.click()
    form = page.get_by_role("article", name="Your words")
    expect(form.get_by_role("blockquote")).to_have_text("He read me a letter.")
    steps.say(form, "Who was it addressed to?")
    said = page.get_by_role("paragraph").filter(has_text="Who was it addressed to?")
    expect(said).to_be_visible()


def _begin(page: Page, pseudonym: str) -> None:
    steps.open_case(page, pseudonym)
    steps.start_note(page)
