"""What is asked of whom: everything with SUPERVISION_MATRIX=full, else what could go wrong.

The quick choice leaves out nothing that somebody may read and no thing that carries somebody's
name; of what is nobody's business of theirs, people ask for the most exposed one of each kind.
"""

import os
from typing import Final

from tests.matrix.readers import EVERYBODY, EXISTS, People, W, Who, only
from tests.matrix.table import Do

FULL: Final = os.environ.get("SUPERVISION_MATRIX") == "full"
WITNESSES: Final = only(W.ANONYMOUS, W.OWNER)
# Who tries everything, beside those who may and those for whom the thing exists.
STRANGERS: Final = only(
    W.ANONYMOUS,
    W.INACTIVE,
    W.COLLEAGUE,
    W.PAST,
    W.LEAD,
    W.ADMINISTRATOR,
    W.LEAD_THERE,
)
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
# Pages show what the API shows by the same selectors, at several times the cost: in the quick
# choice one person of each sort opens them.
OWNERS_PAGES: Final = ("note draft", "note returned")
READERS_OF_PAGES: Final = only(
    W.ANONYMOUS,
    W.OWNER,
    W.SUPERVISOR,
    W.COLLEAGUE,
    W.PAST,
    W.READER,
    W.LEAD,
    W.ADMINISTRATOR,
    W.LEAD_THERE,
)
# The supervisor sees the case and must not see all that is in it.
BESIDE: Final = (
    "solo",
    "draft",
    "waiting",
    "recalled",
    "retracted",
    "redraft",
    "private",
    "hidden",
    "thinking",
)
# For the owner these are like what was submitted to anybody else.
SAME_AGAIN: Final = ("waning", "left", "suspended", "inactive", "lapsed", "gone")


def is_asked(who: Who, target: str) -> bool:
    if FULL or target in EXPOSED or who.value in target:
        return True
    if who is W.OWNER and any(part in target for part in SAME_AGAIN):
        return False
    beside = who is W.SUPERVISOR and any(part in target for part in BESIDE)
    return who in EXISTS[target] or beside


def opens_pages(who: Who) -> bool:
    return FULL or who in READERS_OF_PAGES


def is_opened(who: Who, target: str) -> bool:
    """Of a page: what one may read, but for the owner, who may read almost all there is."""
    if who is W.OWNER and not FULL:
        return target in EXPOSED or target in OWNERS_PAGES
    return is_asked(who, target)


def everybody_for(attempt: Do) -> People:
    return EVERYBODY if FULL else attempt.may | attempt.knowing | STRANGERS
