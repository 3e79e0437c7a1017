"""Once something is hidden, its words stand at no address but that of its incident.

They are planted before it is hidden; afterwards everybody who read it, who looks after it and
who leads the clinic opens every address there is, of the API and of the pages.
"""

import pytest

from tests.matrix.calls import Answer
from tests.matrix.readers import SIGNED_IN, W, only
from tests.matrix.readers_of_words import PUT_AWAY
from tests.matrix.routes import API, PAGES
from tests.matrix.shared import MatrixCase
from tests.matrix.sweep import Sweep
from tests.matrix.table import TO_SIGN_IN, UNAUTHENTICATED

SHOWN_THERE = ("GET api:incident incident", "GET incident incident")
# Its author, who read it with her, who was given the case, a group, the lead, the officer, and
# one who has broken the case open.
READERS = only(W.OWNER, W.SUPERVISOR, W.READER, W.FELLOW, W.LEAD, W.OFFICER, W.BREAKER)


class Hidden(Sweep):
    """Notices nothing but the words that were put away."""

    def notice(
        self,
        where: str,
        answer: Answer,
        *,
        but: str,
        shown: frozenset[str],  # noqa: ARG002 - of no address these words are expected
    ) -> None:
        words = self.world.planted.words
        found = self.world.planted.found_in(answer.text, but=but) & words.keys()
        labels = {words[word] for word in found} & PUT_AWAY.keys()
        self.read |= labels
        if not any(place in where for place in SHOWN_THERE):
            self.wrong += [f"{where} shows “{label}”" for label in sorted(labels)]


@pytest.mark.usefixtures("bundle")
class WhatIsHidden(MatrixCase):
    def test_is_nowhere_but_in_its_incident(self) -> None:
        for who in sorted(READERS):
            with self.subTest(who=who):
                sweep = Hidden(self.callers, who, stranger=UNAUTHENTICATED, asked=_everything)
                for name, row in API.items():
                    sweep.look_at(name, row)
                self._nothing_leaks(sweep)

    def test_is_on_no_page_but_that_of_its_incident(self) -> None:
        for who in sorted(READERS):
            with self.subTest(who=who):
                sweep = Hidden(self.callers, who, stranger=TO_SIGN_IN, asked=_everything)
                for name, row in PAGES.items():
                    sweep.look_at(name, row)
                self._nothing_leaks(sweep)

    def _nothing_leaks(self, sweep: Hidden) -> None:
        """What is theirs they read in the incident: else the words were lost, not hidden."""
        self.expect_nothing([it for it in sweep.wrong if "shows “" in it])
        theirs = {label for label, who in PUT_AWAY.items() if sweep.who in who}
        assert sweep.read == theirs


def _everything(_who: object, target: str) -> bool:
    return any(part in target for part in PARTS)


# The things that are hidden, and what lies around them.
PARTS = (
    *("hidden", "astray", "masked", "black", "dark", "unsaid", "unseen", "veiled"),
    *("case main", "case group", "clinic here", "relationship main", "person", "circle"),
)
assert READERS <= SIGNED_IN
