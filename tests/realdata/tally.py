"""How much was sent, for the line that closes a run."""

from collections import Counter
from threading import Lock

_counts: Counter[str] = Counter()
_lock = Lock()


def count(**things: int) -> None:
    with _lock:
        _counts.update(things)


def counts() -> dict[str, int]:
    return dict(_counts)
