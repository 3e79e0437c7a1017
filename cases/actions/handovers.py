"""Notes that wait go to somebody else: handed over one by one, or all that is urgent; and back.

Nothing moves by itself. What was submitted stays with whom it was submitted to until its
author, its supervisor or, for what is urgent, a lead says otherwise.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import access, events, handover_policy, selectors
from cases.actions.drafts import lock_note
from cases.actions.notes import SHOWN, review_due_of
from cases.enums import EventKind, LedgerKind
from cases.models import CaseAddressee, HandOver, Note, NoteVersion
from supervision import bell, cover_policy
from supervision.actions.covers import lock_cover, record_cover
from supervision.actions.relationships import end_with_role
from supervision.cover_access import reading_of
from supervision.cover_enums import CoverStatus
from supervision.enums import EndedReason
from supervision.enums import LedgerKind as ClinicLedgerKind
from supervision.exceptions import NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.models import CoverAssignment, SupervisionRelationship, User
from supervision.text import clean_text

NOTE_LENGTH: Final = 4000


@transaction.atomic
def give_note(
    *, note_id: UUID, relationship_id: UUID, expected_version: int, by: User
) -> HandOver:
    """Its author gives a note that nobody reads to somebody who does."""
    note = lock_note(note_id, *SHOWN)
    handover_policy.check_give_note(by, note)
    _check_pending(note)
    if note.version != expected_version:
        msg = "This note changed while you were reading it. Look again, then decide."
        raise StaleVersion(msg)
    to = access.open_relationships(by).filter(clinic=note.case.clinic_id, pk=relationship_id)
    target = to.select_related("supervisor").first()
    if target is None:
        raise NotFound
    present = note.relationship
    if present is None or target == present or reading_of(present).is_read:
        msg = "This note is being read. Take it back, or talk to your supervisor."
        raise WrongState(msg, code="is_read")
    return hand_note(note, present, target, since=timezone.now(), by=by)


@transaction.atomic
def hand_over(
    *, cover_id: UUID, by: User, note_ids: Collection[UUID] | None = None
) -> list[HandOver]:
    """To whoever stands in now: these notes; where none is named, all that is urgent."""
    cover = lock_cover(cover_id)
    if note_ids is None:
        handover_policy.check_hand_over_urgent(by, cover)
    else:
        handover_policy.check_hand_over(by, cover)
    if not cover.is_active or cover.relationship is None:
        msg = "Nobody stands in at this moment. Hand over once the cover has begun."
        raise WrongState(msg)
    waiting = selectors.pending_with(cover.covered)
    chosen = waiting.filter(selectors.URGENT) if note_ids is None else _named(waiting, note_ids)
    now = timezone.now()
    return _hand_all(chosen, cover.covered, cover.relationship, since=now, by=by)


@transaction.atomic
def hand_back(*, cover_id: UUID, expected_version: int, by: User, note: str) -> CoverAssignment:
    """Say to the supervisor what happened; what is still open goes back to her with it.

    Before the last day it ends the cover; afterwards it can still be written.
    """
    cover = lock_cover(cover_id)
    cover_policy.check_hand_back(by, cover)
    if cover.version != expected_version:
        msg = "This cover changed while you were writing. Look again, then hand it back."
        raise StaleVersion(msg)
    words = clean_text(note, field="note", max_length=NOTE_LENGTH, required=True)
    if cover.relationship is None or cover.status_now not in _HANDED_BACK:
        msg = "There is nothing to hand back: this cover has not begun."
        raise WrongState(msg)
    if cover.handed_back_at is not None:
        msg = "This cover was handed back already."
        raise WrongState(msg, code="already_handed_back")
    _return(cover, by=by)
    if cover.is_active:
        end_with_role(relationship=cover.relationship, by=by, reason=EndedReason.COMPLETED)
    cover.handback_note, cover.handed_back_at = words, timezone.now()
    cover.version += 1
    cover.save()
    record_cover(ClinicLedgerKind.COVER_HANDED_BACK, cover, by=by, content=words)
    return cover


@transaction.atomic
def take_over(*, cover_id: UUID, by: User) -> list[HandOver]:
    """The supervisor is back and takes what the cover left open when it ended."""
    cover = lock_cover(cover_id)
    handover_policy.check_take_over(by, cover)
    if cover.status_now != CoverStatus.CLOSED or cover.relationship is None:
        msg = "The cover still runs. End it first, or wait until it is handed back."
        raise WrongState(msg)
    return _return(cover, by=by)


_HANDED_BACK: Final = (CoverStatus.ACTIVE, CoverStatus.CLOSED)


def _return(cover: CoverAssignment, *, by: User) -> list[HandOver]:
    """With all that was said: whoever stood in did so for her. Nothing, where she has left."""
    running = access.running_supervision().filter(pk=cover.covered_id)
    if cover.relationship is None or not running.exists():
        return []
    waiting = selectors.pending_with(cover.relationship)
    return _hand_all(waiting, cover.relationship, cover.covered, since=None, by=by)


def _named(waiting: QuerySet[Note], note_ids: Collection[UUID]) -> QuerySet[Note]:
    """All of them or none: what is not there was taken back, or answered."""
    chosen = waiting.filter(pk__in=note_ids)
    if chosen.count() != len(set(note_ids)):
        msg = "One of these notes no longer waits. Look again, then choose."
        raise StaleVersion(msg)
    return chosen


def _hand_all(
    waiting: QuerySet[Note],
    source: SupervisionRelationship,
    to: SupervisionRelationship,
    *,
    since: datetime | None,
    by: User,
) -> list[HandOver]:
    ids: Iterable[UUID] = list(waiting.order_by("pk").values_list("pk", flat=True))
    notes = [lock_note(pk, *SHOWN) for pk in ids]
    return [
        hand_note(note, source, to, since=since, by=by)
        for note in notes
        if note.relationship_id == source.pk and note.status in selectors.PENDING
    ]


def _check_pending(note: Note) -> None:
    if note.status not in selectors.PENDING:
        msg = "This note waits for nobody."
        raise WrongState(msg)


def hand_note(
    note: Note,
    source: SupervisionRelationship,
    to: SupervisionRelationship,
    *,
    since: datetime | None,
    by: User,
) -> HandOver:
    """The caller holds the lock of the note."""
    handed = HandOver.objects.create(
        note=note,
        version=NoteVersion.objects.get(note=note, number=note.current_number),
        source=source,
        to=to,
        threads_since=since,
        unopened=note.status in access.UNOPENED,
        by=by,
    )
    CaseAddressee.objects.get_or_create(case=note.case, relationship=to)
    _move(note, to, handed.at)
    record(
        LedgerKind.NOTE_HANDED_OVER,
        clinic_id=note.case.clinic_id,
        by=by,
        subject=note,
        number=note.current_number,
        old=source.pk,
        new=to.pk,
        version=note.version,
    )
    events.append(note, EventKind.NOTE_HANDED_OVER, by=by)
    bell.kick(source.supervisor_id)
    return handed


def _move(note: Note, to: SupervisionRelationship, at: datetime) -> None:
    """What was due already gets a new day: nobody could have answered it."""
    note.relationship, note.handed_at = to, at
    if note.review_due is not None and note.review_due < at:
        note.review_due = review_due_of(note, at)
    note.version += 1
    note.updated_at = at
    note.save(
        update_fields=["relationship", "handed_at", "review_due", "version", "updated_at"]
    )
