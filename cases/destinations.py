"""To whom a supervisee can submit now, and whether anybody reads it: said before submitting."""

from typing import NamedTuple
from uuid import UUID

from cases import selectors
from cases.models import Note
from supervision.cover_access import Reading, reading_of, readings_of
from supervision.models import CoverAssignment, SupervisionRelationship, User


class Destination(NamedTuple):
    """``standing_in``: the cover whose relationship this is; then its supervisor stands in."""

    relationship: SupervisionRelationship
    reading: Reading
    standing_in: CoverAssignment | None = None


class Unread(NamedTuple):
    """Why nobody reads a note at present, and who could."""

    reading: Reading
    targets: list[Destination]


def destinations(user: User, clinic_id: UUID) -> list[Destination]:
    """Where a note of this person can go, the primary supervisor first."""
    found = list(
        selectors.open_relationships(user)
        .filter(clinic=clinic_id)
        .select_related("cover_assignment__covered__supervisor")
    )
    readings = readings_of(found)
    return [
        Destination(each, readings[each.pk], getattr(each, "cover_assignment", None))
        for each in found
    ]


def unread(note: Note, *, by: User) -> Unread | None:
    """For its author: None as long as the note is read, or waits for nobody."""
    with_whom = note.relationship
    if note.author_id != by.pk or note.status not in selectors.PENDING or with_whom is None:
        return None
    reading = reading_of(with_whom)
    if reading.is_read:
        return None
    others = destinations(by, note.case.clinic_id)
    targets = [
        each for each in others if each.reading.is_read and each.relationship != with_whom
    ]
    return Unread(reading, targets)


def unread_notes(clinic_id: UUID) -> int:
    """How many notes of a clinic wait with somebody who does not read them at present: a
    number, for its lead."""
    return selectors.pending_unread(clinic_id).count()
