"""Signing in at the identity provider of a clinic, by a browser that obeys the page's policy.

The redirect that answers a form is one of its targets: a policy naming this site alone would
stop it silently.
"""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESK, PATIENCE, Demo, started, watch
from tests.identity_provider import CLIENT, SECRET, Server, serving

pytestmark = pytest.mark.e2e

PERSON = "tomas@harbour.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, provider: Server) -> Iterator[Demo]:
    """A demonstration whose clinic has a provider: its id is known once it is there."""
    data = tmp_path_factory.mktemp("elsewhere")
    with started(data) as demo:
        listed = demo.manage("clinics").stdout
    known = next(line for line in listed.splitlines() if "Harbour" in line).split()[0]
    named = {
        "id": "harbour",
        "clinic": known,
        "name": "Harbour University",
        "server": provider.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
    }
    with started(data, SUPERVISION_IDENTITY_PROVIDERS=json.dumps([named])) as demo:
        yield demo


@pytest.fixture
def page(browser: Browser, clinic: Demo) -> Iterator[Page]:
    problems: list[str] = []
    context = browser.new_context(base_url=clinic.url, viewport=DESK)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watch(page, problems)
    yield page
    context.close()
    assert problems == []


def test_an_account_is_linked_and_opens(page: Page, clinic: Demo) -> None:
    password = clinic.give_password(PERSON)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(PERSON)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.goto("/settings/")
    page.get_by_role("link", name="Sign-in of your clinic").click()
    page.get_by_role("button", name="Link it").click()
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Your account is linked")).to_be_visible()
    expect(page.get_by_text("Linked", exact=True)).to_be_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with Harbour University").click()

    expect(page.get_by_role("heading", name="My cases")).to_be_visible()


def test_who_is_not_linked_reads_what_to_do(page: Page, provider: Server) -> None:
    provider.subject = "nobody-here"
    page.goto("/accounts/login/")

    page.get_by_role("button", name="Sign in with Harbour University").click()

    expect(page.get_by_role("heading", name="Not signed in")).to_be_visible()
    expect(page.get_by_text("no account here is linked")).to_be_visible()
