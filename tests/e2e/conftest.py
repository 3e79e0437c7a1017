"""A browser, and the demonstration as anybody starts it: one process, one command."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
DESK = ViewportSize(width=1280, height=800)


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
            env=os.environ | {"SUPERVISION_DATA": str(self.data)},
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed here (Debian: apt-get install chromium).")
    return browser_type_launch_args | {"executable_path": found, "args": QUIET}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("demo")
    log = (data / "server.log").open("w")
    server = subprocess.Popen(  # noqa: S603 - the project's own command
        [sys.executable, "manage.py", "demo", "--json", f"--data={data}", f"--port={_port()}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env={k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}},
    )
    try:
        assert server.stdout is not None
        line = next((each for each in server.stdout if each.startswith("{")), "")
        assert line, f"The demonstration did not start:\n{(data / 'server.log').read_text()}"
        said = json.loads(line)
        yield Demo(said["url"], said["sign_in"], Path(said["data"]))
    finally:
        server.terminate()
        server.wait(timeout=20)


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
    """``enter("supervisor")`` is a page of her own browser; a script error fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def _enter(role: str, **options: Any) -> Page:
        context = browser.new_context(
            base_url=demo.url, storage_state=states[role], **({"viewport": DESK} | options)
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{role}: {error}"))
        page.on(
            "console",
            lambda said: (
                problems.append(f"{role}: {said.text}")
                if said.type == "error" and "Content Security Policy" in said.text
                else None
            ),
        )
        page.goto("/")
        return page

    yield _enter
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """No axe violation on the page as it is, in light and in dark."""
    axe = Axe()

    def check(page: Page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, (
                f"{page.url} ({scheme}): {found.generate_report()}"
            )
        page.emulate_media(color_scheme="light")

    return check


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
