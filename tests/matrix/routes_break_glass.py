"""The addresses of emergency access, in the API and as pages."""

from typing import Final

from tests.matrix.readers import ANSWERABLE, BREAK_GLASSES, W, only
from tests.matrix.routes_api import ALL, ITS_READERS
from tests.matrix.routes_incidents import JUDGED
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Link, Look, Row

# Not whoever took it.
REVIEWERS: Final = only(W.LEAD, W.OFFICER)
BREAKERS_ANYWHERE: Final = ANSWERABLE | {W.LEAD_THERE}
# A case that neither of the two reads already; there nobody has one of that code.
OPENED: Final = frozenset({"case handed"})
WHY: Final = {
    "code": Link("code of a case"),
    "purpose": "client_safety",
    "reason": "Nobody of the two can be reached, and it cannot wait.",
}
REVIEW: Final = {"outcome": "justified", "note": "It was needed."}

# As whoever assessed it last left it.
ASSESSED: Final = JUDGED | {"version": 2}

API: Final = {
    "break-glasses": Row(
        look=ALL,
        do={
            "post": (
                Do("", ANSWERABLE, WHY, known=404, hears={W.LEAD_THERE: 400}, opens=OPENED),
            )
        },
    ),
    "break-glass": Row("override", ITS_READERS),
    "break-glass-end": Row(
        "override", do={"post": (Do("override main", only(W.BREAKER), {}),)}
    ),
    "break-glass-review": Row(
        "override", do={"post": (Do("override over", REVIEWERS, REVIEW),)}
    ),
    "break-glass-assess": Row(
        "override", do={"post": (Do("override wrong", REVIEWERS, ASSESSED),)}
    ),
    "break-glass-close": Row(
        "override", do={"post": (Do("override wrong", REVIEWERS, {"version": 2}),)}
    ),
}
PAGES: Final = {
    "break_glasses": Row(look=ALL),
    "break_glass_new": Row(
        look=Look(BREAKERS_ANYWHERE, known=404),
        do={
            "post": do(
                "",
                ANSWERABLE,
                WHY,
                known=404,
                hears={W.LEAD_THERE: 400},
                opens=OPENED,
            )
        },
    ),
    "break_glass": Row(
        "override",
        Look(BREAK_GLASSES),
        {"post": do("override over", REVIEWERS, REVIEW)},
    ),
    "break_glass_end": Row("override", do={"post": do("override main", only(W.BREAKER))}),
    "break_glass_incident": Row(
        "override",
        Look({"override wrong": REVIEWERS}),
        {"post": do("override wrong", REVIEWERS, ASSESSED)},
    ),
    "break_glass_close": Row(
        "override", do={"post": do("override wrong", REVIEWERS, {"version": 2})}
    ),
}
