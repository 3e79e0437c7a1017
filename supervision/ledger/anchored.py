"""What the application itself can see of its checkpoints: it has no key to make any."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from supervision.ledger.checkpoint import SUFFIX, BadCheckpoint, Checkpoint, Verifier


class Anchored(NamedTuple):
    """The newest checkpoint of a clinic in the anchors' folder."""

    checkpoint: Checkpoint
    note: str
    at: datetime

    @property
    def size(self) -> int:
        return self.checkpoint.size

    @property
    def root(self) -> str:
        return self.checkpoint.root.hex()


def verifier() -> Verifier | None:
    """The public key that the operator put into place; none before that."""
    with suppress(OSError, BadCheckpoint):
        return Verifier.load(settings.LEDGER_PUBLIC_KEY)
    return None


def newest(clinic_id: UUID) -> Anchored | None:
    """The largest checkpoint of the newest generation that bears our signature."""
    key = verifier()
    if key is None:
        return None
    for path in sorted(_files(clinic_id), reverse=True):
        with suppress(OSError, BadCheckpoint, UnicodeDecodeError):
            note = path.read_text(encoding="utf-8")
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            return Anchored(key.open(note), note, at)
    return None


def _files(clinic_id: UUID) -> list[Path]:
    with suppress(OSError):
        return list((settings.LEDGER_ANCHORS / str(clinic_id)).glob(f"*{SUFFIX}"))
    return []
