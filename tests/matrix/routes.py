"""The one table: every address of the product has a row, and every row an address."""

from collections.abc import Mapping
from typing import Final

from tests.matrix import (
    routes_api,
    routes_api_more,
    routes_audits,
    routes_groups,
    routes_ledger,
    routes_pages,
    routes_pages_more,
    routes_policies,
)
from tests.matrix.routes_api import ROOMS
from tests.matrix.table import Row

API: Final[Mapping[str, Row]] = {
    f"api:{name}": row
    for rows in (
        routes_api.OWN_THINGS,
        routes_api.CASES,
        routes_api.NOTES_ROWS,
        routes_api.REMARKS,
        routes_api_more.DECISIONS,
        routes_api_more.PEOPLE,
        routes_groups.API,
        routes_ledger.API,
        routes_policies.API,
        routes_audits.API,
        routes_api_more.REST,
    )
    for name, row in rows.items()
}
PAGES: Final[Mapping[str, Row]] = {
    name: row
    for rows in (
        routes_pages.CASES,
        routes_pages.WRITING,
        routes_pages.ROOM,
        routes_pages.FLAGS,
        routes_pages_more.DECISIONS,
        routes_pages_more.PEOPLE,
        routes_groups.PAGES,
        routes_ledger.PAGES,
        routes_policies.PAGES,
        routes_audits.PAGES,
        routes_pages_more.ENTRANCE,
    )
    for name, row in rows.items()
}
# The room is for its author, in her time its supervisor, and whom it is presented to:
# ``routes_api.ROOMS`` says whose.
SOCKETS: Final = {"room-socket": ROOMS}
SOCKET_COMMANDS: Final = {
    "subscribe": "everything since a number, as its reader may see it",
    "ping": "what was missed, and whether one may still be here",
    "presence": "that one is typing, never what",
    "point": "where one points, to those who see that place; never its words",
}
# What no row can say anything about, and why.
WITHOUT_ROW: Final[Mapping[str, str]] = {
    "api:nothing": "what is not an address: tests/api/test_infrastructure.py",
}
