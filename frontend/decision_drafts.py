"""Unsaved writing of a decision's page: taken up where it was left, on whatever device."""

import json
from collections.abc import Mapping
from copy import copy
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpRequest, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.formats import date_format

from cases.actions.decision_drafts import Writing
from cases.decision_policy import Reading
from cases.decision_selectors import drafts_of
from cases.models import Decision, DecisionDraft
from frontend.asking import asker
from supervision.exceptions import Invalid

# What the form carries beside what is typed.
CARRIED: Final = frozenset({"csrfmiddlewaretoken", "version", "draft", "window"})
PARTS: Final = (Reading.AUTHOR, Reading.SUPERVISOR)
LARGEST: Final = 2**31 - 1


class Unsaved(NamedTuple):
    """``now`` is what the page shows; ``others`` were written in other windows."""

    now: DecisionDraft | None
    others: list[DecisionDraft]


NOTHING_UNSAVED: Final = Unsaved(None, [])


def unsaved_of(request: HttpRequest, decision: Decision, reading: Reading) -> Unsaved:
    """The newest, or the one asked for by ``?draft=``."""
    if reading not in PARTS:
        return NOTHING_UNSAVED
    rows = list(drafts_of(asker(request), decision))
    wanted = request.GET.get("draft", "")
    now = next((row for row in rows if str(row.pk) == wanted), rows[0] if rows else None)
    return Unsaved(now, [row for row in rows if row is not now])


def as_sent(
    request: HttpRequest, draft: DecisionDraft, initial: Mapping[str, Any]
) -> HttpRequest:
    """The request as if the page had just been sent with what was typed."""
    data = QueryDict(mutable=True)
    for name, value in {**initial, **draft.typed}.items():
        if name not in CARRIED:
            data.setlist(name, value if isinstance(value, list) else [value])
    again = copy(request)
    again.POST = data  # type: ignore[assignment]  # its setter is not in the stubs
    return again


def saved_window(request: HttpRequest, rows: list[DecisionDraft]) -> list[UUID]:
    """Of the rows, those this form was written in: its window's, and what it took up."""
    known = {request.POST.get("window", ""), request.POST.get("draft", "")} - {""}
    return [row.pk for row in rows if {str(row.pk), str(row.window)} & known]


# --- What the page's script says ---


class TypedMessage(NamedTuple):
    based_on: int
    typed: dict[str, Any]
    writing: Writing


def read_typed(request: HttpRequest) -> TypedMessage:
    """The message, or ``Invalid``: it comes from outside, whoever wrote our script."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("typed"), dict):
        raise _wrong("typed")
    return TypedMessage(
        _count(body.get("based_on"), "based_on"),
        {name: value for name, value in body["typed"].items() if name not in CARRIED},
        Writing(
            _uuid(body.get("window"), "window"),
            _count(body.get("tick"), "tick"),
            _uuid(body["draft"], "draft") if body.get("draft") else None,
            _count(body.get("taken_revision", 0), "taken_revision"),
        ),
    )


def answered(draft: DecisionDraft, *, elsewhere: bool) -> JsonResponse:
    said = {"revision": draft.revision, "saved_at": clock(draft)}
    return JsonResponse(said | {"elsewhere": elsewhere})


def token(request: HttpRequest) -> JsonResponse:
    """For a page that was signed out and in again: it writes on with a fresh token."""
    return JsonResponse({"csrf": get_token(request)})


def clock(draft: DecisionDraft) -> str:
    return date_format(timezone.localtime(draft.saved_at), "H:i")


def _count(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise _wrong(name)
    return value


def _uuid(value: object, name: str) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise _wrong(name) from None


def _wrong(name: str) -> Invalid:
    return Invalid.field(name, "The page sent something else than writing.", code="malformed")
