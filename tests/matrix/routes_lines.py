"""The second lines: what is said to the world, and what is kept, held and erased."""

from typing import Any, Final

from tests.matrix.readers import ANSWERABLE, EVERYBODY, NOBODY, W, only
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Link, Look, Row

KEPT: Final = Look({"clinic here": ANSWERABLE, "clinic there": only(W.LEAD_THERE)}, known=404)
HELD: Final[dict[str, Any]] = {"code": Link("code"), "reason": "A complaint is open."}
ONE_OF_TWO: Final = {"post": do("hold here", ANSWERABLE)}
THE_SAME: Final = {"post": (Do("hold here", ANSWERABLE, {}),)}

PAGES: Final = {
    "security_txt": Row(look=Look(EVERYBODY, is_the_same_for_all=True)),
    "clinic_retention": Row(
        "clinic", KEPT, {"post": do("clinic here", ANSWERABLE, HELD, exists_for=NOBODY)}
    ),
    "hold_ask": Row("hold", do=ONE_OF_TWO),
    "hold_lift": Row("hold", do=ONE_OF_TWO),
}
API: Final = {
    "clinic-retention": Row("clinic", KEPT),
    "clinic-holds": Row(
        "clinic",
        do={"post": (Do("clinic here", ANSWERABLE, HELD, exists_for=NOBODY),)},
    ),
    "hold-ask": Row("hold", do=THE_SAME),
    "hold-lift": Row("hold", do=THE_SAME),
}
