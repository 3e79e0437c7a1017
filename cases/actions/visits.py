"""Where somebody is in a room, kept for that person alone.

No ledger entry and no event: who has read what of a thread is shown to nobody, so it is no act
on the note. That its text was opened is recorded elsewhere (``reads``), for its author.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import policy, visits
from cases.models import Note, RoomVisit
from cases.room import note_of_room
from supervision.exceptions import Invalid
from supervision.models import User

# Whoever comes back after so long begins a new visit.
PAUSE: Final = timedelta(minutes=30)
RENEWED: Final = timedelta(minutes=1)


def arrive(*, note: Note, by: User) -> RoomVisit:
    """The page is opened; what came since the visit before this one is new."""
    visit = visits.visit_of(by, note)
    here = timezone.now() - visit.at < RENEWED
    if visit.pk and here and visit.head == note.last_seq:
        return visit
    return _arrived(note=note, by=by)


@transaction.atomic
def _arrived(*, note: Note, by: User) -> RoomVisit:
    policy.check_enter_room(by, note)
    visit = _lock(note, by)
    now = timezone.now()
    if now - visit.at > PAUSE:
        visit.since = visit.head
    visit.head, visit.at = max(visit.head, note.last_seq), now
    visit.save(update_fields=["since", "head", "at"])
    return visit


@transaction.atomic
def mark_read(
    *, note_id: UUID, seq: int, by: User, things: Collection[UUID] | None = None
) -> RoomVisit:
    """These threads and flags are read as of event ``seq``; without any, the whole room."""
    note = note_of_room(note_id)
    policy.check_enter_room(by, note)
    if seq > note.last_seq:
        raise Invalid.field("seq", "Nothing has this number yet.", code="ahead")
    visit = _lock(note, by)
    if things is None:
        visit.read_to = max(visit.read_to, seq)
    else:
        _open(visit, things, seq, visits.news_for(by, note, after=visit.read_to))
    visit.opened = {key: at for key, at in visit.opened.items() if at > visit.read_to}
    visit.head, visit.at = max(visit.head, seq), timezone.now()
    visit.save(update_fields=["read_to", "opened", "head", "at"])
    return visit


def _open(visit: RoomVisit, things: Collection[UUID], seq: int, news: dict[UUID, int]) -> None:
    """Only what has something new is written down, so that nobody can fill the row."""
    for thing in set(things) & set(news):
        visit.opened[str(thing)] = max(visit.opened.get(str(thing), 0), seq)


def _lock(note: Note, by: User) -> RoomVisit:
    first = visits.visit_of(by, note)
    start = {"since": first.since, "read_to": first.read_to, "head": first.head}
    RoomVisit.objects.get_or_create(note=note, person=by, defaults=start)
    return RoomVisit.objects.select_for_update().get(note=note, person=by)
