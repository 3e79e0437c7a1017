"""What became of the keys of the months, and from when on an erasure is complete.

A case is erased here at once: its data key is gone. In copies of the database the wrapped key
goes on, and opens with the key of its epoch, until that is destroyed. It is needed for as long
as the oldest copy holds living cases under it: ``settings.BACKUPS_KEPT`` from the day on which
the last living key left it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from supervision.models import DataKey, KeyEpoch


class Erasure(NamedTuple):
    """``complete_on`` is a fact once ``is_complete``, and the earliest day before."""

    at: datetime
    complete_on: date
    is_complete: bool


def known() -> dict[str, KeyEpoch]:
    return KeyEpoch.objects.in_bulk()


def erasure_of(key: DataKey, epochs: Mapping[str, KeyEpoch]) -> Erasure:
    if key.destroyed_at is None:
        msg = f"{key} is not destroyed."
        raise ValueError(msg)
    epoch = epochs.get(key.epoch)
    if epoch is not None and epoch.destroyed_at is not None:
        done = max(epoch.destroyed_at, key.destroyed_at)
        return Erasure(key.destroyed_at, timezone.localdate(done), is_complete=True)
    left = epoch.left_at if epoch is not None else None
    begins = left or max(timezone.now(), _end_of(key.epoch))
    earliest = timezone.localdate(begins + settings.BACKUPS_KEPT)
    return Erasure(key.destroyed_at, earliest, is_complete=False)


def free_from(epoch: KeyEpoch) -> date:
    """The day from which its key may be destroyed; only once no living key is wrapped by it."""
    if epoch.left_at is None:
        msg = f"{epoch} is in use."
        raise ValueError(msg)
    return timezone.localdate(epoch.left_at + settings.BACKUPS_KEPT)


def _end_of(epoch: str) -> datetime:
    """Until the month is over its key is the one in use."""
    year, month = map(int, epoch.split("-"))
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
