"""Commitments: an entry proves a text without holding it.

An entry's body may hold ``commitment``, the SHA-256 of a random nonce of 32 bytes and the text.
Nonce and text lie beside the entry, sealed under the key of the case (``commitment_key``). Who
has them can show that this text, and no other, was what the act was about; without the nonce
not even a guess can be tried. Once the key is destroyed nothing can be opened any more, and the
tree is as it was.
"""

import secrets
from hashlib import sha256
from typing import NamedTuple

from supervision import vault
from supervision.models.keys import DataKey

NONCE_LENGTH = 32
CONTEXT = "supervision.ledgeropening"


class Content(NamedTuple):
    """What an act was about, and the key under which it may be kept."""

    text: str
    key: DataKey


class Opening(NamedTuple):
    nonce: bytes
    text: str

    @property
    def commitment(self) -> str:
        return sha256(self.nonce + self.text.encode()).hexdigest()


def opening_of(text: str) -> Opening:
    return Opening(secrets.token_bytes(NONCE_LENGTH), text)


def seal(opening: Opening, key: DataKey) -> bytes:
    """Bound to its commitment: under another entry it does not open."""
    clear = opening.nonce.hex() + opening.text
    return vault.seal(clear, key=key, context=_context(opening.commitment))


def unseal(sealed: bytes, key: DataKey, commitment: str) -> Opening:
    """Nonce and text; SealBroken where they do not open or are not what was committed to."""
    clear = vault.open_sealed(sealed, key=key, context=_context(commitment))
    digits = 2 * NONCE_LENGTH
    opening = Opening(bytes.fromhex(clear[:digits]), clear[digits:])
    if opening.commitment != commitment:
        msg = "What lies beside the entry is not what it commits to."
        raise vault.SealBroken(msg)
    return opening


def _context(commitment: str) -> str:
    return f"{CONTEXT}|{commitment}|sealed"
