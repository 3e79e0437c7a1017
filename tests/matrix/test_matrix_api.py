"""Everybody asks for everything, and tries everything, at every address of the API; and what
somebody was shown is on record."""

from tests.matrix.attempts import Attempts
from tests.matrix.calls import everything
from tests.matrix.readers import Who
from tests.matrix.routes import API
from tests.matrix.shared import WatchedCase
from tests.matrix.sweep import Sweep
from tests.matrix.table import UNAUTHENTICATED


class TheApi(WatchedCase):
    def test_everybody_reads_what_is_theirs_and_nothing_else(self) -> None:
        for who in Who:
            with self.subTest(who=who):
                sweep = Sweep(self.asking(who), who, stranger=UNAUTHENTICATED)
                for name, row in API.items():
                    sweep.look_at(name, row)
                self.expect_nothing(sweep.wrong + sweep.missed())
        self.expect_all_on_record()

    def test_whoever_may_does_and_nobody_else_changes_anything(self) -> None:
        before = everything()
        for name, row in API.items():
            with self.subTest(address=name):
                attempts = Attempts(self.watching, stranger=UNAUTHENTICATED)
                attempts.at(name, row)
                self.expect_nothing(attempts.wrong)
        assert everything() == before
        self.expect_all_on_record()
