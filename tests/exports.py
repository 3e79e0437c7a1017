"""Exports in tests: confirming who one is, asking, and reading what comes out."""

import json
import time
from typing import Any
from uuid import UUID

from django.test import Client

from cases.actions import exports
from cases.actions.exports import Wanted
from cases.decision_selectors import DecisionFilters
from cases.export_enums import ExportFormat, ExportPurpose, ExportWhat
from cases.export_policy import Asking
from cases.models import Export
from supervision.models import User

REASON = "The board asks for it, letter of 3 March."
CONFIRMED = Asking(confirmed=True)


def confirm(client: Client) -> None:
    """As allauth leaves it in the session of somebody who typed the password again."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def ask_for(
    by: User,
    what: str = "decision",
    sort: str = "jsonl",
    asking: Asking = CONFIRMED,
    *,
    reason: str = REASON,
    decision: UUID | None = None,
    clinic: UUID | None = None,
    **filters: Any,
) -> Export:
    wanted = Wanted(
        what=ExportWhat(what),
        format=ExportFormat(sort),
        purpose=ExportPurpose.BOARD,
        reason=reason,
        decision_id=decision,
        clinic_id=clinic,
        filters=DecisionFilters(**filters),
    )
    return exports.make_export(wanted=wanted, by=by, asking=asking)


def text_of(by: User, export: Export, asking: Asking = CONFIRMED) -> str:
    return "".join(exports.hand_out(export_id=export.pk, by=by, asking=asking).parts)


def lines_of(by: User, export: Export) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text_of(by, export).splitlines()]
