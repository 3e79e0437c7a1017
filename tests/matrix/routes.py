"""The one table: every address of the product has a row, and every row an address."""

from collections.abc import Mapping
from typing import Final

from tests.matrix import (
    routes_agreements,
    routes_api,
    routes_api_more,
    routes_audits,
    routes_break_glass,
    routes_changes,
    routes_concerns,
    routes_covers,
    routes_credentials,
    routes_groups,
    routes_identifiers,
    routes_incidents,
    routes_ledger,
    routes_lines,
    routes_own,
    routes_pages,
    routes_pages_more,
    routes_policies,
    routes_reads,
    routes_signin,
)
from tests.matrix.routes_api import ROOMS
from tests.matrix.table import Row

API: Final[Mapping[str, Row]] = {
    f"api:{name}": row
    for rows in (
        routes_api.OWN_THINGS,
        routes_own.API,
        routes_api.CASES,
        routes_api.NOTES_ROWS,
        routes_api.REMARKS,
        routes_api_more.DECISIONS,
        routes_api_more.PEOPLE,
        routes_groups.API,
        routes_agreements.API,
        routes_changes.API,
        routes_covers.API,
        routes_credentials.API,
        routes_identifiers.API,
        routes_incidents.API,
        routes_ledger.API,
        routes_policies.API,
        routes_audits.API,
        routes_break_glass.API,
        routes_reads.API,
        routes_lines.API,
        routes_concerns.API,
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
        routes_agreements.PAGES,
        routes_changes.PAGES,
        routes_covers.PAGES,
        routes_credentials.PAGES,
        routes_identifiers.PAGES,
        routes_incidents.PAGES,
        routes_ledger.PAGES,
        routes_policies.PAGES,
        routes_own.PAGES,
        routes_audits.PAGES,
        routes_break_glass.PAGES,
        routes_lines.PAGES,
        routes_reads.PAGES,
        routes_concerns.PAGES,
        routes_pages_more.ENTRANCE,
        routes_signin.PAGES,
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
