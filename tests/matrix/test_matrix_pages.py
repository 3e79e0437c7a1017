"""Everybody opens every page, and sends every form; and what pages showed is on record."""

import pytest

from tests.matrix.attempts import Attempts
from tests.matrix.calls import everything
from tests.matrix.probing import is_opened, opens_pages
from tests.matrix.readers import Who
from tests.matrix.routes import PAGES
from tests.matrix.shared import WatchedCase
from tests.matrix.sweep import Sweep
from tests.matrix.table import TO_SIGN_IN

# No page shows these, or not in the state in which they are here; the API does.
NOT_THERE = (
    "note draft: fine",
    "grant ",
    ": aside",
    "version recalled",
    "boundary critical: reflective",
)


@pytest.mark.usefixtures("bundle")
class ThePages(WatchedCase):
    def test_everybody_reads_what_is_theirs_and_nothing_else(self) -> None:
        for who in filter(opens_pages, Who):
            with self.subTest(who=who):
                sweep = Sweep(self.asking(who), who, stranger=TO_SIGN_IN, asked=is_opened)
                for name, row in PAGES.items():
                    sweep.look_at(name, row)
                self.expect_nothing(sweep.wrong + sweep.missed_altogether(*NOT_THERE))
        self.expect_all_on_record()

    def test_whoever_may_does_and_nobody_else_changes_anything(self) -> None:
        before = everything()
        for name, row in PAGES.items():
            with self.subTest(address=name):
                attempts = Attempts(self.callers, stranger=TO_SIGN_IN, form=True)
                attempts.at(name, row)
                self.expect_nothing(attempts.wrong)
        assert everything() == before
