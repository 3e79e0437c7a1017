"""Whoever had a part in a decision never audits it; nobody else is kept from it."""

from tests.matrix.conflicts import partial_people
from tests.matrix.shared import MatrixCase


class Conflicts(MatrixCase):
    def test_who_is_not_free_is_whoever_the_table_says(self) -> None:
        self.expect_nothing(list(partial_people(self.world)))
