"""Every answer of every address says the same about itself, refusals and failures too."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from django.conf import settings
from django.test import Client

from supervision.models import User
from tests.matrix.calls import Answer, Callers, address, undone
from tests.matrix.readers import W
from tests.matrix.registry import UNSAFE, addresses
from tests.matrix.routes import API, PAGES, WITHOUT_ROW
from tests.matrix.shared import MatrixCase
from tests.matrix.table import Row

TABLE: Final = {**API, **PAGES}
# What the rows say of an answer; everything else is the same for all.
OF_ITS_OWN: Final = frozenset(
    {
        "allow", "content-disposition", "content-language", "content-length", "content-type",
        "location", "retry-after", "set-cookie", "supervision-rows", "vary",
        "www-authenticate", "x-csrftoken", "expires", "etag", "last-modified",
        "hx-redirect", "hx-trigger", "hx-retarget", "hx-reswap", "hx-push-url",
    }
)  # fmt: skip
ALWAYS: Final = {
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "browsing-topics=()",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}
POLICY: Final = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    f"connect-src 'self' {settings.SITE_URL.replace('http', 'ws', 1)}",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default looking",
}
LIBRARY: Final = {  # the page of the API's description, which is the same for all
    "style-src 'self'": "style-src 'self' 'unsafe-inline'",
    "require-trusted-types-for 'script'": "",
    "trusted-types default looking": "",
}
NONCE: Final = re.compile(r" 'nonce-[\w+/=-]{20,}'")


@pytest.mark.usefixtures("bundle")
class TheHeaders(MatrixCase):
    def test_every_address_answers_with_the_same_ones(self) -> None:
        """As its owner, as somebody unknown, and with a method that is not there."""
        for name, url in self._urls():
            for who, method in ((W.OWNER, "get"), (W.ANONYMOUS, "get"), (W.OWNER, "put")):
                with self.subTest(address=name, who=who, method=method), undone():
                    answer = self.callers.ask(who, method, url, {})
                    self._judge(name, answer)

    def test_nobody_writes_without_the_token_of_the_page(self) -> None:
        """Every address, those of signing in among them; with the cookie alone."""
        strict = Callers(self.world, enforce_csrf=True)
        for name, url in self._urls():
            for method in UNSAFE:
                with self.subTest(address=name, method=method), undone():
                    answer = strict.ask(W.OWNER, method, url, {}, form=name in PAGES)
                    assert answer.status in self._refused(name, method), answer.status
                    assert answer.wrote == frozenset()
                    self._judge(name, answer)

    def test_looking_changes_nothing_but_what_is_named(self) -> None:
        """Beside the log of who read what and the session, which every reading may touch."""
        named = {name for name, row in TABLE.items() if row.look and row.look.leaves}

        assert named == set(LEAVING)

    def _refused(self, name: str, method: str) -> tuple[int, ...]:
        row = TABLE[name]
        if method in row.methods or (not row.do and row.methods_elsewhere):
            return (403,)
        return (403, 405)

    def _urls(self) -> Iterator[tuple[str, str]]:
        for name in sorted({it.name for it in addresses()} - set(WITHOUT_ROW)):
            row: Row = TABLE[name]
            named = self.world.named(row.kind) if row.kind else {}
            yield name, address(self.world, name, row, next(iter(named.values()), None))

    def _judge(self, name: str, answer: Answer) -> None:
        headers = headers_of(answer)
        policy = headers.pop("content-security-policy")
        assert kept_private(headers.pop("cache-control")), headers
        headers.pop("clear-site-data", None)
        assert headers == ALWAYS
        replaced = LIBRARY if name == "api:docs" else {}
        wanted = {replaced.get(part, part) for part in POLICY} - {""}
        assert set(NONCE.sub("", policy).split("; ")) == wanted


# What a look may change beside the log of readings and the session.
LEAVING: Final = {
    "room": "the bookmark of the last visit",
    "api:export-content": "that an export was fetched",
    "export_file": "the same",
}


def headers_of(answer: Answer) -> dict[str, str]:
    lines = answer.text.partition("\n\n")[0].splitlines()
    pairs = (line.partition(": ") for line in lines)
    return {name.lower(): value for name, _, value in pairs if name.lower() not in OF_ITS_OWN}


def kept_private(said: str) -> bool:
    return "no-store" in said and "public" not in said


# --- What no row of the table can bring about ---


def without_page(client: Client, url: str, **headers: str) -> dict[str, str]:
    answer = client.get(url, headers=headers)
    found = {name.lower(): value for name, value in answer.headers.items()}
    return {name: value for name, value in found.items() if name not in OF_ITS_OWN}


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/nowhere/", "/api/v1/nowhere/", "/static/nowhere.js"])
def test_what_is_not_there_says_the_same(client: Client, url: str) -> None:
    headers = without_page(client, url)

    policy = headers.pop("content-security-policy")
    assert kept_private(headers.pop("cache-control"))
    assert headers == ALWAYS
    assert set(NONCE.sub("", policy).split("; ")) == POLICY


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", ["/healthz/live", "/healthz/ready"])
def test_a_probe_is_answered_with_all_that_holds_for_pages(client: Client, url: str) -> None:
    headers = without_page(client, url)

    assert headers == ALWAYS | {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_with_them(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert ALWAYS.items() <= {k.lower(): v for k, v in answer.headers.items()}.items()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_page_that_breaks_says_the_same_and_nothing_of_why(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> str:
        msg = "a secret of the inside"
        raise RuntimeError(msg)

    client.raise_request_exception = False
    monkeypatch.setattr("frontend.context.Surroundings", break_down)

    answer = client.get("/accounts/login/")

    assert answer.status_code == 500
    assert ALWAYS.items() <= {k.lower(): v for k, v in answer.headers.items()}.items()
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_signing_out_empties_what_the_browser_kept(client: Client) -> None:
    client.force_login(User.objects.create_user("ada@example.org", display_name="Ada"))

    left = client.post("/accounts/logout/")
    again = client.get("/accounts/login/")

    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in again.headers
