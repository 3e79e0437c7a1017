"""An identity provider on the loopback address, as OpenID Connect Core and RFC 7636 say.

It is somebody else's part of the conversation: whoever asks is ``subject``, at once.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT: Final = "supervision-here"
SECRET: Final = "not a secret of anybody's"
CLAIMED: Final = "claimed.by.the.provider@example.org"


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.subject = "somebody-17"
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.refuses = False
        self.claims: dict[str, Any] = {}
        self.leaves_out: tuple[str, ...] = ()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def describe(self) -> dict[str, Any]:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return {name: value for name, value in said.items() if name not in self.leaves_out}

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "iat": now,
            "exp": now + 60,
            "email": CLAIMED,
            "email_verified": True,
            "name": "A Name From Elsewhere",
        }
        said = {name: value for name, value in (claims | self.claims).items() if value}
        return jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "one"})


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._say(self.server.describe())
        elif parts.path == "/authorize":
            self._authorize(asked)
        else:
            self._say({"error": "not_found"}, status=404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = {name: values[-1] for name, values in parse_qs(body).items()}
        begun = self.server.codes.pop(said.get("code", ""), None)
        if begun is None or not _is_whose(said, begun):
            self._say({"error": "invalid_grant"}, status=400)
            return
        answer = {"access_token": "unused", "token_type": "Bearer"}
        self._say(answer | {"id_token": self.server.token()})

    def _authorize(self, asked: dict[str, str]) -> None:
        self.server.asked.append(asked)
        if self.server.refuses:
            said = {"error": "access_denied"}
        else:
            code = secrets.token_urlsafe(16)
            self.server.codes[code] = asked
            said = {"code": code}
        query = urlencode(said | {"state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{query}")
        self.end_headers()

    def _say(self, answer: dict[str, Any], *, status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def _is_whose(said: dict[str, str], begun: dict[str, str]) -> bool:
    """The secret of the client, and the word of which the beginning showed the hash."""
    shown = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(shown).rstrip(b"=").decode()
    return (
        said.get("client_secret") == SECRET
        and said.get("redirect_uri") == begun["redirect_uri"]
        and begun.get("code_challenge_method") == "S256"
        and begun["code_challenge"] == challenge
    )


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
