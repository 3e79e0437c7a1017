"""Secrets of people's accounts, shut under the installation's secret.

The vault's keys belong to a clinic and its cases; a seed of an authenticator app belongs to a
person, who may be of several. Whoever has the database alone cannot make codes with it.
"""

import secrets
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

VERSION: Final = "1"
NONCE_LENGTH: Final = 12
SALT: Final = "supervision.strongbox"


class StaysShut(Exception):
    """Altered, or shut under another secret."""


def shut(text: str) -> str:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    sealed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), None)
    return f"{VERSION}.{b64encode(sealed).decode()}"


def open_shut(shut_text: str) -> str:
    version, _, body = shut_text.partition(".")
    if version != VERSION:
        msg = "It was shut in no known way."
        raise StaysShut(msg)
    try:
        sealed = b64decode(body, validate=True)
        nonce = sealed[:NONCE_LENGTH]
        opened = _cipher(settings.SECRET_KEY).decrypt(nonce, sealed[NONCE_LENGTH:], None)
    except (InvalidTag, ValueError) as error:
        msg = "It was altered, or SUPERVISION_SECRET_KEY is another one now."
        raise StaysShut(msg) from error
    return opened.decode()


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest())
