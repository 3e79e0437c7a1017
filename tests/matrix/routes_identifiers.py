"""The addresses of what is remembered about identifiers, in the API and as pages."""

from typing import Final

from tests.matrix.readers import OWN
from tests.matrix.routes_api import OWNERS
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Look, Row

KEPT: Final = {"phrase": "jo@example.org", "reason": "It is the address of the clinic."}
API: Final = {
    "case-identifiers": Row("case", Look(OWNERS), {"post": (Do("case main", OWN, KEPT),)}),
    "kept-withdraw": Row("kept", do={"post": (Do("kept main", OWN, {}),)}),
    "allowed-phrase": Row("allowed", do={"delete": (Do("allowed main", OWN),)}),
}
PAGES: Final = {
    "case_identifiers": Row("case", Look(OWNERS), {"post": do("case main", OWN, KEPT)}),
    "kept_withdraw": Row("kept", do={"post": do("kept main", OWN)}),
    "phrase_forget": Row("allowed", do={"post": do("allowed main", OWN)}),
}
