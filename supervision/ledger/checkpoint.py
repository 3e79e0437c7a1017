"""Checkpoints: a signed statement of how large a clinic's tree is and which root it has.

The form is C2SP's tlog-checkpoint inside a signed note, with one Ed25519 signature, so that
other people's tools can read and witness it. A checkpoint holds no personal data and belongs
where the database's owner cannot rewrite it: only such an anchor tells a database that was put
back to an earlier day, or rewritten as a whole, from a sound one.
"""

import os
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
KEY_LENGTH = len(ED25519) + 32
PRIVATE = "PRIVATE+KEY"
SUFFIX = ".checkpoint"
GENERATION = "restored-"
PARTS = 3  # of an origin: host, log, clinic
NOTE = re.compile(
    r"(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"\n(?P<signatures>(?:— [^\s+]+ [A-Za-z0-9+/]+=*\n)+)"
)


class BadCheckpoint(Exception):
    """A checkpoint or a key that cannot be read, or whose signature is not the log's."""


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @property
    def clinic_id(self) -> UUID:
        return UUID(self.origin.split("/")[2])

    @property
    def generation(self) -> int:
        """How often, before it was signed, a restored backup had begun the log anew."""
        parts = self.origin.split("/")
        return int(parts[3].removeprefix(GENERATION)) if len(parts) > PARTS else 0


@dataclass(frozen=True)
class Verifier:
    """The log's public key, bound to the host whose name its checkpoints carry."""

    host: str
    key: Ed25519PublicKey

    @classmethod
    def load(cls, path: Path) -> "Verifier":
        host, material = _unpack(path.read_text(), "")
        return cls(host, Ed25519PublicKey.from_public_bytes(material))

    def dump(self) -> str:
        return _pack(self.host, self.key.public_bytes_raw(), self.key)

    def origin(self, clinic_id: UUID, generation: int = 0) -> str:
        again = f"/{GENERATION}{generation}" if generation else ""
        return f"{self.host}/log/{clinic_id}{again}"

    def open(self, note: str) -> Checkpoint:
        """What the note says, if our own signature on it holds; others' are ignored."""
        found = NOTE.fullmatch(note)
        if not found:
            msg = "not a checkpoint in C2SP form"
            raise BadCheckpoint(msg)
        checkpoint = Checkpoint(found["origin"], int(found["size"]), b64decode(found["root"]))
        if checkpoint.origin != self.origin(*_log(checkpoint)):
            msg = f"the checkpoint of another log, {checkpoint.origin}"
            raise BadCheckpoint(msg)
        if note.partition("\n\n")[0] + "\n" != checkpoint.text():
            msg = "not a checkpoint in canonical form"
            raise BadCheckpoint(msg)
        if not any(self._holds(line, checkpoint) for line in found["signatures"].splitlines()):
            msg = f"no valid signature by {checkpoint.origin}"
            raise BadCheckpoint(msg)
        return checkpoint

    def _holds(self, line: str, checkpoint: Checkpoint) -> bool:
        _, name, encoded = line.split(" ")
        try:
            blob = b64decode(encoded, validate=True)
            if name != checkpoint.origin or blob[:4] != _key_id(name, self.key):
                return False
            self.key.verify(blob[4:], checkpoint.text().encode())
        except (NotBase64, InvalidSignature):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    host: str
    key: Ed25519PrivateKey

    @classmethod
    def generate(cls, host: str) -> "Signer":
        return cls(host, Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, path: Path) -> "Signer":
        host, material = _unpack(path.read_text(), f"{PRIVATE}+")
        return cls(host, Ed25519PrivateKey.from_private_bytes(material))

    def dump(self) -> str:
        return (
            f"{PRIVATE}+{_pack(self.host, self.key.private_bytes_raw(), self.key.public_key())}"
        )

    def verifier(self) -> Verifier:
        return Verifier(self.host, self.key.public_key())

    def sign(self, *, clinic_id: UUID, size: int, root: bytes, generation: int = 0) -> str:
        checkpoint = Checkpoint(self.verifier().origin(clinic_id, generation), size, root)
        text = checkpoint.text()
        signature = _key_id(checkpoint.origin, self.key.public_key()) + self.key.sign(
            text.encode()
        )
        return f"{text}\n— {checkpoint.origin} {b64encode(signature).decode()}\n"


@dataclass(frozen=True)
class Anchor:
    """A checkpoint as found in a folder: what it says, or why it cannot be believed."""

    path: Path
    checkpoint: Checkpoint | None
    fault: str = ""


def write(folder: Path, note: str, checkpoint: Checkpoint) -> Path:
    """Put the checkpoint into its clinic's folder; an earlier one is never overwritten."""
    again = f"r{checkpoint.generation:04}-" if checkpoint.generation else ""
    path = folder / str(checkpoint.clinic_id) / f"{again}{checkpoint.size:020}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_once(path, note, mode=0o444)
    return path


def read(folder: Path, verifier: Verifier) -> Iterator[Anchor]:
    """Every checkpoint below the folder, in a stable order."""
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        try:
            yield Anchor(path, verifier.open(path.read_text()))
        except (BadCheckpoint, UnicodeDecodeError) as error:
            yield Anchor(path, None, str(error))


def write_once(path: Path, content: str, *, mode: int) -> None:
    """Complete or not at all, and refused where the file exists."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    finally:
        draft.unlink()


def _log(checkpoint: Checkpoint) -> tuple[UUID, int]:
    try:
        return checkpoint.clinic_id, checkpoint.generation
    except (ValueError, IndexError) as error:
        msg = f"the checkpoint of another log, {checkpoint.origin}"
        raise BadCheckpoint(msg) from error


def _key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """The note format names a key by hashing its name with it, so it differs per clinic."""
    return sha256(name.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:4]


def _pack(host: str, material: bytes, public: Ed25519PublicKey) -> str:
    return f"{host}+{_key_id(host, public).hex()}+{b64encode(ED25519 + material).decode()}\n"


def _unpack(packed: str, prefix: str) -> tuple[str, bytes]:
    try:
        host, _, encoded = packed.strip().removeprefix(prefix).split("+", 2)
        material = b64decode(encoded, validate=True)
    except (ValueError, NotBase64) as error:
        msg = "not a key in the form of a signed note's"
        raise BadCheckpoint(msg) from error
    if not packed.startswith(prefix) or material[:1] != ED25519 or len(material) != KEY_LENGTH:
        msg = "not an Ed25519 key in the form of a signed note's"
        raise BadCheckpoint(msg)
    return host, material[1:]
