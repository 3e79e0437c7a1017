"""The addresses of the lead's audit, in the API and as pages."""

from dataclasses import replace
from typing import Any, Final

from tests.matrix.readers import AUDITED, BOTH, HERE, OWN, W, only
from tests.matrix.routes_api import ALL, ITS_READERS
from tests.matrix.routes_pages import do
from tests.matrix.table import Day, Do, Id, Look, Row, Version

LEAD: Final = only(W.LEAD)
LEADS: Final = only(W.LEAD, W.LEAD_THERE)
PERIOD: Final = {"shared_from": Day(-30), "shared_to": Day(0), "share": 10}
APPEAL: Final = {"move": "appeal", "words": "It was in May."}
NAMED: Final = {"chosen_as": "complaint", "reason": "A letter came."}
REPLACE: Final = {"move": "replace_reviewer", "words": "She has left the clinic."}
CONFLICT: Final = {"move": "declare_conflict", "words": "We are neighbours."}
ACTION: Final = {"what": "Ask.", "owner": Id("person owner"), "due": Day(7)}


def on(name: str, may: Any, **said: Any) -> Do:
    return Do(f"finding {name}", may, {"version": Version(f"finding {name}")} | said)


API: Final = {
    "audit-samples": Row(
        look=ALL,
        do={"post": (Do("", LEAD, {"clinic": Id("clinic here")} | PERIOD, exists_for=HERE),)},
    ),
    # All that was brought is in a sample already: whoever may hears that.
    "audit-named": Row(
        do={
            "post": (
                Do(
                    "",
                    LEAD,
                    NAMED | {"decision": Id("referral brought")},
                    exists_for=AUDITED,
                    hears={W.LEAD: 409},
                ),
            )
        }
    ),
    "audit-sample": Row("sample", ITS_READERS),
    "findings": Row(look=ALL),
    "finding": Row(
        "finding",
        ITS_READERS,
        {
            "patch": (
                on("draft", LEAD, summary="Other."),
                on("outside", only(W.OUTSIDE), summary="Other."),
            )
        },
    ),
    "finding-move": Row(
        "finding",
        do={
            "post": (
                on("brought", BOTH, **APPEAL),
                on("draft", LEAD, **CONFLICT),
                on("outside", only(W.OUTSIDE), **CONFLICT),
                replace(on("gone", LEAD, **REPLACE), opens=frozenset({"finding gone: words"})),
            )
        },
    ),
    "finding-actions": Row("finding", do={"post": (Do("finding brought", LEAD, ACTION),)}),
    "finding-learning": Row(
        "finding", do={"post": (Do("finding brought", LEAD, {"text": "Other."}),)}
    ),
    "learning-agree": Row(
        "finding", do={"post": (Do("finding brought", BOTH, {"version": 1}),)}
    ),
    "learning-publish": Row("finding", do={"post": (Do("finding brought", LEAD, {}),)}),
    "actions": Row(look=ALL),
    "action-finish": Row(
        "action", do={"post": (Do("action brought", OWN, {"evidence": "Asked."}),)}
    ),
    "action-verify": Row("action", do={"post": (Do("action brought", LEAD, {}),)}),
    "learning-points": Row(look=ALL),
}
PAGES: Final = {
    "audit_samples": Row(
        look=Look(LEADS, known=404),
        do={
            "post": do(
                "",
                LEAD,
                {"clinic": Id("clinic here")} | PERIOD,
                known=404,
                hears={W.LEAD_THERE: 400},
            )
        },
    ),
    "audit_sample": Row("sample", Look()),
    "findings": Row(look=ALL),
    "finding": Row(
        "finding",
        Look(),
        {
            "post": (
                *do(
                    "finding brought",
                    BOTH,
                    {"do": "move", "version": Version("finding brought")} | APPEAL,
                ),
                *do("finding brought", LEAD, {"do": "publish"}, exists_for=AUDITED),
            )
        },
    ),
    "action_done": Row(
        "action", do={"post": do("action brought", OWN, {"evidence": "Asked."})}
    ),
    "learning": Row(look=ALL),
}
