"""What people do on the pages, in their words: the journeys are written with these."""

import re

from playwright.sync_api import JSHandle, Locator, Page, expect

# From the first to the last letter of the words, as a mouse goes. References are no words.
PLACE_OF_WORDS = """(element, words) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const spots = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".ref, .sr")) continue;
    for (let at = 0; at < node.length; at += 1) spots.push([node, at]);
    text += node.data;
  }
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`not in the text: ${words}`);
  const end = start + words.length - 1;
  const boxOf = ([node, at]) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  spots[start][0].parentElement.scrollIntoView({ block: "center" });
  const first = boxOf(spots[start]);
  const last = boxOf(spots[end]);
  return [
    first.left + 1, first.top + first.height / 2,
    last.right - 1, last.top + last.height / 2,
  ];
}"""

# When the words are on the page first, to the millisecond: polling would round it up.
WATCH_FOR = """words => ({ at: new Promise((tell) => {
  const look = () => {
    if (!document.querySelector("main").textContent.includes(words)) return false;
    tell(Date.now());
    return true;
  };
  const watcher = new MutationObserver(() => { if (look()) watcher.disconnect(); });
  if (!look()) {
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  }
}) })"""


# Wherever a page can put something that outlasts it, but for cookies.
KEPT = """async () => [
  Object.entries(localStorage), Object.entries(sessionStorage), await caches.keys(),
  await indexedDB.databases(), await navigator.serviceWorker.getRegistrations(),
  history.state ? Object.entries(history.state) : [],
].flat()"""


def kept_by(page: Page) -> list[object]:
    """What the browser keeps of what it was shown."""
    found: list[object] = page.evaluate(KEPT)
    return found


def all_kept_by(page: Page) -> str:
    """The same with the cookies that scripts can read, to look for words in."""
    return f"{kept_by(page)} {page.evaluate('document.cookie')}"


def sign_in(page: Page, email: str, password: str) -> None:
    """By the sign-in page: a session of this browser alone."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def beginning(words: str) -> re.Pattern[str]:
    """A choice card says more than its label."""
    return re.compile(f"^{re.escape(words)}")


def drag_over(page: Page, area: Locator, words: str) -> None:
    left, top, right, bottom = area.evaluate(PLACE_OF_WORDS, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2)
    page.mouse.move(right, bottom)
    page.mouse.up()


def watch_for(page: Page, words: str) -> JSHandle:
    return page.evaluate_handle(WATCH_FOR, words)


def seen_at(watch: JSHandle) -> float:
    """Milliseconds of this machine's clock, which both browsers read."""
    moment: float = watch.evaluate("watch => watch.at")
    return moment


# --- Cases and notes ---


def open_case(page: Page, pseudonym: str) -> None:
    page.goto("/cases/")
    page.get_by_role("link", name="New case", exact=True).click()
    page.get_by_label("What you call this client here").fill(pseudonym)
    page.get_by_label("Age").select_option("25 to 39")
    page.get_by_role("radio", name="Individual").check()
    page.get_by_label("The work began in").fill("2026-03")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(pseudonym)


def start_note(page: Page, how: str = "Short reflection") -> None:
    page.get_by_role("link", name="New case note").click()
    page.get_by_role("radio", name=beginning(how)).check()
    page.get_by_role("button", name="Begin to write").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Session reflection")


def section(page: Page, title: str) -> Locator:
    return page.get_by_role("textbox", name=title, exact=True)


def savestate(page: Page) -> Locator:
    return page.locator(".savebar").get_by_role("status")


def expect_saved(page: Page) -> None:
    expect(savestate(page)).to_have_text(beginning("All changes saved"), timeout=8000)


def flag_by_mouse(page: Page, title: str, words: str, dimension: str) -> Locator:
    """The panel of the flag, open."""
    paper = page.locator(".editor-section", has=section(page, title)).locator(".backdrop")
    drag_over(page, paper, words)
    buttons = page.get_by_role("group", name=f"Flag words of “{title}”")
    expect(buttons).to_contain_text(words[:40])
    buttons.get_by_role("button", name=dimension).click()
    return _panel(page, words)


