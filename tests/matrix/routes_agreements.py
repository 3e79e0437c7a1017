"""The addresses of agreements, in the API and as pages."""

from typing import Any, Final

from tests.matrix.readers import AGREEMENT_WORDS, BOTH, MANAGERS, PEERS, W, only
from tests.matrix.routes_api import ALL, ITS_READERS
from tests.matrix.routes_pages import do, on_version
from tests.matrix.table import Day, Do, Id, Look, Row, Version

PAIR: Final = only(W.OWNER, W.SECONDARY)
DRAFT, OFFERED = "agreement draft", "agreement offered"


def on(what: str, **said: Any) -> dict[str, Any]:
    return {"version": Version(what)} | said


# Each signs with their own name; the other one's is refused.
SIGNED: Final = tuple(
    Do(OFFERED, only(who), on(OFFERED, name=who.title()), hears={other: 400})
    for who, other in ((W.OWNER, W.SUPERVISOR), (W.SUPERVISOR, W.OWNER))
)
API: Final = {
    "agreements": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    PAIR,
                    {"relationship": Id("relationship secondary")},
                    exists_for=PAIR | MANAGERS,
                ),
            )
        },
    ),
    "agreement": Row("agreement", ITS_READERS),
    "agreement-write": Row(
        "agreement", do={"post": (Do(DRAFT, PEERS, on(DRAFT, sections={"fees": "None."})),)}
    ),
    "agreement-offer": Row(
        "agreement", do={"post": (Do(DRAFT, PEERS, on(DRAFT, review_due=Day(40))),)}
    ),
    "agreement-reopen": Row(
        "agreement", do={"post": (Do(OFFERED, BOTH, on(OFFERED, words="Not quite.")),)}
    ),
    "agreement-sign": Row("agreement", do={"post": SIGNED}),
}
PAGES: Final = {
    "agreement_start": Row("relationship", do={"post": do("relationship secondary", PAIR)}),
    "agreement": Row("agreement", Look()),
    # What is no draft any more is shown on its page instead.
    "agreement_write": Row(
        "agreement",
        Look(AGREEMENT_WORDS, ok=(200, 302)),
        {"post": do(DRAFT, PEERS, on_version(DRAFT, goals="To stay.", review_due=Day(40)))},
    ),
    "agreement_sign": Row(
        "agreement",
        do={
            "post": tuple(
                Do(each.on, each.may, each.body, ok=(302,), hears=each.hears) for each in SIGNED
            )
        },
    ),
    "agreement_reopen": Row(
        "agreement", do={"post": do(OFFERED, BOTH, on_version(OFFERED, words="Not quite."))}
    ),
}
