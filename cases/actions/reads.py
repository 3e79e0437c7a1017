"""Recording who read narrative text, for its author to see."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cases.models import Case, NarrativeRead, Note, NoteVersion
from supervision.enums import Role
from supervision.models import User

WINDOW_MINUTES = 15


@transaction.atomic
def record_read(*, case: Case, what: str, object_id: UUID, by: User, role: str) -> None:
    """One row per person, object and quarter of an hour; the author's own reads leave none."""
    if by.pk == case.supervisee_id:
        return
    now = timezone.now()
    row = {
        "case": case,
        "reader": by,
        "what": what,
        "object_id": object_id,
        "window": _window(now),
    }
    if _again(row, now):
        return
    try:
        with transaction.atomic():
            NarrativeRead.objects.create(**row, role=role, first_at=now, last_at=now)
    except IntegrityError:  # another request of the same reader was first
        _again(row, now)


def record_version_read(*, version: NoteVersion, by: User) -> None:
    """For whoever was shown the text of a version, as its supervisor or by a grant."""
    if by.pk == version.note.author_id:
        return  # without the transaction that a record needs
    supervises = version.relationship.supervisor_id == by.pk
    record_read(
        case=version.note.case,
        what="note",
        object_id=version.note_id,
        by=by,
        role=Role.SUPERVISOR if supervises else "grant",
    )


def record_flags_read(*, note: Note, by: User) -> None:
    """For whoever was shown the words of flags: the note's supervisor, or the clinic lead."""
    if by.pk == note.author_id:
        return  # without the transaction that a record needs
    addressed = NoteVersion.objects.filter(note=note, relationship__supervisor=by)
    role = Role.SUPERVISOR if addressed.exists() else Role.CLINIC_LEAD
    record_read(case=note.case, what="note", object_id=note.pk, by=by, role=role)


def _again(row: dict[str, object], now: datetime) -> bool:
    return bool(NarrativeRead.objects.filter(**row).update(times=F("times") + 1, last_at=now))


def _window(now: datetime) -> datetime:
    minute = now.minute - now.minute % WINDOW_MINUTES
    return now.replace(minute=minute, second=0, microsecond=0)
