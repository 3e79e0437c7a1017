"""The ledger of a clinic, and what two say after a restored backup, as in ``routes_api``."""

from typing import Any, Final

from tests.matrix.readers import HERE, MANAGERS, W, only
from tests.matrix.routes_pages import do
from tests.matrix.table import Count, Do, Link, Look, Row

LOOK: Final = Look({"clinic here": MANAGERS, "clinic there": only(W.LEAD_THERE)})
LOST: Final[dict[str, Any]] = {"checkpoint": Link("checkpoint"), "kept": 0}
SAID: Final[dict[str, Any]] = {"proposal": Link("restoration")}
# Whoever said it first is not the second person.
SECOND: Final = only(W.ADMINISTRATOR)

API: Final = {
    "restorations": Row(
        "clinic", LOOK, {"post": (Do("clinic here", MANAGERS, LOST, exists_for=HERE),)}
    ),
    "restoration-confirm": Row(
        "clinic",
        do={
            "post": (
                Do(
                    "clinic here",
                    SECOND,
                    {"proposal": Count("restoration")},
                    exists_for=HERE,
                ),
            )
        },
    ),
}
PAGES: Final = {
    "clinic_ledger": Row(
        "clinic", LOOK, {"post": do("clinic here", MANAGERS, LOST, exists_for=HERE)}
    ),
    "restoration_confirm": Row(
        "clinic", do={"post": do("clinic here", SECOND, SAID, exists_for=HERE)}
    ),
}
