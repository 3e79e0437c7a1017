"""Who reads the name of a thing that is not theirs to open."""

from collections.abc import Mapping
from typing import Final

from tests.matrix.readers import People, W, only

# Named by id in something else that these people read: who wrote it, on which case.
MENTIONED: Final[Mapping[str, People]] = {
    # Of a concern: whose it is, whom it is about, whose supervision could change.
    **dict.fromkeys(
        (
            "relationship left",
            "relationship suspended",
            "relationship inactive",
            "relationship proposed",
        ),
        only(W.HANDLER),
    ),
    "relationship lapsed": only(W.HANDLER, W.WANING),  # who follows
    # Of a finding they read.
    "sample here": only(W.OWNER, W.SUPERVISOR, W.OUTSIDE, W.PEER, W.COLLEAGUE),
    "boundary peer": only(W.OUTSIDE),
    "boundary waning": only(W.LAPSED),  # which she takes over from tomorrow on
    "boundary veiled": only(W.LEAD),  # that it is in the audit
    "case peer": only(W.LEAD, W.OUTSIDE),
    "relationship peer": only(W.OUTSIDE, W.HANDLER),
    "person peer": only(W.STRAYED, W.APART, W.OUTSIDE, W.HANDLER),  # in a group with them
    "person owner": only(
        W.COLLEAGUE,
        W.RELIEVED,
        W.READER,
        W.BREAKER,
        W.PAST,
        W.WANING,
        W.PEER,
        W.FELLOW,
        W.STRAYED,
        W.APART,
        W.HANDLER,
    ),
    "person supervisor": only(W.READER, W.BREAKER, W.FELLOW, W.COLLEAGUE, W.HANDLER),
    # Who was in a group with them, or decided something with them.
    "person former": only(W.OWNER, W.SUPERVISOR, W.FELLOW, W.STRAYED, W.PEER),
    "group circle": only(W.SUPERVISOR),  # to which her supervisee presents a note
    "note presented": only(W.FELLOW, W.LEAD),
    "person supervisor there": only(W.LEAD_THERE),
    # To whom the next version went; for whom they stand in; who follows, and whom.
    "relationship secondary": only(W.SUPERVISOR, W.COVER, W.RELIEVED, W.HANDLER, W.PAST),
    "relationship past": only(W.SECONDARY),
    "relationship waning": only(W.LAPSED),
    "referral old": only(W.SECONDARY),  # which she is asked to take over
    "relationship cover": only(W.SECONDARY, W.HANDLER),  # to whom it was handed over
    "relationship relieved": only(W.SECONDARY),
    "relationship main": only(
        W.READER, W.BREAKER, W.COLLEAGUE, W.HANDLER
    ),  # who was asked to stand in there
    "clinic here": only(W.LEFT, W.GONE, W.FORMER),  # of a role not held now
    "case main": only(W.LEAD, W.OFFICER),
    "case old": only(W.LEAD, W.BREAKER, W.OFFICER),  # who had opened it
    "case former": only(W.LEAD),
    "case there": only(W.LEAD_THERE),
    "note open": only(W.LEAD),  # of a flag that she was shown
    "note there": only(W.LEAD_THERE),
}
