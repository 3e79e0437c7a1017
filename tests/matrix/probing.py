"""What is asked of whom: all of it where SUPERVISION_MATRIX is "full", else what could go wrong.

The quick choice leaves out nothing that somebody may read and no thing that carries somebody's
name; of what is nobody's business of theirs, people ask for the most exposed one of each kind.
"""

import os
from typing import Final

from tests.matrix.readers import EXISTS, People, W, Who, only
from tests.matrix.table import Do

FULL: Final = os.environ.get("SUPERVISION_MATRIX") == "full"
WITNESSES: Final = only(W.ANONYMOUS, W.OWNER)
# The same refusal for all of these: two of them try what is not the first try at an address.
STRANGERS: Final = only(W.LEAD_THERE, W.ANONYMOUS)
EXPOSED: Final = frozenset(
    {
        "case main",
        "note open",
        "version open 1",
        "annotation question",
        "flag lead",
        "referral brought",
        "boundary brought",
        "relationship main",
        "person owner",
        "clinic here",
        "copy redraft",
        "option thinking",
    }
)
# Next to what they may read: these people see the case and must not see all that is in it.
NEAR: Final = only(W.SUPERVISOR)


def is_asked(who: Who, target: str) -> bool:
    theirs = who in EXISTS[target] or who.value in target
    return FULL or theirs or target in EXPOSED or who in NEAR


def everybody_for(attempt: Do, *, first: bool) -> People:
    return frozenset(Who) if first or FULL else attempt.may | attempt.knowing | STRANGERS
