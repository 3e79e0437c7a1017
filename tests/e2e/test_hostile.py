"""Strings made to break pages are words like any other, on every page that shows them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

CASE = "<script>alert('the case')</script>"
# What no template of ours writes: handlers, frames, scripts and links that are not ours.
INJECTED = """() => [...document.querySelectorAll("*")].flatMap((element) => {
  const handlers = [...element.attributes].filter(({ name }) => name.startsWith("on"));
  const foreign = element.matches(
    "iframe, object, embed, base, img, video, audio, marquee, math, style, main script, "
    + "script:not([src^='/static/']), [href^='javascript:' i], [src^='javascript:' i], "
    + "main meta, main link, main form[action^='http']",
  );
  return handlers.length || foreign ? [element.outerHTML.slice(0, 200)] : [];
})"""
BESIDE = """line => {
  const name = line.querySelector("strong").getBoundingClientRect();
  const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const at = node.data.indexOf("C-0");
    if (at < 0) continue;
    range.setStart(node, at);
    range.setEnd(node, at + 6);
    const code = range.getBoundingClientRect();
    return code.left >= name.right || code.top >= name.bottom - 1;
  }
  return false;
}"""


@pytest.fixture(scope="module")
def hostile(demo: Demo, corpora: Path) -> None:
    words = f"from tests.e2e.hostile import store; store({str(corpora)!r})"
    stored = demo.manage("shell", "-v", "0", "-c", words)
    assert stored.returncode == 0, stored.stderr


@pytest.fixture
def watched(enter: Enter, hostile: None) -> Iterator["Watched"]:
    watched = Watched(enter)
    yield watched
    assert watched.dialogs == []
    assert watched.strangers == []


class Watched:
    """Pages that tell when a string got to do something."""

    def __init__(self, enter: Enter) -> None:
        self._enter = enter
        self.dialogs: list[str] = []
        self.strangers: list[str] = []

    def enter(self, role: str) -> Page:
        page = self._enter(role)
        page.on("dialog", self._dismiss)
        page.on("request", lambda request: self._note(page, request))
        return page

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note(self, page: Page, request: Request) -> None:
        origin = "/".join(page.url.split("/")[:3])
        if not request.url.startswith((origin, origin.replace("http", "ws"), "data:")):
            self.strangers.append(request.url)


def test_for_the_author(watched: Watched) -> None:
    page = watched.enter("supervisee")
    _harmless(page)
    lines = page.get_by_role("link").filter(has_text="old man and the sea")
    assert lines.first.evaluate(BESIDE)
    page.get_by_role("link", name=CASE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CASE)
    _harmless(page)
    case = page.url
    page.get_by_role("region", name="Notes").get_by_role("link").first.click()
    steps.expect_live(page)
    _harmless(page)
    for kind in ("Referral", "Boundary"):
        page.goto(case)
        decisions = page.get_by_role("region", name="Decisions")
        decisions.get_by_role("link", name=steps.beginning(kind)).click()
        _harmless(page)


def test_for_the_supervisor(watched: Watched) -> None:
    page = watched.enter("supervisor")
    _harmless(page)
    steps.queue_line(page, CASE).get_by_role("link").click()
    steps.expect_live(page)
    expect(page.get_by_role("article", name=re.compile("^Thread")).first).to_be_visible()
    _harmless(page)
    steps.say(steps.comment_on(page, "undefined"), "</p><img src=x onerror=alert(1)>")
    expect(page.get_by_text("</p><img src=x onerror=alert(1)>").first).to_be_visible()
    _harmless(page)
    page.goto("/decisions/")
    _harmless(page)


def test_for_the_lead(watched: Watched) -> None:
    page = watched.enter("clinic_lead")
    page.goto("/audit/?supervisee=&kind=referral")
    _harmless(page)
    page.get_by_role("table").last.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("alert(")
    _harmless(page)
    page.goto("/flags/shared/")
    _harmless(page)


def _harmless(page: Page) -> None:
    assert page.evaluate(INJECTED) == []
    overflow = (
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert page.evaluate(overflow) <= 0, f"{page.url} is wider than its window"
    place = page.get_by_role("navigation", name="Main").bounding_box()
    assert place is not None
    assert place["x"] < 640
