"""What every test stands on; the settings of the suite are in tests/settings.py."""

import os
import time
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase

from api import asking
from frontend import build
from supervision.ledger import triggers
from tests import cache_keys
from tests.factories_cases import World, make_world

DEFAULT_MARKS = "not e2e and not benchmark and not realdata and not faults and not fuzz"
MOST_WORKERS = 8
PAGE_FIXTURES = frozenset({"client", "admin_client", "live_server", "page"})
# Folders that import what only a group of their own installs.
APART = {"e2e": "playwright", "fuzz": "schemathesis"}
CORPORA = Path(__file__).resolve().parents[2] / "shared" / "data"

# A shared machine is slow at times; that is no fault of the code under test.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# Private, and the one place where every test that really commits empties the tables.
TEARDOWN = "_fixture_teardown"
_flush = getattr(TransactionTestCase, TEARDOWN)


def _wait_for_sockets(within: float = 5.0) -> None:
    """A socket just closed is asked about for a moment longer; PostgreSQL would find that and
    the emptying of its tables in each other's way."""
    deadline = time.monotonic() + within
    while asking.is_in_use() and time.monotonic() < deadline:
        time.sleep(0.01)


def _flush_with_an_open_ledger(case: TransactionTestCase) -> None:
    """The ledger cannot be emptied; a flush ends like a migrate, which protects it again."""
    _wait_for_sockets()
    triggers.remove(connection)
    _flush(case)


setattr(TransactionTestCase, TEARDOWN, _flush_with_an_open_ledger)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A process a core for the whole suite; none where it is a part, measures, or looks."""
    whole = config.args == config.getini("testpaths") and not config.option.usepdb
    default = config.option.markexpr == DEFAULT_MARKS and not config.option.keyword
    return min(os.cpu_count() or 1, MOST_WORKERS) if whole and default else 0


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Whoever asks for these is told what is missing; the suite goes on without."""
    needs = APART.get(collection_path.name) if collection_path.is_dir() else None
    unasked = config.option.markexpr == DEFAULT_MARKS
    return True if needs and unasked and not find_spec(needs) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a page gets the bundle that the page links to."""
    for item in items:
        if PAGE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.usefixtures("bundle"))
    if items and all(item.get_closest_marker("e2e") for item in items):
        # People work in one demonstration, and what they did stays: in the order as written.
        items.sort(key=lambda item: item.location[:2])


@pytest.fixture(scope="session")
def bundle() -> None:
    build.ensure()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Rate limits count in the cache; no test starts with another's count."""
    cache_keys.forget_everything()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the big real texts, which are not part of the repository."""
    folder = Path(os.environ.get("SUPERVISION_TEST_DATA", CORPORA))
    if not folder.is_dir():
        pytest.skip(f"no corpora at {folder}; SUPERVISION_TEST_DATA names another place")
    return folder


@pytest.fixture
def world() -> World:
    """A clinic with its cast, new for each test."""
    return make_world()
