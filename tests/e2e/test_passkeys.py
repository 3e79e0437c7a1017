"""Passkeys in a browser, with an authenticator that Chromium makes up.

The clinic requires a second step and is reached by a name: an address of numbers can have none.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.e2e.conftest import DESK, PATIENCE, Demo, started, watch
from tests.passkeys import code_of

pytestmark = pytest.mark.e2e

SUPERVISEE, LEAD = "tomas@harbour.example", "amara@harbour.example"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("strict")
    with started(data, SUPERVISION_SECOND_FACTOR="required") as demo:
        yield demo


Visit = Callable[[], Page]


@pytest.fixture
def visit(browser: Browser, strict: Demo) -> Iterator[Visit]:
    """A browser of one's own, at the sign-in page; what the policy blocks fails the test."""
    problems: list[str] = []
    contexts = []

    def _visit() -> Page:
        context = browser.new_context(
            base_url=strict.url.replace("127.0.0.1", "localhost"), viewport=DESK
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watch(page, problems)
        page.goto("/")
        return page

    yield _visit
    for context in contexts:
        context.close()
    assert problems == []


class Authenticator:
    """What stands for the finger on a phone."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = made["authenticatorId"]

    def credentials(self) -> list[dict[str, object]]:
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])

    def refuses(self) -> None:
        """The finger is not the owner's."""
        said = {"authenticatorId": self.id, "isUserVerified": False}
        self.session.send("WebAuthn.setUserVerified", said)


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("group").locator("summary", has_text="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def add_passkey(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill(name)
    page.get_by_role("button", name="Add the passkey").click()


def expect_inside(page: Page) -> None:
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_passkey_is_required_made_and_opens_the_door(
    visit: Visit, strict: Demo, assert_accessible: Callable[..., None]
) -> None:
    page = visit()
    device = Authenticator(page)
    assert_accessible(page)
    sign_in(page, SUPERVISEE, strict.give_password(SUPERVISEE))

    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Second step at sign-in")
    expect(page.get_by_role("note")).to_contain_text("Set up one of these to go on.")
    page.goto("/cases/")
    expect(title).to_have_text("Second step at sign-in")
    assert_accessible(page)
    page.get_by_role("link", name="Add a passkey").click()
    assert_accessible(page)
    page.get_by_label("What you call it").fill("phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(title).to_have_text("Recovery codes")
    codes = page.get_by_role("list", name="Your recovery codes")
    expect(codes.get_by_role("listitem")).to_have_count(10)
    assert_accessible(page)
    page.get_by_role("link", name="I have them, go on").click()
    expect_inside(page)
    assert [credential["isResidentCredential"] for credential in device.credentials()] == [True]

    sign_out(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect_inside(page)

    page.goto("/accounts/2fa/")
    expect(page.get_by_text("phone", exact=True)).to_be_visible()
    page.get_by_role("link", name="Rename or remove").click()
    expect(page.get_by_role("listitem").filter(has_text="phone")).to_contain_text("last used")
    assert_accessible(page)


def test_after_the_password_the_passkey_is_asked_for(visit: Visit, strict: Demo) -> None:
    page, password = visit(), strict.give_password("priya@harbour.example")
    Authenticator(page)
    sign_in(page, "priya@harbour.example", password)
    add_passkey(page, "laptop")
    page.get_by_role("link", name="I have them, go on").click()
    sign_out(page)

    sign_in(page, "priya@harbour.example", password)
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.get_by_role("button", name="Use your passkey").click()

    expect_inside(page)


def test_another_s_finger_is_told_and_opens_nothing(visit: Visit, strict: Demo) -> None:
    email = "ben@harbour.example"
    page, password = visit(), strict.give_password(email)
    device = Authenticator(page)
    sign_in(page, email, password)
    add_passkey(page, "phone")
    page.get_by_role("link", name="I have them, go on").click()
    sign_out(page)

    device.refuses()
    page.get_by_role("button", name="Use a passkey instead").click()

    expect(page.get_by_role("alert")).to_contain_text("choose another way")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_lead_needs_a_passkey_and_a_code_is_not_enough(
    visit: Visit, strict: Demo, assert_accessible: Callable[..., None]
) -> None:
    page, password = visit(), strict.give_password(LEAD)
    Authenticator(page)
    sign_in(page, LEAD, password)
    expect(page.get_by_role("note")).to_contain_text("Add a passkey to go on.")
    page.get_by_role("link", name="Set up an app").click()
    assert_accessible(page)
    shown = page.get_by_text("Type this key into the app").locator("code").inner_text()
    page.get_by_label("six digits").fill(code_of(shown.replace(" ", "")))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("link", name="I have them, go on").click()

    expect(page.get_by_role("note")).to_contain_text("Add a passkey to go on.")
    add_passkey(page, "key")
    expect(page).to_have_url(re.compile("/accounts/2fa/$"))
    expect(page.get_by_role("note")).to_have_count(0)
    page.goto("/audit/")
    expect_inside(page)


def test_a_step_that_matters_is_confirmed_by_the_passkey(visit: Visit, strict: Demo) -> None:
    email = "mei@harbour.example"
    page, password = visit(), strict.give_password(email)
    Authenticator(page)
    sign_in(page, email, password)
    add_passkey(page, "phone")
    page.get_by_role("link", name="I have them, go on").click()
    sign_out(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect_inside(page)

    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Make new codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.get_by_role("link", name="Your passkey").click()
    page.get_by_role("button", name="Use your passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Make new recovery codes")
    page.get_by_role("button", name="Make new codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
