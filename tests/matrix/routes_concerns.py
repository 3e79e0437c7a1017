"""The addresses of help, in the API and as pages: who is answered there, and who is not.

Whoever it is about is told 404 like for any id there is not, also where others hear 403.
"""

from typing import Any, Final

from tests.matrix.readers import (
    DESKS,
    HEARD,
    HERE,
    NOBODY,
    OWN,
    REPORTERS,
    SIGNED_IN,
    THERE,
    W,
    only,
)
from tests.matrix.routes_api import ALL
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Id, Look, Row, Version

HANDLER: Final = only(W.HANDLER)
SECONDARY: Final = only(W.SECONDARY)
CONCERNED: Final = only(W.SUPERVISOR, W.LEAD, W.ADMINISTRATOR, W.SECONDARY)
SAID: Final = {
    "about": "process",
    "category": "neglect_of_duty",
    "what_happened": "Nobody comes.",
    "wish": "advice",
}


def on(name: str, may: Any, **said: Any) -> tuple[Do, Do]:
    """Who may; and whoever it is about, or looks after the clinic, hears that there is
    nothing."""
    return (
        Do(f"concern {name}", may, said),
        Do(f"concern {name}", NOBODY, said, known=404, exists_for=CONCERNED - may),
    )


def on_page(name: str, may: Any, **said: Any) -> tuple[Do, ...]:
    return (
        *do(f"concern {name}", may, said, known=404),
        *do(f"concern {name}", NOBODY, said, known=404, exists_for=CONCERNED - may),
    )


MAIN: Final = {"version": Version("concern main")}
DRAFT: Final = {"version": Version("concern draft")}
API: Final = {
    "help-requests": Row(
        look=ALL,
        do={"post": (Do("", HERE, SAID | {"clinic": Id("clinic here")}, known=404),)},
    ),
    "help-request": Row(
        "concern",
        Look(REPORTERS, known=404),
        {
            "patch": on("draft", OWN, **DRAFT, wish="advice"),
            "delete": on("draft", OWN),
        },
    ),
    "help-move": Row(
        "concern",
        do={
            "post": (
                *on("main", HANDLER, **MAIN, move="take_informally"),
                *on("main", OWN, **MAIN, move="withdraw"),
                *on("draft", OWN, **DRAFT, move="keep"),
                *on("lead", HANDLER, version=Version("concern lead"), move="acknowledge"),
            )
        },
    ),
    "help-words": Row(
        "concern",
        do={
            "post": (
                *on("main", OWN | HANDLER, kind="message", words="A word."),
                *on("main", HANDLER, kind="note", words="A thought."),
                Do("concern inquiry", SECONDARY, {"kind": "reply", "words": "No."}),
            )
        },
    ),
    "help-changes": Row("concern", do={"post": on("main", HANDLER, kind="pause_evaluation")}),
    "help-change-use": Row(
        "change",
        do={
            "post": (
                Do("change main", OWN, {}),
                Do("change main", NOBODY, {}, known=404, exists_for=CONCERNED),
            )
        },
    ),
    "help-change-lift": Row(
        "change",
        do={
            "post": (
                Do("change main", HANDLER, {}),
                Do("change main", NOBODY, {}, known=404, exists_for=CONCERNED),
            )
        },
    ),
    "help-desk": Row(look=ALL),
    "help-brought": Row("concern", Look(DESKS, known=404)),
    "help-shared": Row(look=ALL),
    "help-shared-one": Row("concern", Look(HEARD, known=404)),
}
PAGES: Final = {
    "help": Row(look=Look(SIGNED_IN)),
    "help_requests": Row(look=ALL),
    "help_request_new": Row(
        look=Look(HERE | THERE, known=404), do={"post": do("", HERE | THERE, SAID, known=404)}
    ),
    "help_request": Row(
        "concern",
        Look(REPORTERS, known=404),
        {
            "post": (
                *on_page("main", OWN, **MAIN, do="message", words="A word."),
                *on_page("draft", OWN, **DRAFT, **SAID, do="keep"),
            )
        },
    ),
    "help_change": Row(
        "change",
        do={
            "post": (
                *do("change main", OWN),
                *do("change main", NOBODY, known=404, exists_for=CONCERNED),
            )
        },
    ),
    "help_desk": Row(look=ALL),
    "help_desk_one": Row(
        "concern",
        Look(DESKS, known=404),
        {"post": on_page("main", HANDLER, **MAIN, do="note", words="A thought.")},
    ),
    "help_lift": Row(
        "change",
        do={
            "post": (
                *do("change main", HANDLER),
                *do("change main", NOBODY, known=404, exists_for=CONCERNED),
            )
        },
    ),
    "help_shared": Row(look=ALL),
    "help_shared_one": Row(
        "concern",
        Look(HEARD, known=404),
        {
            "post": do(
                "concern inquiry",
                SECONDARY,
                {"do": "reply", "version": Version("concern inquiry"), "words": "No."},
                known=404,
            )
        },
    ),
}
