"""Another supervisor: the old supervision ends where the new one begins, and what goes along.

Nothing goes along by itself. The new supervisor sees what is submitted from her first day on,
and what the supervisee hands on.
"""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from supervision import change_policy, mail
from supervision.actions.relationships import (
    Ending,
    lock_relationship,
    move_relationship,
    start_relationship,
)
from supervision.enums import (
    EndedReason,
    LedgerKind,
    RelationshipKind,
    RelationshipMove,
    RelationshipStatus,
)
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import SupervisionRelationship, SupervisorChange, User
from supervision.text import clean_text

NOTE_LENGTH: Final = 6000
CHANGED: Final = (
    RelationshipStatus.ACTIVE,
    RelationshipStatus.SUSPENDED,
    RelationshipStatus.ENDING,
)


class Succession(NamedTuple):
    """Who comes, from when on (now, unless said), and why."""

    supervisor_id: UUID
    reason: EndedReason
    begins_at: datetime | None = None
    conflict_declaration: str = ""


@transaction.atomic
def change_supervisor(
    *, old_id: UUID, plan: Succession, expected_version: int, by: User
) -> SupervisorChange:
    """Both have agreed to it; the three are told."""
    old = lock_relationship(old_id)
    change_policy.check_change_supervisor(by, old)
    if not can_change(old):
        msg = "There is nobody to follow here: this supervision does not run, or is a cover."
        raise WrongState(msg)
    if plan.supervisor_id == old.supervisor_id:
        said = "Choose somebody else than the supervisor there is."
        raise Invalid.field("supervisor", said, code="own_supervisor")
    now = timezone.now()
    begins = plan.begins_at if plan.begins_at and plan.begins_at > now else None
    old = _end(old, plan.reason, begins, expected_version, by=by)
    new = start_relationship(
        clinic_id=old.clinic_id,
        supervisor_id=plan.supervisor_id,
        supervisee_id=old.supervisee_id,
        kind=RelationshipKind(old.kind),
        by=by,
        valid_from=begins,
        conflict_declaration=plan.conflict_declaration,
    )
    change = SupervisorChange.objects.create(old=old, new=new, arranged_by=by)
    _record(LedgerKind.SUPERVISOR_CHANGED, change, by=by)
    for person in (old.supervisee, old.supervisor, new.supervisor):
        _tell(person, "supervision/change_arranged", change)
    return change


def can_change(old: SupervisionRelationship) -> bool:
    runs = old.status in CHANGED and not old.is_over
    return runs and old.kind != RelationshipKind.COVER


@transaction.atomic
def write_change_note(
    *, change_id: UUID, note: str, expected_version: int, by: User
) -> SupervisorChange:
    """For whoever comes, by whoever goes; the supervisee reads it first."""
    change = lock_change(change_id)
    change_policy.check_write_change_note(by, change)
    _check_version(change, expected_version)
    if change.without_note:
        msg = "Where it ends for this reason, nothing is written by whoever goes."
        raise WrongState(msg, code="without_note")
    if change.given_at is not None:
        msg = "This was handed on already, as it stood."
        raise WrongState(msg, code="already_given")
    change.note = clean_text(note, field="note", max_length=NOTE_LENGTH, required=True)
    change.note_at = timezone.now()
    _save(change, LedgerKind.CHANGE_NOTE_WRITTEN, by=by, content=change.note)
    tell_of_change(change.old.supervisee, change)
    return change


@transaction.atomic
def give_change_note(
    *, change_id: UUID, expected_version: int, by: User, words: str = ""
) -> SupervisorChange:
    """She has read it and hands it on, with words of her own; or her words alone."""
    change = lock_change(change_id)
    change_policy.check_give_change_note(by, change)
    _check_version(change, expected_version)
    if change.given_at is not None:
        msg = "This was handed on already."
        raise WrongState(msg, code="already_given")
    alone = change.note_at is None
    change.words = clean_text(words, field="words", max_length=NOTE_LENGTH, required=alone)
    change.given_at = timezone.now()
    _save(change, LedgerKind.CHANGE_NOTE_GIVEN, by=by, content=change.words)
    tell_of_change(change.new.supervisor, change)
    return change


@transaction.atomic
def give_change_reason(*, change_id: UUID, expected_version: int, by: User) -> SupervisorChange:
    """The new supervisor may know why it changed."""
    change = lock_change(change_id)
    change_policy.check_give_change_note(by, change)
    _check_version(change, expected_version)
    if change.reason_given_at is None:
        change.reason_given_at = timezone.now()
        _save(change, LedgerKind.CHANGE_REASON_GIVEN, by=by)
    return change


def _end(
    old: SupervisionRelationship,
    reason: EndedReason,
    begins: datetime | None,
    expected_version: int,
    *,
    by: User,
) -> SupervisionRelationship:
    """With notice where it can run on until the other begins; else at once."""
    later = begins is not None and old.status == RelationshipStatus.ACTIVE
    return move_relationship(
        relationship_id=old.pk,
        move=RelationshipMove.GIVE_NOTICE if later else RelationshipMove.END,
        expected_version=expected_version,
        by=by,
        ending=Ending(reason, on=begins if later else None),
    )


def lock_change(change_id: UUID) -> SupervisorChange:
    """The row of the supervision that ends is the lock."""
    found = SupervisorChange.objects.filter(pk=change_id).first()
    if found is None:
        raise NotFound
    lock_relationship(found.old_id)
    return SupervisorChange.objects.select_related(
        "old__clinic__data_key", "old__supervisee", "old__supervisor", "new__supervisor"
    ).get(pk=change_id)


def _check_version(change: SupervisorChange, expected_version: int) -> None:
    if change.version != expected_version:
        msg = "This changed while you were reading it. Look again, then decide."
        raise StaleVersion(msg)


def _save(change: SupervisorChange, kind: LedgerKind, *, by: User, content: str = "") -> None:
    change.version += 1
    change.save()
    _record(kind, change, by=by, content=content)


def _record(kind: LedgerKind, change: SupervisorChange, *, by: User, content: str = "") -> None:
    record(
        kind,
        Content(content, change.sealing_key()) if content else None,
        clinic_id=change.old.clinic_id,
        by=by,
        subject=change,
        old=change.old_id,
        new=change.new_id,
        version=change.version,
    )


def tell_of_change(person: User, change: SupervisorChange) -> None:
    """That something waits there for this person."""
    _tell(person, "supervision/change_note", change)


def _tell(person: User, template: str, change: SupervisorChange) -> None:
    """That there is something to see, and where; nobody's name, and no reason."""
    said = {
        "person": person,
        "link": f"{settings.SITE_URL}/people/changes/{change.pk}/",
    }
    mail.send_on_commit(template, person.email, said)
