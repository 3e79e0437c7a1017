"""A device that makes passkeys and signs with them, as a phone does; an authenticator app."""

import json
import re
import secrets
import time
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

Json = dict[str, Any]
Flag = AuthenticatorData.FLAG
# A passkey belongs to a name that is no number, and a browser makes one on https or here.
HOST = "localhost"
PERIOD = 30


def at_home() -> Client:
    return Client(SERVER_NAME=HOST)


def options_on(page: Any) -> Json:
    """What the page tells its script."""
    html = page.content.decode()
    found = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', html)
    assert found, html
    said: Json = json.loads(found[1])
    return said["publicKey"]  # type: ignore[no-any-return]


class Device:
    """One passkey. ``verifies`` is its owner's finger, face or PIN."""

    def __init__(self, origin: str = f"http://{HOST}", *, verifies: bool = True) -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.owner: str | None = None
        self.flags = Flag.UP | Flag.UV if verifies else Flag.UP

    def create(self, options: Json) -> str:
        self.owner = options["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        made = AuthenticatorData.create(
            sha256(options["rp"]["id"].encode()),
            self.flags | Flag.AT,
            0,
            AttestedCredentialData.create(bytes(16), self.id, public),
        )
        said = AttestationObject.create("none", made, {})
        return self._answer(
            options, "webauthn.create", lambda _: {"attestationObject": websafe_encode(said)}
        )

    def use(self, options: Json) -> str:
        seen = AuthenticatorData.create(sha256(options["rpId"].encode()), self.flags, 0)

        def signed(client_data: bytes) -> Json:
            signature = self.key.sign(seen + sha256(client_data), ec.ECDSA(hashes.SHA256()))
            return {
                "authenticatorData": websafe_encode(seen),
                "signature": websafe_encode(signature),
                "userHandle": self.owner,
            }

        return self._answer(options, "webauthn.get", signed)

    def _answer(self, options: Json, kind: str, parts: Any) -> str:
        challenge = websafe_decode(options["challenge"])
        client_data = CollectedClientData.create(kind, challenge, self.origin)
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "clientExtensionResults": {"credProps": {"rk": True}},
                "response": {
                    "clientDataJSON": websafe_encode(client_data),
                    **parts(client_data),
                },
            }
        )


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or some half minutes before or after."""
    step = int(time.time()) // PERIOD + steps
    return str(totp.format_hotp_value(totp.hotp_value(secret, step)))


def add_passkey(client: Client, device: Device, name: str = "phone") -> Any:
    page = client.get("/accounts/2fa/webauthn/add/")
    said = {"name": name, "credential": device.create(options_on(page))}
    return client.post("/accounts/2fa/webauthn/add/", said)


def enter_by_passkey(client: Client, device: Device, **said: str) -> Any:
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    options = asked.json()["request_options"]["publicKey"]
    said["credential"] = device.use(options)
    return client.post("/accounts/2fa/webauthn/login/", said)


def add_app(client: Client) -> str:
    """Sets up an app; its secret."""
    page = client.get("/accounts/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret
