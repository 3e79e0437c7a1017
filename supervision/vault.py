"""The one place where text meets its key.

Envelope encryption, AES-256-GCM throughout. A data key seals text; it lies in the database
wrapped under the key of an epoch (one calendar month), which is a file in the key ring, a
folder outside the database. So the database alone opens nothing, and a key that was not
re-wrapped dies with its epoch's file.

A sealed value is ``version ‖ data key id ‖ nonce ‖ ciphertext and tag``. What it is bound to
(clinic, data key, model, row, column) is authenticated but not stored: a value moved elsewhere
does not open. There is no fallback of any kind: what does not open raises SealBroken.
"""

import os
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from supervision.models.clinic import Clinic
    from supervision.models.keys import DataKey

VERSION = b"\x01"
KEY_LENGTH = 32
NONCE_LENGTH = 12
TAG_LENGTH = 16
HEADER_LENGTH = len(VERSION) + 16
EPOCH_SUFFIX = ".kek"
# A data key costs about 200 bytes here; this many cover the cases a clinic reads in a day.
OPEN_KEYS = 4096


class SealBroken(Exception):
    """A sealed value does not open: altered, moved, cut, or sealed with another key."""


class KeyMissing(SealBroken):
    """The key ring holds no key for this epoch."""


class KeyDestroyed(SealBroken):
    """The data key was destroyed, and with it everything it sealed."""


def seal(text: str, *, key: "DataKey", context: str) -> bytes:
    """Seal text so that it opens only under the same key and in the same place."""
    header = VERSION + key.pk.bytes
    nonce = secrets.token_bytes(NONCE_LENGTH)
    bound = _bound_to(header, key, context)
    return header + nonce + _cipher_of(key).encrypt(nonce, text.encode(), bound)


def open_sealed(sealed: bytes, *, key: "DataKey", context: str) -> str:
    """Return the text, or raise SealBroken."""
    header = sealed[:HEADER_LENGTH]
    if header[:1] != VERSION or len(sealed) < HEADER_LENGTH + NONCE_LENGTH + TAG_LENGTH:
        msg = f"{context} holds no sealed value of a known version."
        raise SealBroken(msg)
    if header[1:] != key.pk.bytes:
        msg = f"{context} is sealed with another key than {key.pk}."
        raise SealBroken(msg)
    nonce = sealed[HEADER_LENGTH : HEADER_LENGTH + NONCE_LENGTH]
    body = sealed[HEADER_LENGTH + NONCE_LENGTH :]
    try:
        return _cipher_of(key).decrypt(nonce, body, _bound_to(header, key, context)).decode()
    except InvalidTag as error:
        msg = f"{context} was altered or moved: its seal is broken."
        raise SealBroken(msg) from error


def key_id(sealed: bytes) -> UUID:
    """Which data key a sealed value names."""
    if sealed[:1] != VERSION or len(sealed) < HEADER_LENGTH:
        msg = "This is no sealed value of a known version."
        raise SealBroken(msg)
    return UUID(bytes=sealed[len(VERSION) : HEADER_LENGTH])


def new_data_key(*, clinic: "Clinic") -> "DataKey":
    """Make and save a data key, wrapped under the current epoch.

    The clinic itself may still be unsaved within the same transaction, since a clinic and its
    first key point at each other and the database checks that only at the commit.
    """
    model: type[DataKey] = apps.get_model("supervision", "DataKey")
    key = model(clinic=clinic, epoch=current_epoch())
    key.wrapped = _wrap(secrets.token_bytes(KEY_LENGTH), key)
    key.save(force_insert=True)
    return key


def rewrap(key: "DataKey") -> None:
    """Move a data key to the current epoch; the text it sealed stays as it is."""
    clear = _unwrap(settings.KEY_RING, key.epoch, bytes(key.wrapped), _identity(key))
    key.epoch = current_epoch()
    key.wrapped = _wrap(clear, key)
    key.save(update_fields=["epoch", "wrapped"])


def destroy(key: "DataKey") -> None:
    """What it sealed opens no more, here. In copies of the database the wrapped key goes on
    until its epoch's file is destroyed."""
    key.wrapped, key.destroyed_at = b"", timezone.now()
    key.save(update_fields=["wrapped", "destroyed_at"])


def fingerprint(content: bytes) -> str:
    """A keyed digest, for telling whether two requests say the same.

    A plain hash of a short text can be guessed by trying; without the secret this cannot.
    """
    return salted_hmac("supervision.vault.fingerprint", content, algorithm="sha256").hexdigest()


def epochs() -> list[str]:
    """The epochs whose keys the ring holds, oldest first."""
    ring = settings.KEY_RING
    return sorted(path.stem for path in ring.glob(f"*{EPOCH_SUFFIX}"))


