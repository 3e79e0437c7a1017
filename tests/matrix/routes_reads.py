"""The addresses at which an author sees who opened what, in the API and as pages."""

from typing import Final

from tests.matrix.readers import DECISIONS, W, only
from tests.matrix.routes_api import AUTHORS, OWNERS
from tests.matrix.table import Look, Row

# Whoever made it, among those who read it.
MAKERS: Final = {
    name: readers & only(W.OWNER, W.PEER, W.SUPERVISEE_THERE)
    for name, readers in DECISIONS.items()
}
API: Final = {
    "decision-reads": Row("decision", Look(MAKERS)),
    "case-reads": Row("case", Look(OWNERS)),
}
PAGES: Final = {
    "note_reads": Row("note", Look(AUTHORS)),
    "decision_reads": Row("decision", Look(MAKERS)),
    "case_reads": Row("case", Look(OWNERS)),
}