def flag_by_keyboard(page: Page, title: str, words: str, number: int) -> Locator:
    """As flag_by_mouse, for somebody who never leaves the keyboard: Alt and the number."""
    box = section(page, title)
    before, found, _ = box.input_value().partition(words)
    assert found, f"not in the section: {words}"
    box.focus()
    page.keyboard.press("Control+Home")
    for _ in before:
        page.keyboard.press("ArrowRight")
    for _ in words:
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press(f"Alt+Digit{number}")
    return _panel(page, words)


def _panel(page: Page, words: str) -> Locator:
    panel = page.get_by_role("dialog", name="Flag")
    expect(panel.get_by_role("blockquote")).to_have_text(words)
    return panel


def flags(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Flags").get_by_role("listitem")


def answer(page: Page, *, help_wanted: str, risk: str, question: str) -> None:
    section(page, "My question for supervision").fill(question)
    page.get_by_role("radio", name=beginning(help_wanted)).check()
    page.get_by_role("radio", name=beginning(risk)).check()


def write_and_submit(
    page: Page, pseudonym: str, happened: str, question: str, risk: str = "No new risk"
) -> None:
    """A new case with one short note, submitted to the first supervisor."""
    open_case(page, pseudonym)
    start_note(page)
    section(page, "What happened").fill(happened)
    answer(page, help_wanted="Think with me", risk=risk, question=question)
    submit(page)


def submit(page: Page, button: str = "Submit for review") -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Submitted to Ruth Adeyemi")


# --- The room ---


def queue_line(page: Page, pseudonym: str) -> Locator:
    waiting = page.get_by_role("region", name="Waiting for you")
    return waiting.get_by_role("listitem").filter(has_text=pseudonym)


def open_from_queue(page: Page, pseudonym: str) -> None:
    page.goto("/queue/")
    queue_line(page, pseudonym).get_by_role("button", name="Open").click()
    expect_live(page)


def expect_live(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()


def note(page: Page) -> Locator:
    return page.get_by_role("group", name="Text of the note")


def thread(page: Page, words: str) -> Locator:
    """The card in the margin that says these words, open."""
    card = page.get_by_role("article").filter(has_text=words)
    expect(card).to_be_visible()
    if "is-open" not in (card.get_attribute("class") or ""):
        card.get_by_text(words).first.click()
    return card


def comment_on(page: Page, words: str) -> Locator:
    """The form for a comment on these words, open, by mouse."""
    drag_over(page, note(page), words)
    toolbar = page.get_by_role("toolbar", name="About the selected words")
    toolbar.get_by_role("button", name="Question").click()
    form = page.get_by_role("article", name="Your words")
    expect(form.get_by_role("blockquote")).to_have_text(words)
    return form


def say(form: Locator, words: str, act: str = "") -> None:
    if act:
        form.get_by_role("radio", name=act).check()
    form.get_by_label("Your words", exact=True).fill(words)
    form.get_by_role("button", name="Send").click()


def reply(card: Locator, words: str) -> None:
    card.get_by_role("textbox", name=beginning("Reply to")).fill(words)
    card.get_by_role("button", name="Send").click()


def step(page: Page, name: str) -> Locator:
    """One of the ways on under “What comes next”, unfolded."""
    way = page.locator("details", has=page.locator("summary", has_text=name))
    way.locator("summary").click()
    return way


# --- Decisions ---


def unfold(page: Page, *titles: str) -> None:
    for title in titles:
        part = page.locator("details", has=page.get_by_role("heading", name=title, exact=True))
        if part.get_attribute("open") is None:
            part.locator("> summary").click()


def choose(page: Page, question: str, choice: str) -> None:
    group = page.get_by_role("group", name=question)
    group.get_by_role("radio", name=choice, exact=True).check()


def move(page: Page, name: str, becomes: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".head .tag").first).to_have_text(becomes)
