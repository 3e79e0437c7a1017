"""Recording who read narrative text, for its author to see."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cases import access
from cases.group_access import presented_to
from cases.models import Case, NarrativeRead, Note, NoteVersion
from supervision.enums import GROUP_MEMBER, Role
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


@transaction.atomic
def record_reads(
    things: Iterable[tuple[Case, UUID]], *, what: str, by: User, role: str
) -> None:
    """The same for many at once, in one statement; who has one in this window keeps it."""
    now = timezone.now()
    rows = [
        NarrativeRead(
            case=case,
            reader=by,
            what=what,
            object_id=object_id,
            window=_window(now),
            role=role,
            first_at=now,
            last_at=now,
        )
        for case, object_id in things
        if case.supervisee_id != by.pk
    ]
    NarrativeRead.objects.bulk_create(rows, ignore_conflicts=True)


def record_version_read(*, version: NoteVersion, by: User) -> None:
    """For whoever was shown the text of a version: its supervisor, by a grant, in a group."""
    if by.pk == version.note.author_id:
        return  # without the transaction that a record needs
    if version.relationship.supervisor_id == by.pk:
        role: str = Role.SUPERVISOR
    else:
        whole = access.readable_versions(by).filter(pk=version.pk).exists()
        role = "grant" if whole else GROUP_MEMBER
    _record_note(version.note, role, by=by)


def record_flags_read(*, note: Note, by: User) -> None:
    """For whoever was shown the words of flags: supervisor, clinic lead, member of a group."""
    if by.pk == note.author_id:
        return  # without the transaction that a record needs
    addressed = NoteVersion.objects.filter(note=note, relationship__supervisor=by)
    if addressed.exists():
        role: str = Role.SUPERVISOR
    else:
        in_group = presented_to(by).filter(note=note).exists()
        role = GROUP_MEMBER if in_group else Role.CLINIC_LEAD
    _record_note(note, role, by=by)


def record_room_read(*, note: Note, by: User) -> None:
    """For a member of a group who listens in a room, where what is said is heard as it comes.

    Author and supervisor are seen by each other; she and what she has read are on record.
    """
    if presented_to(by).filter(note=note).exists():
        _record_note(note, GROUP_MEMBER, by=by)


def _record_note(note: Note, role: str, *, by: User) -> None:
    record_read(case=note.case, what="note", object_id=note.pk, by=by, role=role)


def _again(row: dict[str, object], now: datetime) -> bool:
    return bool(NarrativeRead.objects.filter(**row).update(times=F("times") + 1, last_at=now))


def _window(now: datetime) -> datetime:
    minute = now.minute - now.minute % WINDOW_MINUTES
    return now.replace(minute=minute, second=0, microsecond=0)