def current_epoch() -> str:
    """The epoch new keys are wrapped under.

    Embedded, each month's key is made when it is first needed. In production the ring is the
    operator's (``manage.py keyring``): the newest key counts, and an empty ring is refused.
    """
    this_month = f"{timezone.now().astimezone(UTC):%Y-%m}"
    if not settings.PRODUCTION:
        create_epoch(this_month)
        return this_month
    held = [epoch for epoch in epochs() if epoch <= this_month]
    if not held:
        raise KeyMissing(_missing(this_month))
    return held[-1]


def create_epoch(epoch: str) -> bool:
    """Put a fresh key for this epoch into the ring; False where it has one already.

    Linked into place under its final name, so that of two processes one wins and neither ever
    reads half a key.
    """
    datetime.strptime(epoch, "%Y-%m").replace(tzinfo=UTC)
    ring = settings.KEY_RING
    path = _path(ring, epoch)
    if path.exists():
        return False
    ring.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = ring / f".{epoch}.{secrets.token_hex(8)}"
    _write_once(draft, secrets.token_bytes(KEY_LENGTH))
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    _flush_folder(ring)
    return True


def destroy_epoch(epoch: str) -> None:
    """Take an epoch's key out of the ring for good: no data key wrapped by it opens any more,
    in no copy of the database. A file that is gone already counts as destroyed."""
    path = _path(settings.KEY_RING, epoch)
    if path.exists():
        path.chmod(0o600)
        with path.open("r+b") as file:  # a file system may keep old blocks; no more can be done
            file.write(secrets.token_bytes(KEY_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _flush_folder(settings.KEY_RING)
    forget_keys()


def open_to_others() -> list[str]:
    """What of the ring somebody else than its owner can read or write."""
    ring = settings.KEY_RING
    if not ring.is_dir():
        return []
    found = [it for it in sorted(ring.glob(f"*{EPOCH_SUFFIX}")) if it.stat().st_mode & 0o377]
    return [str(ring)] * bool(ring.stat().st_mode & 0o077) + [str(it) for it in found]


def forget_keys() -> None:
    """Drop what this process has unwrapped, after the ring was changed beneath it."""
    _opened.cache_clear()
    _epoch_cipher.cache_clear()


def context_of(label: str, pk: UUID, field: str, *state: object) -> str:
    """What a column's value is bound to; none of the parts can hold the separator. ``state``
    is what else of the row has to be as it was: an older value of the same column has another.
    """
    return "|".join(map(str, (label, pk, field, *state)))


def _bound_to(header: bytes, key: "DataKey", context: str) -> bytes:
    return header + key.clinic_id.bytes + context.encode()


def _identity(key: "DataKey") -> bytes:
    return b"supervision data key" + key.clinic_id.bytes + key.pk.bytes


def _cipher_of(key: "DataKey") -> AESGCM:
    if key.destroyed_at is not None:
        msg = f"The data key {key.pk} was destroyed."
        raise KeyDestroyed(msg)
    return _opened(settings.KEY_RING, key.epoch, bytes(key.wrapped), _identity(key))


@lru_cache(maxsize=OPEN_KEYS)
def _opened(ring: Path, epoch: str, wrapped: bytes, identity: bytes) -> AESGCM:
    """Cached by the wrapped bytes too: an altered key is not served from here."""
    return AESGCM(_unwrap(ring, epoch, wrapped, identity))


def _wrap(clear: bytes, key: "DataKey") -> bytes:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    bound = _identity(key) + key.epoch.encode()
    return nonce + _epoch_cipher(settings.KEY_RING, key.epoch).encrypt(nonce, clear, bound)


def _unwrap(ring: Path, epoch: str, wrapped: bytes, identity: bytes) -> bytes:
    nonce, body = wrapped[:NONCE_LENGTH], wrapped[NONCE_LENGTH:]
    try:
        return _epoch_cipher(ring, epoch).decrypt(nonce, body, identity + epoch.encode())
    except (InvalidTag, ValueError) as error:
        msg = f"A data key of epoch {epoch} does not unwrap: altered, moved, or another ring's."
        raise SealBroken(msg) from error


@lru_cache(maxsize=128)
def _epoch_cipher(ring: Path, epoch: str) -> AESGCM:
    try:
        clear = _path(ring, epoch).read_bytes()
    except FileNotFoundError as error:
        raise KeyMissing(_missing(epoch)) from error
    if len(clear) != KEY_LENGTH:
        msg = f"The key of epoch {epoch} in the key ring is not {KEY_LENGTH} bytes long."
        raise SealBroken(msg)
    return AESGCM(clear)


def _path(ring: Path, epoch: str) -> Path:
    return ring / f"{epoch}{EPOCH_SUFFIX}"


def _missing(epoch: str) -> str:
    return (
        f"The key ring {settings.KEY_RING} holds no key for {epoch}. Restore the folder from "
        "its own backup, or, on a new installation, run: manage.py keyring create"
    )


def _write_once(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
