"""What is asked of whom: everything with SUPERVISION_MATRIX=full, else what could go wrong.

The quick choice leaves out nothing that somebody may read or is told of, and no thing that
carries somebody's name; of what is nobody's business of theirs, people ask for the most exposed
one of each kind.
"""

import os
from typing import Final

from tests.matrix.mentioned import MENTIONED
from tests.matrix.readers import EVERYBODY, EXISTS, People, W, Who, only
from tests.matrix.table import Do, Row

FULL: Final = os.environ.get("SUPERVISION_MATRIX") == "full"
WITNESSES: Final = only(W.ANONYMOUS, W.OWNER)
# Whose answers are held against the access log: whoever reads what is not their own, of every
# sort; in the quick choice, one of each way.
WATCHED: Final = only(W.SUPERVISOR, W.PAST, W.READER, W.BREAKER, W.FELLOW, W.LEAD) | (
    only(W.COLLEAGUE, W.SECONDARY, W.WANING, W.OUTSIDE) if FULL else only()
)
# Who tries everything, beside those who may and those for whom the thing exists.
STRANGERS: Final = only(
    W.ANONYMOUS,
    W.INACTIVE,
    W.COLLEAGUE,
    W.PAST,
    W.FELLOW,
    W.STRAYED,
    W.APART,
    W.LEAD,
    W.OFFICER,
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
        "typed brought",
        "relationship main",
        "person owner",
        "clinic here",
        "copy redraft",
        "option thinking",
        "note presented",
        "presentation circle",
        "concern main",
        "concern lead",
        "group circle",
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
    W.BREAKER,
    W.FELLOW,
    W.STRAYED,
    W.LEAD,
    W.OFFICER,
    W.ADMINISTRATOR,
    W.HANDLER,
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


# These have things of their own that ended or lie elsewhere: more telling than anybody's.
WITH_THEIR_OWN: Final = only(
    W.WANING,
    W.LEFT,
    W.SUSPENDED,
    W.INACTIVE,
    W.FORMER,
    W.SUPERVISOR_THERE,
    W.SUPERVISEE_THERE,
)


def is_asked(who: Who, target: str) -> bool:
    if FULL or who.value in target:
        return True
    if who is W.OWNER and any(part in target for part in SAME_AGAIN):
        return False
    exposed = target in EXPOSED and who not in WITH_THEIR_OWN
    beside = _is_beside(who, target) or _is_round_the_group(who, target)
    named = who in MENTIONED.get(target, frozenset())
    return exposed or named or who in EXISTS[target] or beside


def asks_for_nothing(who: Who) -> bool:
    """Whether to ask for ids that name nothing: the answer has to be that to a stranger's."""
    return FULL or who in {W.ANONYMOUS, W.OWNER, W.SUPERVISOR, W.LEAD_THERE}


def opens_pages(who: Who) -> bool:
    return FULL or who in READERS_OF_PAGES


def is_opened(who: Who, target: str) -> bool:
    """Of a page, which costs several times as much: what is most exposed, or close by."""
    owners = who is W.OWNER and target in OWNERS_PAGES
    named = who is not W.OWNER and who.value in target
    beside = _is_beside(who, target) or _is_round_the_group(who, target)
    return FULL or target in EXPOSED or owners or named or beside


def is_left_out(row: Row, target: str) -> bool:
    """Whether to skip it: the same thing of the database is asked for at another address."""
    return row.like_another and not FULL and target not in EXPOSED


def _is_beside(who: Who, target: str) -> bool:
    return who is W.SUPERVISOR and any(part in target for part in BESIDE)


# Who is or was in a group asks for all that lies around what is presented there.
ROUND_THE_GROUP: Final = (
    *("circle", "pair", "outside", "earlier", "all of it", "own secret"),
    *("presented", "unwilling", "over", "deserted", "group", "shy", "apart"),
    *("planned", "disowned", "shut"),
)


def _is_round_the_group(who: Who, target: str) -> bool:
    peers = (W.FELLOW, W.STRAYED, W.APART)
    return who in peers and any(part in target for part in ROUND_THE_GROUP)


def everybody_for(attempt: Do) -> People:
    return EVERYBODY if FULL else attempt.may | attempt.knowing | STRANGERS
