"""A browser, and the demonstration as anybody starts it: one process, one command."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"type": "tag", "values": RULES}
# What another width can change.
OF_LAYOUT = {
    "type": "rule",
    "values": ["color-contrast", "scrollable-region-focusable", "target-size"],
}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
DESK = ViewportSize(width=1280, height=800)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PATIENCE = 10_000
GIVE_PASSWORD = """
from supervision.models import User
person = User.objects.get(email={!r})
person.set_password({!r})
person.save()
"""


@dataclass(frozen=True)
class Demo:
    url: str
    sign_in: dict[str, str]
    data: Path

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A management command beside the running server."""
        return subprocess.run(  # noqa: S603 - the project's own command
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env=_plain_environment() | {"SUPERVISION_DATA": str(self.data)},
        )

    def give_password(self, email: str) -> str:
        """For whom the demonstration prints no link: they come in by the sign-in page."""
        password = secrets.token_urlsafe(16)
        given = self.manage("shell", "-v", "0", "-c", GIVE_PASSWORD.format(email, password))
        assert given.returncode == 0, given.stderr
        return password


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed here (Debian: apt-get install chromium).")
    return browser_type_launch_args | {"executable_path": found, "args": QUIET}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with started(tmp_path_factory.mktemp("demo")) as found:
        yield found


@contextmanager
def started(data: Path, **environment: str) -> Iterator[Demo]:
    words = ["demo", "--json", f"--data={data}", f"--port={_port()}"]
    with (
        (data / "server.log").open("w") as log,
        subprocess.Popen(  # noqa: S603 - the project's own command
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=_plain_environment() | environment,
        ) as server,
    ):
        try:
            assert server.stdout is not None
            line = next((each for each in server.stdout if each.startswith("{")), "")
            assert line, f"It did not start:\n{(data / 'server.log').read_text()}"
            said = json.loads(line)
            yield Demo(said["url"], said["sign_in"], Path(said["data"]))
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def states(demo: Demo, browser: Browser) -> dict[str, Any]:
    """Each link of the demonstration works once: what it gave is kept for all tests."""
    kept = {}
    for role, link in demo.sign_in.items():
        context = browser.new_context()
        context.new_page().goto(link)
        kept[role] = context.storage_state()
        context.close()
    return kept


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, demo: Demo, states: dict[str, Any]) -> Iterator[Enter]:
    """``enter("supervisor")`` is a page of her own browser; a script error fails the test.

    Without a role nobody is signed in.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def _enter(role: str = "", **options: Any) -> Page:
        context = browser.new_context(
            base_url=demo.url, storage_state=states.get(role), **({"viewport": DESK} | options)
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, problems, role)
        page.goto("/")
        return page

    yield _enter
    for context in contexts:
        context.close()
    assert problems == []


def watch(page: Page, problems: list[str], who: str = "") -> None:
    """Notes what a script stumbles over, and what the policy of the page stops."""

    def note(said: str) -> None:
        problems.append(f"{who}: {said}")

    page.on("pageerror", lambda error: note(str(error)))
    page.on(
        "console",
        lambda said: note(said.text) if "Content Security Policy" in said.text else None,
    )


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """No axe violation on the page as it is, in light and in dark: there in what colours say,
    since nothing else of the page changes with them."""
    axe = Axe()

    def check(
        page: Page,
        schemes: Sequence[Scheme] = SCHEMES,
        rules: dict[str, Any] = ALL_RULES,
    ) -> None:
        for scheme in schemes:
            # still: colours are judged as they are, not halfway from the ones before
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            asked = rules if scheme == schemes[0] else OF_COLOURS
            found = axe.run(page, options={"runOnly": asked})
            assert found.violations_count == 0, (
                f"{page.url} ({scheme}): {found.generate_report()}"
            )
        page.emulate_media(color_scheme="light")

    return check


def _plain_environment() -> dict[str, str]:
    """As anybody starts it: nothing of this suite's settings, SQLite and one process."""
    ours = ("SUPERVISION_", "DJANGO_", "DATABASE_URL", "REDIS_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
