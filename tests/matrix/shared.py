"""What the tests of the matrix stand on: the world, built once for all tests of a class."""

import logging
from typing import ClassVar

from django.test import TestCase

from tests.matrix.calls import Callers
from tests.matrix.probing import WATCHED
from tests.matrix.readers import Who
from tests.matrix.watching import LogWatch, WatchingCallers
from tests.matrix.world import World
from tests.matrix.world_decisions import make_world

# Fewer would say that the words are not found, and not that all is well.
SHOWN_AT_LEAST = 4


class MatrixCase(TestCase):
    """Django's own way to build test data once; each test leaves it as it was."""

    callers: ClassVar[Callers]
    maxDiff = None

    @classmethod
    def setUpTestData(cls) -> None:
        cls.callers = Callers(make_world())

    @classmethod
    def setUpClass(cls) -> None:
        """Thousands of refusals are what this is about: no line in the log for each."""
        logging.disable(logging.CRITICAL)
        cls.addClassCleanup(logging.disable, logging.NOTSET)
        super().setUpClass()

    @property
    def world(self) -> World:
        return self.callers.world

    def expect_nothing(self, wrong: list[str]) -> None:
        """All that is wrong at once, a sentence each."""
        if wrong:
            self.fail("\n" + "\n".join(wrong))


class WatchedCase(MatrixCase):
    """Beside it, whoever was shown somebody else's words is in the access log, and the words
    are nowhere else: in no log of the server, mail, cache, header, title or address. A
    ``record_…`` that is taken out of the product, anywhere, makes this fail."""

    watching: ClassVar[WatchingCallers]

    @classmethod
    def setUpTestData(cls) -> None:
        world = make_world()
        cls.callers, cls.watching = Callers(world), WatchingCallers(world)

    def setUp(self) -> None:
        """The server's log is written here, and looked through."""
        logging.disable(logging.NOTSET)
        self.logged, root = LogWatch(), logging.getLogger()
        others, root.handlers = root.handlers, [self.logged]
        self.addCleanup(setattr, root, "handlers", others)
        self.addCleanup(logging.disable, logging.CRITICAL)
        self.watching.forget()

    def asking(self, who: Who) -> Callers:
        return self.watching if who in WATCHED else self.callers

    def expect_all_on_record(self) -> None:
        watched = self.watching
        wrong = [f"{it.who}: {it.address} shows “{it.what}”" for it in watched.unrecorded]
        wrong += watched.beside
        wrong += [f"A mail holds “{label}”" for label in watched.in_mails()]
        wrong += [f"A cache holds “{label}”" for label in watched.in_caches()]
        logged = watched.narrative_in("\n".join(self.logged.lines))
        wrong += [f"The log holds “{label}”" for label in logged]
        self.expect_nothing(sorted(wrong))
        assert watched.shown >= SHOWN_AT_LEAST
