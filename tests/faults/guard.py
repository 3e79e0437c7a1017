"""Ends what a run of the faults started, also when the run itself was killed.

``started`` and ``ended`` tell a process of its own, which waits for the end of its input: that
comes with the end of the run, whatever ended it. (A parent's death signal will not do: the
kernel sends it when the thread is over that started the child.)
"""

import contextlib
import os
import signal
import subprocess
import sys
from functools import cache


@cache
def _guard() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, __file__], stdin=subprocess.PIPE, start_new_session=True
    )


def started(group: int) -> None:
    """A process group, by its number, is to end with this run."""
    _tell(f"+{group}\n")


def ended(group: int) -> None:
    """It is over; its number may become somebody else's."""
    _tell(f"-{group}\n")


def _tell(line: str) -> None:
    pipe = _guard().stdin
    assert pipe is not None
    pipe.write(line.encode())
    pipe.flush()


def main() -> None:
    groups: set[int] = set()
    for line in sys.stdin:
        number = int(line[1:])
        if line.startswith("+"):
            groups.add(number)
        else:
            groups.discard(number)
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
