"""How long the proofs are, and the table they print."""

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.faults import crowd


@pytest.fixture(scope="session")
def long() -> bool:
    """SUPERVISION_FAULTS=long, as ``just faults`` says; else the short form of the pipeline."""
    return os.environ.get("SUPERVISION_FAULTS") == "long"


@pytest.fixture(scope="session")
def clients(*, long: bool) -> int:
    """How many tabs are in the two rooms of a scenario."""
    return 20 if long else 12


@pytest.fixture(scope="session", autouse=True)
def _table() -> Iterator[None]:
    yield
    if crowd.figures:
        print(f"\n{crowd.table()}")  # noqa: T201 - the figures of the run


@pytest.fixture(scope="session", autouse=True)
def _ends_what_it_started() -> None:
    """A run that is told to end still takes its servers with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
