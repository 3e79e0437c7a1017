"""The addresses of changes of supervisor and of what goes along, in the API and as pages."""

from typing import Any, Final

from tests.matrix.readers import MANAGERS, OWN, PEERS, RELATIONSHIPS, W, only
from tests.matrix.routes_api import ALL, ITS_READERS
from tests.matrix.routes_covers import ASKED
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Id, Look, Row, Version

PEER, OPEN = "relationship peer", "succession open"
PLAN: Final = {
    "version": Version(PEER),
    "supervisor": Id("person supervisor"),
    "reason": "completed",
}
# The new supervisor reads what she takes over.
TAKEN: Final = frozenset({"referral old", "case old"})


def on_open(**said: Any) -> dict[str, Any]:
    return {"version": Version(OPEN)} | said


def step(may: frozenset[W], **said: Any) -> Row:
    return Row("succession", do={"post": (Do(OPEN, may, on_open(**said)),)})


def answer() -> Row:
    done = Do("carry asked", only(W.SECONDARY), {}, opens=TAKEN)
    return Row("carry", do={"post": (done,)})


API: Final = {
    "supervisor-changes": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "", MANAGERS, PLAN | {"relationship": Id(PEER)}, exists_for=PEERS | MANAGERS
                ),
            )
        },
    ),
    "supervisor-change": Row("succession", ITS_READERS),
    "supervisor-change-note": step(only(W.PAST), note="It went well."),
    "supervisor-change-give": step(OWN, words="Well."),
    "supervisor-change-reason": step(OWN),
    "supervisor-change-carry": Row(
        "succession", do={"post": (Do(OPEN, OWN, {"decision": Id("boundary old")}),)}
    ),
    "carry-overs": Row(look=ALL),
    "carry-over-accept": answer(),
    "carry-over-decline": answer(),
}
ARRANGES: Final = {
    name: readers & (MANAGERS | {W.LEAD_THERE}) for name, readers in RELATIONSHIPS.items()
}
PAGES: Final = {
    "change_new": Row(
        "relationship", Look(ARRANGES, shows=ASKED), {"post": do(PEER, MANAGERS, PLAN)}
    ),
    "change": Row("succession", Look()),
    "change_note": Row(
        "succession", do={"post": do(OPEN, only(W.PAST), on_open(note="It went well."))}
    ),
    "change_give": Row("succession", do={"post": do(OPEN, OWN, on_open(words="Well."))}),
    "change_reason": Row("succession", do={"post": do(OPEN, OWN, on_open())}),
    "change_carry": Row(
        "succession", do={"post": do(OPEN, OWN, {"decision_id": Id("boundary old")})}
    ),
    "change_lapse": Row(
        "succession",
        do={
            "post": do(
                OPEN,
                OWN,
                {
                    "directive": Id("annotation old directive"),
                    "version": Version("annotation old directive"),
                },
            )
        },
    ),
    "carry_accept": Row("carry", do={"post": do("carry asked", only(W.SECONDARY))}),
    "carry_decline": Row("carry", do={"post": do("carry asked", only(W.SECONDARY))}),
}
