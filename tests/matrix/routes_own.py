"""What is one's own: flags looked at together, the portfolio, all data, and leaving."""

from typing import Final

from tests.matrix.readers import MANAGERS, SIGNED_IN, SUPERVISEES, W, only
from tests.matrix.routes_api import ALL
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Look, Row

TRAINED: Final = SUPERVISEES | only(W.FORMER, W.SUPERVISEE_THERE)
# Nobody is offered it who is not, or was not, in training.
NAMES: Final = frozenset(
    {"clinic here: name", "clinic there: name", "group circle: name", "group apart: name"}
)
PORTFOLIO: Final = Look(TRAINED, known=404, shows=NAMES)
# Who has never been anywhere takes out an empty file, of which no ledger could speak.
ANYBODY: Final = SIGNED_IN - {W.SUPERUSER}
EMPTY: Final = {W.SUPERUSER: 200}
# Whoever still has a role is not erased, whoever asks for it.
ERASABLE: Final = {"person former": MANAGERS}
API: Final = {
    "me-flags": Row(look=ALL),
    "me-portfolio": Row(look=PORTFOLIO),
    "me-data": Row(do={"post": (Do("", ANYBODY, {}, opens=NAMES, hears=EMPTY),)}),
}
PAGES: Final = {
    "flags_recurring": Row(look=ALL),
    "portfolio": Row(look=PORTFOLIO),
    "own_data": Row(look=ALL),
    "own_data_file": Row(
        do={"post": do("", ANYBODY, ok=(200,), opens=NAMES, hears=EMPTY)},
    ),
    # Somebody asked already.
    "erasure_ask": Row(do={"post": do("", SIGNED_IN - {W.PEER}, known=409)}),
    "erasure_take_back": Row(do={"post": do("", only(W.PEER), known=409)}),
    "account_erase": Row("person", Look(ERASABLE), {"post": do("person former", MANAGERS)}),
}
