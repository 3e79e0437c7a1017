"""The room on a tablet, without a script, and what it weighs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

TABLET = ViewportSize(width=768, height=1024)
FIRST = "He drew a boat on the table."
HAPPENED = f"{FIRST} I did not ask who was in it.\n\nThe hour was over before the boat was."
# As the handles of a touch screen do it: the selection changes, and nothing else is heard.
SELECT = """([words]) => {
  const note = document.querySelector("[data-note]");
  const walker = document.createTreeWalker(note, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
}"""
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.shifts += each.hadRecentInput ? 0 : each.value;
}).observe({ type: "layout-shift", buffered: true }); }"""
HEAVIEST = 200_000


def test_by_finger_the_palette_is_clear_of_the_words(
    enter: Enter, assert_accessible: Callable[..., None]
) -> None:
    author = enter("supervisee", viewport=TABLET, has_touch=True)
    supervisor = enter("supervisor", viewport=TABLET, has_touch=True)
    steps.write_and_submit(author, "The boatman", HAPPENED, "Who was in it?")
    steps.open_from_queue(supervisor, "The boatman")

    palette = _select_by_finger(supervisor, FIRST)
    _is_clear_and_large(palette)
    assert_accessible(supervisor)

    palette.get_by_role("button", name="Suggestion").tap()
    form = supervisor.get_by_role("article", name="Your words")
    expect(form.get_by_role("radio", name="Suggestion")).to_be_checked()
    expect(steps.note(supervisor).get_by_text(FIRST)).to_be_in_viewport()
    form.get_by_label("Your words", exact=True).fill("Ask him who rows.")
    form.get_by_role("button", name="Send").tap()
    card = supervisor.get_by_role("article").filter(has_text="Ask him who rows.")
    expect(card).to_be_visible()
    assert_accessible(supervisor)
    if card.get_by_role("button", name="Close").is_visible():
        card.get_by_role("button", name="Close").tap()

    palette = _select_by_finger(supervisor, "I did not ask")
    palette.get_by_role("button", name="Affirm").tap()
    expect(
        supervisor.get_by_role("article").filter(has_text="Seen, and well done.")
    ).to_be_visible()

    _reply_by_finger(author)


def _is_clear_and_large(palette: Locator) -> None:
    box = palette.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == TABLET["height"]
    for button in palette.get_by_role("button").all():
        size = button.bounding_box()
        assert size is not None
        assert min(size["height"], size["width"]) >= 44


def _reply_by_finger(author: Page) -> None:
    author.get_by_role("link", name="See it as it was submitted").tap()
    author.locator(".threads").get_by_text("Ask him who rows.").tap()
    card = author.get_by_role("article").filter(has_text="Ask him who rows.")
    card.get_by_role("textbox", name=steps.beginning("Reply to")).fill("I will.")
    card.get_by_role("button", name="Send").tap()
    expect(card).to_contain_text("I will.")


def _select_by_finger(page: Page, words: str) -> Locator:
    steps.note(page).get_by_text(words).first.tap()
    page.evaluate(SELECT, [words])
    palette = page.get_by_role("toolbar", name="About the selected words")
    expect(palette).to_be_visible()
    return palette


def test_without_a_script_one_reads_filters_and_comments_on_a_paragraph(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, "The typesetter", HAPPENED, "Who was in it?")
    steps.open_from_queue(supervisor, "The typesetter")
    plain = enter("supervisor", java_script_enabled=False)
    plain.goto(supervisor.url)
    expect(steps.note(plain)).to_contain_text(FIRST)

    plain.get_by_role("link", name="Comment on this paragraph").first.click()
    form = plain.get_by_role("article", name="Your words")
    expect(form.get_by_role("blockquote")).to_contain_text(FIRST)
    steps.say(form, "Was it a ferry?")
    card = plain.get_by_role("article").filter(has_text="Was it a ferry?")
    expect(card).to_contain_text(FIRST)

    mine = enter("supervisee", java_script_enabled=False)
    mine.goto(supervisor.url)
    mine.get_by_text("Filter", exact=True).click()
    mine.get_by_label("New", exact=True).select_option("Not opened yet")
    mine.get_by_role("button", name="Show these").click()
    shown = mine.get_by_role("article").filter(has_text="Was it a ferry?")
    expect(shown).to_be_visible()
    mine.get_by_label("Reply to thread 1").fill("It had no oars.")
    shown.get_by_role("button", name="Send").click()
    expect(mine.get_by_role("article").filter(has_text="It had no oars.")).to_be_visible()
    mine.get_by_role("button", name="Mark all as read").click()
    expect(mine.get_by_role("button", name="Mark all as read")).to_have_count(0)


@pytest.mark.parametrize("size", [ViewportSize(width=1280, height=800), TABLET])
def test_the_room_is_light_and_does_not_jump(
    enter: Enter, demo: Demo, size: ViewportSize, capsys: pytest.CaptureFixture[str]
) -> None:
    page = enter("supervisor", viewport=size)
    page.goto("/queue/")
    room = steps.queue_line(page, "M., paramedic").get_by_role("link").get_attribute("href")
    fresh = enter("supervisor", viewport=size)
    client = fresh.context.new_cdp_session(fresh)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    fresh.add_init_script(f"({SHIFTS})()")
    fresh.goto(f"{demo.url}{room}")
    steps.expect_live(fresh)
    fresh.wait_for_load_state("networkidle")
    fresh.wait_for_timeout(500)

    with capsys.disabled():
        print(f"\nthe room weighs {sum(sizes) / 1000:.0f} kB")  # noqa: T201 - a measurement, for people
    assert 50_000 < sum(sizes) <= HEAVIEST
    assert fresh.evaluate("window.shifts") < 0.01
