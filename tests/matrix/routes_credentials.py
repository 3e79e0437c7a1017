"""The addresses of credentials, in the API and as pages."""

from typing import Final

from tests.matrix.readers import HERE, NOBODY, SUPERVISORS, W, only
from tests.matrix.routes_api import ALL, ITS_READERS
from tests.matrix.routes_pages import DONE, do, on_version
from tests.matrix.table import Do, Id, Look, Row, Version

LEAD: Final = only(W.LEAD)
ENTERED: Final = {"kind": "license", "issuer": "Board", "number": "4711"}
WORDS: Final = {"words": "By the board."}

API: Final = {
    "credentials": Row(
        look=ALL,
        do={
            "post": (
                Do("", SUPERVISORS, ENTERED | {"clinic": Id("clinic here")}, exists_for=HERE),
            )
        },
    ),
    "credential": Row("credential", ITS_READERS),
    "credential-check": Row(
        "credential",
        do={
            "post": (
                Do("credential claimed", LEAD, {"version": Version("credential claimed")}),
                Do("credential lead", NOBODY, {"version": Version("credential lead")}),
            )
        },
    ),
    "credential-limit": Row(
        "credential",
        do={
            "post": (
                Do(
                    "credential claimed",
                    LEAD,
                    WORDS | {"status": "suspended", "version": Version("credential claimed")},
                ),
            )
        },
    ),
}
PAGES: Final = {
    "credentials": Row(
        "clinic",
        Look(
            {
                "clinic here": SUPERVISORS | LEAD,
                "clinic there": only(W.SUPERVISOR_THERE, W.LEAD_THERE),
            },
            known=404,
        ),
        {"post": do("clinic here", SUPERVISORS, ENTERED, exists_for=LEAD)},
    ),
    "credential_check": Row(
        "credential",
        do={"post": do("credential claimed", LEAD, on_version("credential claimed"), ok=DONE)},
    ),
    "credential_limit": Row(
        "credential",
        Look(
            {
                "credential claimed": LEAD,
                "credential limited": LEAD,
                "credential there": only(W.LEAD_THERE),
            }
        ),
        {
            "post": do(
                "credential claimed",
                LEAD,
                on_version("credential claimed", limit="suspended", **WORDS),
            )
        },
    ),
}
