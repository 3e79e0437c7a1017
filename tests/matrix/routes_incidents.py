"""The addresses of identifiers that were seen, in the API and as pages."""

from typing import Final

from tests.matrix.readers import MAIN, OFFICERS, OWN, W
from tests.matrix.routes_api import ALL, AUTHORS, ITS_READERS
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Id, Look, Row, Version

REPORTERS: Final = MAIN
JUDGED: Final = {
    "nature_extent": "A name.",
    "who_received": "One.",
    "acquired_or_viewed": "Once.",
    "mitigation": "Blacked out.",
    "exception": "none",
    "notifiable": "no",
}
API: Final = {
    "incidents": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "note reviewed",
                    REPORTERS,
                    {"found_in": "note", "thing": Id("note reviewed")},
                ),
            )
        },
    ),
    "incident": Row("incident", ITS_READERS),
    "incident-redact": Row(
        "incident",
        do={
            "post": (
                Do(
                    "incident hidden",
                    OWN | OFFICERS,
                    {"version": Version("incident hidden"), "phrases": ["He said it"]},
                ),
            )
        },
    ),
    "incident-destroy": Row(
        "incident",
        do={
            "post": (
                Do(
                    "incident astray",
                    OWN | OFFICERS | {W.LEAD},
                    {"version": Version("incident astray"), "reason": "It is a name."},
                ),
                Do(
                    "incident blacked",
                    OFFICERS | {W.SUPERVISOR, W.LEAD},
                    {"version": Version("incident blacked"), "reason": "It is a name."},
                ),
            )
        },
    ),
    "incident-assess": Row(
        "incident",
        do={
            "post": (
                Do(
                    "incident astray",
                    OFFICERS,
                    JUDGED | {"version": Version("incident astray")},
                ),
            )
        },
    ),
    "incident-lift": Row(
        "incident",
        do={
            "post": (
                Do(
                    "incident hidden",
                    OFFICERS,
                    {"version": Version("incident hidden"), "reason": "A river."},
                ),
            )
        },
    ),
    "incident-close": Row(
        "incident",
        do={"post": (Do("incident done", OFFICERS, {"version": Version("incident done")}),)},
    ),
    "note-misdirected": Row(
        "note", do={"post": (Do("note reviewed", OWN, {"case": Id("case solo")}),)}
    ),
}
PAGES: Final = {
    "incidents": Row(look=ALL),
    "incident": Row(
        "incident",
        ITS_READERS,
        {
            "post": do(
                "incident hidden",
                OFFICERS,
                {"do": "lift", "version": Version("incident hidden"), "reason": "A river."},
            )
        },
    ),
    "incident_report": Row(
        "report",
        Look(),
        {"post": do("report reviewed", REPORTERS, {})},
    ),
    "note_misdirected": Row(
        "note",
        Look(AUTHORS, ok=(200, 409)),
        {"post": do("note reviewed", OWN, {"case": Id("case solo")})},
    ),
}
