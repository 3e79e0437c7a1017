"""A caller over the wire: one kept connection, a session cookie and a CSRF token."""

import http.client
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

API = "/api/v1/"
IDLE_SECONDS = 2.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
COOKIE = re.compile(r"(?:^|; )csrf=(\w+)")
# What all callers of this run have asked, by the first digit of the answer.
asked: Counter[int] = Counter()


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def data(self) -> Any:
        return json.loads(self.body) if self.body else None


class Caller:
    def __init__(self, port: int, session: str) -> None:
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.session = session
        self.cookie = self.token = ""
        self.used = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.close()

    # --- The API ---

    def get(self, path: str, expect: int = 200) -> Any:
        return self.call("GET", path, expect=expect)

    def post(self, path: str, expect: int = 201, **body: Any) -> Any:
        return self.call("POST", path, body, expect=expect)

    def put(self, path: str, expect: int = 200, **body: Any) -> Any:
        return self.call("PUT", path, body, expect=expect)

    def patch(self, path: str, expect: int = 200, **body: Any) -> Any:
        return self.call("PATCH", path, body, expect=expect)

    def call(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        answer = self.send(method, path, body)
        assert answer.status == expect, (method, path, answer.status, answer.text[:600])
        return answer.data

    def send(self, method: str, path: str, body: Any = None) -> Answer:
        """Any answer but one of the server's own failing; a refusal has its three parts."""
        raw = None if body is None else json.dumps(body).encode()
        answer = self._ask(method, API + path, raw, "application/json")
        if answer.status >= 400:
            said = answer.data
            assert set(said) == {"code", "detail", "fields"}, (method, path, answer.text[:600])
            assert said["code"], said
            assert said["detail"].strip(), said
        return answer

    # --- Pages ---

    def page(self, path: str) -> Answer:
        return self._ask("GET", path, None, "")

    def submit(self, path: str, values: list[tuple[str, str]]) -> Answer:
        """A form as a browser sends it."""
        raw = urlencode(values, errors="surrogatepass").encode()
        return self._ask("POST", path, raw, "application/x-www-form-urlencoded")

    # --- The wire ---

    def _ask(self, method: str, path: str, raw: bytes | None, content_type: str) -> Answer:
        headers = {}
        if method != "GET":
            self._learn_token()
            headers = {"X-CSRFToken": self.token, "Content-Type": content_type}
        return self._exchange(method, path, raw, headers)

    def _learn_token(self) -> None:
        """Once, from a page, as a browser does."""
        if self.token:
            return
        page = self._exchange("GET", "/settings/", None, {})
        self.token = TOKEN.findall(page.text)[0]

    def _exchange(
        self, method: str, path: str, raw: bytes | None, headers: dict[str, str]
    ) -> Answer:
        self._leave_idle_connection()
        headers["Cookie"] = f"session={self.session}" + (
            f"; csrf={self.cookie}" if self.cookie else ""
        )
        self.wire.request(method, path, body=raw, headers=headers)
        response = self.wire.getresponse()
        body = response.read()
        asked[response.status // 100] += 1
        assert response.status < 500, (method, path, response.status, body[:600])
        said = {name.lower(): value for name, value in response.getheaders()}
        cookies = "; ".join(response.headers.get_all("Set-Cookie", []))
        if renewed := COOKIE.findall(cookies):
            self.cookie = renewed[0]
        return Answer(response.status, body, said)

    def _leave_idle_connection(self) -> None:
        """The server ends one that rested for five seconds; a browser opens the next."""
        now = time.monotonic()
        if now - self.used > IDLE_SECONDS:
            self.wire.close()
        self.used = now
