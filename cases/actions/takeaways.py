"""What the supervisee takes away from a review: hers, shown to others only if she shares it."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import events, policy
from cases.actions.drafts import lock_note
from cases.enums import EventKind, LedgerKind
from cases.models import Note, NoteVersion, TakeAway
from supervision.exceptions import Invalid, NotFound, StaleVersion
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

# Three lines of writing, generously.
LINES_LIMIT = 1_000
ACTION_LIMIT = 500


@transaction.atomic
def write_takeaway(  # noqa: PLR0913 - what a take-away says
    *,
    note_id: UUID,
    number: int,
    expected_version: int,
    by: User,
    lines: str = "",
    next_action: str = "",
    next_month: date | None = None,
    shared: bool = False,
    op_id: UUID | None = None,
) -> TakeAway:
    """Write it, or write it anew. ``expected_version`` is the one that was read, 0 for none.

    While it is hers alone it leaves no trace for others, not even that it exists.
    """
    note = lock_note(note_id)
    version = _version(note, number, by)
    policy.check_write_takeaway(by, version)
    takeaway = TakeAway.objects.select_for_update().filter(of=version).first()
    takeaway = takeaway or TakeAway(of=version, version=0)
    takeaway.of = version
    if takeaway.version != expected_version:
        msg = "This was written in another window. Look at both, then save again."
        raise StaleVersion(msg)
    was_shared = takeaway.shared
    takeaway.lines = clean_text(lines, field="lines", max_length=LINES_LIMIT)
    takeaway.next_action = clean_text(next_action, field="next_action", max_length=ACTION_LIMIT)
    takeaway.next_month = next_month.replace(day=1) if next_month else None
    takeaway.shared = shared
    _check_said(takeaway)
    takeaway.version += 1
    takeaway.written_at = timezone.now()
    takeaway.save()
    if shared or was_shared:
        _announce(takeaway, by, op_id)
    return takeaway


def _version(note: Note, number: int, by: User) -> NoteVersion:
    """The caller's own note: for others there is no take-away to write."""
    policy.check_author(by, note)
    version = NoteVersion.objects.filter(note=note, number=number).first()
    if version is None:
        raise NotFound
    version.note = note
    return version


def _check_said(takeaway: TakeAway) -> None:
    if not (takeaway.lines.strip() or takeaway.next_action.strip()):
        msg = "Write what you take away, or what you will do next."
        raise Invalid.field("lines", msg, code="required")
    if takeaway.next_month and not takeaway.next_action.strip():
        msg = "Say what you plan for that month."
        raise Invalid.field("next_action", msg, code="required")


def _announce(takeaway: TakeAway, by: User, op_id: UUID | None) -> None:
    note = takeaway.of.note
    record(
        LedgerKind.TAKEAWAY_CHANGED,
        clinic_id=note.case.clinic_id,
        by=by,
        subject=takeaway,
        note=note.pk,
        number=takeaway.of.number,
        shared=takeaway.shared,
        version=takeaway.version,
    )
    detail = "shared" if takeaway.shared else "hidden"
    events.append(note, EventKind.TAKEAWAY_CHANGED, by=by, op_id=op_id, detail=detail)
