"""Unsaved writing in a decision: kept while typing, taken up on another device, never lost.

It is private to whoever types, also in a decision that others read: they see what was saved.
So there is no entry in the ledger, and the decision's own version does not move.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import decision_policy
from cases.decision_selectors import drafts_of
from cases.models import Decision, DecisionDraft
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.models import User
from supervision.text import clean_text

DRAFTS_KEPT = 10
FIELDS_LIMIT = 500
NAME_LIMIT = 100
LENGTH_LIMIT = 200_000


class Writing(NamedTuple):
    """The window, the count of its messages, and the row it began with, as that was then."""

    window: UUID
    tick: int
    took_up: UUID | None = None
    revision: int = 0


class Kept(NamedTuple):
    """``elsewhere``: another window's writing is kept beside it."""

    draft: DecisionDraft
    elsewhere: bool


@transaction.atomic
def keep_typed(
    *, decision_id: UUID, based_on: int, typed: Mapping[str, Any], writing: Writing, by: User
) -> Kept:
    """Keep what the page holds now. What another window wrote stays as it is, beside it."""
    decision = _lock(decision_id)
    decision_policy.check_take_part(by, decision)
    values = _clean(typed)
    rows = {row.pk: row for row in drafts_of(by, decision)}
    row = next((row for row in rows.values() if row.window == writing.window), None)
    if row is not None and writing.tick <= row.tick:
        return Kept(row, len(rows) > 1)
    row = row or _taken_up(rows, writing)
    if row is None and len(rows) >= DRAFTS_KEPT:
        msg = "Too many windows have unsaved writing here. Open the page and choose one first."
        raise WrongState(msg)
    row = row or DecisionDraft(author=by, revision=0)
    row.decision, row.typed, row.based_on = decision, values, based_on
    row.window, row.tick = writing.window, writing.tick
    row.revision, row.saved_at = row.revision + 1, timezone.now()
    row.save()
    return Kept(row, bool(rows.keys() - {row.pk}))


@transaction.atomic
def let_go(*, decision_id: UUID, by: User, draft_id: UUID | None = None) -> None:
    """Of one window, or all of one's own unsaved writing in this decision."""
    decision = _lock(decision_id)
    decision_policy.check_take_part(by, decision)
    rows = drafts_of(by, decision)
    if draft_id is not None:
        rows = rows.filter(pk=draft_id)
    rows.delete()


def _taken_up(rows: Mapping[UUID, DecisionDraft], writing: Writing) -> DecisionDraft | None:
    """The row this page began with, unless another window has written on in it since."""
    row = rows.get(writing.took_up) if writing.took_up else None
    return row if row is not None and row.revision == writing.revision else None


def _lock(decision_id: UUID) -> Decision:
    found = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("case__data_key", "relationship")
        .filter(pk=decision_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _clean(typed: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """As it was typed: whether it fits is asked when it is saved into the decision."""
    values = {str(name): _text(str(name), value) for name, value in typed.items()}
    if len(values) > FIELDS_LIMIT or sum(map(len, values.values())) > LENGTH_LIMIT:
        said = f"More than {LENGTH_LIMIT:,} characters are not kept here. Save what you have."
        raise Invalid.field("typed", said, code="too_long")
    return values


def _text(name: str, value: Any) -> str | list[str]:
    if len(name) > NAME_LIMIT:
        raise Invalid.field("typed", "There is no such field.", code="unknown_field")
    if isinstance(value, list):
        return [clean_text(each, field="typed", max_length=NAME_LIMIT) for each in value]
    return clean_text(value, field="typed", max_length=LENGTH_LIMIT)
