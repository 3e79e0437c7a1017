"""What the tests of the matrix stand on: the world, built once for all tests of a class."""

import logging
from typing import ClassVar

from django.test import TestCase

from tests.matrix.calls import Callers
from tests.matrix.world import World
from tests.matrix.world_decisions import make_world


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
