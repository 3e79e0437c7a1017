"""The addresses of groups and of what is presented to them, in the API and as pages."""

from typing import Final

from tests.matrix.readers import (
    HERE,
    MANAGERS,
    NOBODY,
    OWN,
    W,
    only,
)
from tests.matrix.routes_api import ALL, AUTHORS, ITS_READERS
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Id, InDays, Look, Row

LEAVERS: Final = MANAGERS | {W.PEER}
NEW: Final = {
    "clinic": Id("clinic here"),
    "name": "Thursday",
    "kind": "peer_consultation",
    "members": [Id("person owner"), Id("person peer")],
}
PRESENTED: Final = {"number": 1, "group": Id("group circle")}
API: Final = {
    "groups": Row(look=ALL, do={"post": (Do("", MANAGERS, NEW, exists_for=HERE),)}),
    "group": Row("group", ITS_READERS),
    "group-members": Row(
        "group",
        do={
            "post": (Do("group circle", MANAGERS, {"member": Id("person peer")}),),
        },
    ),
    "group-close": Row("group", do={"post": (Do("group circle", MANAGERS, {}),)}),
    "membership-end": Row(
        "membership",
        do={
            "post": (
                Do("membership apart peer", LEAVERS, {}),
                Do("membership apart strayed", MANAGERS | {W.STRAYED}, {}),
            )
        },
    ),
    # What is presented is the author's choice; nobody presents for somebody else.
    "note-present": Row(
        "note",
        do={"post": (Do("note over", OWN, PRESENTED | {"ends_at": InDays(1)}),)},
    ),
    "presentations": Row(look=ALL),
    "presentation": Row("presentation", ITS_READERS),
    "presentation-end": Row("presentation", do={"post": (Do("presentation circle", OWN, {}),)}),
}
PAGES: Final = {
    "group_new": Row(
        "clinic",
        Look({"clinic here": MANAGERS, "clinic there": only(W.LEAD_THERE)}, known=404),
        {
            "post": do(
                "clinic here",
                MANAGERS,
                {
                    "name": "Thursday",
                    "kind": "peer_consultation",
                    "members": [Id("person owner"), Id("person peer")],
                },
                exists_for=NOBODY,
            )
        },
    ),
    "group": Row("group", Look()),
    "group_member_add": Row(
        "group", do={"post": do("group circle", MANAGERS, {"member": Id("person peer")})}
    ),
    "group_close": Row("group", do={"post": do("group circle", MANAGERS)}),
    "group_member_end": Row("membership", do={"post": do("membership apart peer", LEAVERS)}),
    "note_present": Row(
        "note",
        Look(AUTHORS),
        {
            "post": do(
                "note over",
                OWN,
                {
                    "number": 1,
                    "group": Id("group circle"),
                    "sections": ["felt"],
                    "ends_at": InDays(1),
                },
            )
        },
    ),
    "presentation_end": Row("presentation", do={"post": do("presentation circle", OWN)}),
}
