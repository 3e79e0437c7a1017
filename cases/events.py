"""The log of a note's room, and the bell that says there is something new in it.

The bell carries the note and a number, nothing else. It rings after the commit and may be
lost: readers pull from the log, so a lost bell costs seconds and never an event.
"""

from uuid import UUID

from cases.enums import EventKind
from cases.models import Annotation, Note, NoteEvent, ReflectiveFlag
from supervision import bell
from supervision.models import User


def group_of(note_id: UUID) -> str:
    return f"note.{note_id}"


def append(  # noqa: PLR0913 - the columns of the log
    note: Note,
    kind: EventKind,
    *,
    by: User,
    op_id: UUID | None = None,
    annotation: Annotation | None = None,
    flag: ReflectiveFlag | None = None,
    detail: str = "",
) -> NoteEvent:
    """Add the next event. The caller holds the lock of the note's row."""
    note.last_seq += 1
    note.save(update_fields=["last_seq"])
    event = NoteEvent.objects.create(
        note=note,
        seq=note.last_seq,
        kind=kind,
        actor=by,
        op_id=op_id,
        annotation=annotation,
        flag=flag,
        number=note.current_number,
        detail=detail,
    )
    bell.send_on_commit(
        group_of(note.pk), {"type": "bell", "note": str(note.pk), "seq": event.seq}
    )
    return event
