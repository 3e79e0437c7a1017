"""Every page that each of them can reach by a link, looked at in two widths, light and dark."""

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e import steps
from tests.e2e.conftest import OF_LAYOUT, Enter

pytestmark = pytest.mark.e2e

# Of each kind of page one, and of those that change with their state some more.
OFTEN = {"/notes/*/": 3, "/referrals/*/": 3, "/boundaries/*/": 3, "/notes/*/edit/": 2}
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=[=/])\d+")
WIDE, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=768, height=1024)
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
OUT_OF_SIGHT = """() => [...document.querySelectorAll("nav[aria-label=Main] a")]
    .filter(link => link.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map(link => link.textContent)"""
MUST_BE_THERE = {
    "supervisee": {
        "/cases/new/",
        "/notes/*/edit/",
        "/cases/*/referrals/new/",
        "/boundaries/*/",
    },
    "supervisor": {"/policies/", "/queue/", "/notes/*/", "/cases/*/", "/referrals/*/"},
    "clinic_lead": {"/audit/", "/audit/*/", "/people/", "/people/*/", "/people/supervision/*/"}
    | {"/policies/", "/policies/*/change/", "/audit/trends/"},
}


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href") and "download" not in said:
            self.found.append(said["href"] or "")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "768"])
@pytest.mark.parametrize("role", list(MUST_BE_THERE))
def test_every_page(
    enter: Enter, role: str, size: ViewportSize, assert_accessible: Callable[..., None]
) -> None:
    """The narrow ones are asked for what another width can change, in light alone. And after
    all of them the browser keeps where one is, and nothing of what is shown."""
    page = enter(role, viewport=size)
    assert page.evaluate(OUT_OF_SIGHT) == []
    addresses = _reachable(page)
    assert MUST_BE_THERE[role] <= {_kind(each) for each in addresses}
    for address in addresses:
        page.goto(address)
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate(OVERFLOW) <= 0, f"{address} is wider than {size['width']}"
        if size is WIDE:
            assert_accessible(page)
        else:
            assert_accessible(page, ["light"], OF_LAYOUT)
        path = urlsplit(page.url)._replace(scheme="", netloc="").geturl()
        assert steps.kept_by(page) == [["htmx-current-path-for-history", path]], address


def _reachable(page: Page) -> list[str]:
    """By following links from the first page; all that answer, each kind a few times."""
    home = page.url
    waiting, seen = [home], Counter([_kind(home)])
    found: list[str] = []
    came_from: dict[str, str] = {}
    while waiting:
        address = waiting.pop(0)
        answer = page.request.get(address)
        assert answer.ok, f"{address}: {answer.status} linked by {came_from.get(address)}"
        found.append(address)
        for link in Links(answer.text()).found:
            target = urljoin(address, link).partition("#")[0]
            kind = _kind(target)
            ours = urlsplit(target).netloc == urlsplit(home).netloc
            if ours and seen[kind] < OFTEN.get(kind, 1) and target not in {*found, *waiting}:
                seen[kind] += 1
                waiting.append(target)
                came_from[target] = address
    return found


def _kind(address: str) -> str:
    """The page, whichever case or note it shows."""
    parts = urlsplit(address)
    names = sorted(each.partition("=")[0] for each in parts.query.split("&") if each)
    return ID.sub("*", parts.path) + ("?" + "&".join(names) if names else "")
