"""Two people in one room: what each sees of the other, and what stays still meanwhile."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

FIRST = "She brought a map of the house."
SECOND = "I looked at the rooms without doors."
LONG = "\n\n".join(f"Paragraph {number} of a long afternoon." for number in range(30))
HAPPENED = f"{FIRST} {SECOND}\n\n{LONG}"
TOP = "element => element.getBoundingClientRect().top"
LOOKS = """() => [...document.querySelectorAll("[data-note] mark")].map((mark) => {
  const look = getComputedStyle(mark);
  return [look.textDecorationStyle, look.textDecorationThickness, look.textUnderlineOffset];
}).map(String)"""
SENTENCES = """() => {
  const said = window.said = [];
  const region = document.getElementById("announcer");
  new MutationObserver(() => said.push(region.textContent)).observe(region, {
    childList: true, characterData: true, subtree: true,
  });
}"""


def meet(enter: Enter, pseudonym: str, **options: ViewportSize) -> tuple[Page, Page]:
    author, supervisor = enter("supervisee", **options), enter("supervisor")
    steps.write_and_submit(author, pseudonym, HAPPENED, "Where are the doors?")
    steps.open_from_queue(supervisor, pseudonym)
    author.get_by_role("link", name="See it as it was submitted").click()
    steps.expect_live(author)
    return author, supervisor


def test_each_sees_who_is_there_and_that_somebody_writes(enter: Enter) -> None:
    author, supervisor = meet(enter, "The surveyor")
    for page in (author, supervisor):
        here = page.get_by_role("list", name="In the room")
        expect(here).to_contain_text("Ruth Adeyemi")
        expect(here).to_contain_text("Jo Lindqvist")

    form = steps.comment_on(supervisor, FIRST)
    form.get_by_label("Your words", exact=True).press_sequentially("Which house was it")
    expect(author.locator(".typing")).to_have_text("Ruth Adeyemi is writing …")
    expect(author.get_by_role("main")).not_to_contain_text("Which house was it")


def test_a_thought_stays_on_the_screen_until_it_is_sent(enter: Enter) -> None:
    author, supervisor = meet(enter, "The draughtsman")
    watch = steps.watch_for(author, "is writing")
    form = steps.comment_on(supervisor, SECOND)
    form.get_by_role("checkbox", name=steps.beginning("Think first")).check()
    form.get_by_label("Your words", exact=True).press_sequentially("No doors, or no way out?")
    form.get_by_role("button", name="Keep on this screen").click()

    thought = supervisor.get_by_role("article").filter(has_text="Only on this screen")
    expect(thought).to_contain_text("No doors, or no way out?")
    expect(form).to_be_hidden()
    assert "No doors" not in steps.all_kept_by(supervisor)
    expect(author.get_by_role("main")).not_to_contain_text("No doors")
    silent = "watch => Promise.race([watch.at, new Promise(r => setTimeout(() => r(0), 500))])"
    assert watch.evaluate(silent) == 0, "somebody saw that she wrote"

    thought.get_by_role("button", name="Go on writing").click()
    words = form.get_by_label("Your words", exact=True)
    expect(words).to_have_value("No doors, or no way out?")
    words.fill("No doors, or no way out? Whose?")
    form.get_by_role("button", name="Keep on this screen").click()
    thought.get_by_role("button", name="Send it").click()
    expect(steps.thread(author, "no way out? Whose?")).to_contain_text(SECOND)
    expect(thought).to_have_count(0)

    form = steps.comment_on(supervisor, FIRST)
    form.get_by_label("Your words", exact=True).fill("Too early.")
    form.get_by_role("button", name="Keep on this screen").click()
    thought.get_by_role("button", name="Throw away").click()
    expect(thought).to_have_count(0)
    expect(author.get_by_role("main")).not_to_contain_text("Too early.")


def test_look_here_shows_the_place_and_moves_nothing(enter: Enter) -> None:
    author, supervisor = meet(enter, "The guide")
    author.evaluate("window.scrollTo(0, 1200)")
    before = author.evaluate("scrollY")
    author.evaluate(SENTENCES)
    steps.drag_over(supervisor, steps.note(supervisor), FIRST)
    palette = supervisor.get_by_role("toolbar", name="About the selected words")
    palette.get_by_role("button", name="Look here").click()

    sign = author.get_by_text(f"Ruth Adeyemi points at “{FIRST}”", exact=True)
    expect(sign).to_be_visible()
    assert author.evaluate("[...CSS.highlights.get('pointed')].map(String)") == [FIRST]
    assert author.evaluate("window.said") == [f"Ruth Adeyemi points at “{FIRST}”."]
    assert author.evaluate("scrollY") == before
    author.get_by_role("button", name="Go there").click()
    expect(steps.note(author).get_by_text(FIRST)).to_be_in_viewport()
    expect(sign).to_be_hidden(timeout=10_000)
    assert not author.evaluate("CSS.highlights.has('pointed')")


def test_what_came_since_the_last_visit_is_marked_until_it_is_opened(enter: Enter) -> None:
    author, supervisor = meet(enter, "The archivist")
    room = author.url
    author.goto("/cases/")
    steps.say(steps.comment_on(supervisor, FIRST), "Whose map?")
    steps.thread(supervisor, "Whose map?")
    steps.say(steps.comment_on(supervisor, SECOND), "Which rooms?", "Reflection")

    author.goto(room)
    unread = author.locator(".threads > .is-unread")
    expect(unread).to_have_count(2)
    expect(author.get_by_role("article", name=re.compile("^Thread 1 ?, new$"))).to_be_visible()
    steps.thread(author, "Whose map?")
    expect(unread).to_have_count(1)
    author.wait_for_load_state("networkidle")
    author.reload()
    expect(unread).to_have_count(1)

    shown = _filter(author)
    author.get_by_role("button", name="Mark all as read").click()
    expect(unread).to_have_count(0)
    author.wait_for_load_state("networkidle")
    author.goto(room)
    expect(shown).to_have_count(2)
    expect(unread).to_have_count(0)
    expect(supervisor.locator(".is-unread")).to_have_count(0)


def _filter(author: Page) -> Locator:
    """The threads that are shown, after one has looked for the new ones of a kind."""
    author.get_by_text("Filter", exact=True).click()
    author.get_by_label("New", exact=True).select_option("Not opened yet")
    shown = author.get_by_role("article", name=re.compile("^Thread"))
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Which rooms?")
    expect(steps.note(author).locator("mark")).to_have_count(1)
    author.get_by_label("New", exact=True).select_option("Since I was last here")
    expect(shown).to_have_count(2)
    author.get_by_label("Kind").select_option("Reflection")
    expect(shown).to_have_count(1)
    assert "act=reflection" in author.url
    return shown


@pytest.mark.parametrize(
    "size",
    [ViewportSize(width=1280, height=800), ViewportSize(width=768, height=1024)],
    ids=["1280", "768"],
)
def test_what_comes_above_moves_nothing_that_is_read_or_written(
    enter: Enter, size: ViewportSize
) -> None:
    author, supervisor = meet(enter, f"The beekeeper at {size['width']}", viewport=size)
    last = "Paragraph 2 of a long afternoon."
    steps.say(steps.comment_on(supervisor, last), "How long?")
    card = steps.thread(author, "How long?")
    field = card.get_by_role("textbox", name=steps.beginning("Reply to"))
    field.click()
    field.press_sequentially("As long as")
    text = steps.note(author).get_by_text(last)
    places = _places(card, text)
    author.evaluate(SENTENCES)

    for number in range(4):
        steps.say(steps.comment_on(supervisor, FIRST), f"Another {number}. " + "Why? " * 40)
        said = supervisor.get_by_role("article").filter(has_text=f"Another {number}. Why?")
        expect(said).to_be_visible()
    expect(author.get_by_text("Another 3. Why?")).to_have_count(1)

    # on a narrow screen the text is above, out of sight
    seen = (card, text) if size["width"] > 1000 else (card,)
    for place, before in zip(_places(*seen), places, strict=False):
        assert abs(place - before) <= 1
    expect(field).to_be_focused()
    expect(field).to_have_value("As long as")
    author.keyboard.type(" it takes.")
    expect(field).to_have_value("As long as it takes.")
    author.wait_for_function("window.said.length > 0")
    for sentence in author.evaluate("window.said"):
        assert len(sentence) < 80
        assert "Another" not in sentence


def _places(*parts: Locator) -> list[int]:
    return [round(part.evaluate(TOP)) for part in parts]


def test_words_that_are_chosen_stay_chosen_when_their_paragraph_changes(
    enter: Enter,
) -> None:
    author, supervisor = meet(enter, "The bricklayer")
    steps.drag_over(author, steps.note(author), SECOND)
    steps.say(steps.comment_on(supervisor, FIRST), "A map of what?")
    expect(author.get_by_text("A map of what?")).to_be_visible()
    assert author.evaluate("getSelection().toString()") == SECOND
    palette = author.get_by_role("toolbar", name="About the selected words")
    palette.get_by_role("button", name="Question").click()
    form = author.get_by_role("article", name="Your words")
    expect(form.get_by_role("blockquote")).to_have_text(SECOND)


def test_marks_that_overlap_are_told_apart_without_colour(
    enter: Enter, assert_accessible: Callable[..., None]
) -> None:
    author, supervisor = meet(enter, "The cartographer")
    steps.say(steps.comment_on(supervisor, "brought a map of the house"), "Which one?")
    steps.thread(supervisor, "Which one?")
    steps.say(steps.comment_on(supervisor, "map of the house. I looked"), "At what?")
    steps.drag_over(supervisor, steps.note(supervisor), "the house. I looked at")
    palette = supervisor.get_by_role("toolbar", name="About the selected words")
    palette.get_by_role("button", name="Power dynamics").click()
    form = supervisor.get_by_role("article", name="A flag, as a question")
    form.get_by_role("button", name="Flag this").click()

    marks = steps.note(author).locator("mark mark mark")
    expect(marks.first).to_be_visible()
    looks = author.evaluate(LOOKS)
    assert len(set(looks)) >= 3
    references = steps.note(author).get_by_role("link", name=re.compile("^Thread"))
    expect(references).to_have_count(3)
    assert len(set(references.all_inner_texts())) == 3
    assert_accessible(author)
