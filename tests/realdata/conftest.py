"""One server for all of these tests, and what must hold of it after each module."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.realdata import client, tally
from tests.realdata.site import Site, started


@pytest.fixture(scope="session")
def site(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    began = time.monotonic()
    with started(tmp_path_factory.mktemp("installation")) as running:
        yield running
    sent = ", ".join(f"{number:,} {name}" for name, number in tally.counts().items())
    answers = ", ".join(f"{n:,} x {digit}xx" for digit, n in sorted(client.asked.items()))
    print(  # noqa: T201 - the figures of the run
        f"\nreal input: {sent}; {client.asked.total():,} requests ({answers}) "
        f"in {time.monotonic() - began:.0f} s"
    )


@pytest.fixture(scope="module", autouse=True)
def _sound_afterwards(request: pytest.FixtureRequest, site: Site) -> Iterator[None]:
    """No failure in the log and an intact ledger, whatever the tests have sent."""
    before, began = client.asked.total(), time.monotonic()
    yield
    took, made = time.monotonic() - began, client.asked.total() - before
    report = site.verified()
    size = sum(clinic["size"] for clinic in report["clinics"])
    print(  # noqa: T201 - the figures of the run
        f"\n{request.module.__name__.rpartition('.')[2]}: {made:,} requests in {took:.0f} s, "
        f"{made / took:.0f}/s; ledger {report['status']}, {size:,} entries"
    )
    assert (report["exit"], report["status"]) == (0, "intact"), report
    assert "Traceback" not in site.log, site.log[-5000:]
    assert " ERROR " not in site.log, site.log[-5000:]
