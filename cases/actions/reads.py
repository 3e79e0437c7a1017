"""Recording who read narrative text, for its author to see.

A row is written before the text leaves: where it cannot be written, nothing is shown.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases import access, policy
from cases.actions import looks
from cases.actions.read_roots import root_lazily
from cases.break_glass_access import running_break_glass
from cases.group_access import presented_to
from cases.models import (
    Annotation,
    Case,
    Finding,
    IdentifierIncident,
    NarrativeRead,
    Note,
    NoteVersion,
)
from cases.read_enums import BREAK_GLASS, BY_GRANT, PAST_SUPERVISOR, ReadWhat
from cases.workflow import Owner
from supervision.access import has_role
from supervision.enums import GROUP_MEMBER, RelationshipStatus, Role
from supervision.models import SupervisionRelationship, User


class Reading(NamedTuple):
    """One person read one thing, as whom."""

    case: Case
    what: str
    object_id: UUID
    by: User
    role: str


def record_read(*, case: Case, what: str, object_id: UUID, by: User, role: str) -> None:
    """One row per person, thing, role and quarter of an hour; of what is taken out, and by
    emergency access, each time. The author's own reads leave none."""
    if by.pk == case.supervisee_id:
        return
    _record(Reading(case, what, object_id, by, role))


def _record(reading: Reading) -> None:
    """What is the same look writes nothing: a reader waits for no disk."""
    look = _row(reading, timezone.now())
    if not looks.is_same(look):
        looks.count(look)
        _close_past_hours({reading.case.clinic_id})


@transaction.atomic
def record_all(readings: Iterable[Reading]) -> None:
    """The same for many at once, in one statement; who has one in this window keeps it."""
    now = timezone.now()
    foreign = [each for each in readings if each.by.pk != each.case.supervisee_id]
    NarrativeRead.objects.bulk_create(
        [_row(each, now) for each in foreign], ignore_conflicts=True
    )
    _close_past_hours({each.case.clinic_id for each in foreign})


def record_reads(
    things: Iterable[tuple[Case, UUID]], *, what: str, by: User, role: str
) -> None:
    record_all(Reading(case, what, object_id, by, role) for case, object_id in things)


# --- Notes ---


def record_version_read(*, version: NoteVersion, by: User) -> None:
    """For whoever was shown the text of a version: its supervisor, by a grant, in a group."""
    _record_version(version, ReadWhat.NOTE, by)


def record_taken_out(*, version: NoteVersion, by: User) -> None:
    """What was said about a note leaves as a document for other programs."""
    _record_version(version, ReadWhat.NOTE_EXPORT, by)


def _record_version(version: NoteVersion, what: ReadWhat, by: User) -> None:
    if by.pk == version.note.author_id:
        return  # without the transaction that a record needs
    _record_note(version.note, _role_on(version, by), by=by, what=what)


def _role_on(version: NoteVersion, by: User) -> str:
    if version.relationship.supervisor_id == by.pk:
        return _of_pair(version.relationship)
    if _has_broken(version.note.case_id, by):
        return BREAK_GLASS
    handed = version.hand_overs.filter(to__supervisor=by).select_related("to").last()
    if handed is not None:
        return _of_pair(handed.to)
    whole = access.readable_versions(by).filter(pk=version.pk).exists()
    return BY_GRANT if whole else GROUP_MEMBER


def record_words_read(*, note: Note, by: User) -> None:
    """For whoever was shown what stands beside the text: flags, or how a note went."""
    if by.pk == note.author_id:
        return  # without the transaction that a record needs
    addressed = NoteVersion.objects.filter(note=note).filter(
        Q(relationship__supervisor=by) | Q(hand_overs__to__supervisor=by)
    )
    if _has_broken(note.case_id, by):
        role: str = BREAK_GLASS
    elif addressed.exists():
        role = Role.SUPERVISOR
    elif access.readable_notes(by).filter(pk=note.pk).exists():
        role = BY_GRANT
    else:
        in_group = presented_to(by).filter(note=note).exists()
        role = GROUP_MEMBER if in_group else Role.CLINIC_LEAD
    _record_note(note, role, by=by)


def record_annotation_read(*, annotation: Annotation, by: User) -> None:
    """For whoever was shown a single thread, on the version it was made on."""
    version = annotation.made_on
    version.note = annotation.note
    record_version_read(version=version, by=by)


def record_room_read(*, note: Note, by: User) -> None:
    """For whoever listens in a room, where what is said is heard as it comes."""
    record_listening(note=note, listeners=[by])


def record_listening(*, note: Note, listeners: Iterable[User]) -> None:
    """The same for all who are in it: one statement, however many, and none for the author."""
    heard = [
        Reading(note.case, ReadWhat.NOTE, note.pk, user, _role_in_room(note, user))
        for user in listeners
        if user.pk != note.author_id
    ]
    if heard:
        record_all(heard)


def _role_in_room(note: Note, user: User) -> str:
    supervises = policy.side_of(user, note) == Owner.SUPERVISOR
    return Role.SUPERVISOR if supervises else GROUP_MEMBER


def record_questions_read(notes: Collection[Note], *, by: User) -> None:
    """What notes ask, as the queue shows it before any of them is opened."""
    if notes:
        things = ((note.case, note.pk) for note in notes)
        record_reads(things, what=ReadWhat.QUESTION, by=by, role=Role.SUPERVISOR)


def record_directives_read(given: Collection[Annotation], *, by: User) -> None:
    """Directives in a list over all notes."""
    notes = {each.note_id: each.note for each in given if each.note.author_id != by.pk}
    if notes:
        things = ((note.case, note.pk) for note in notes.values())
        record_reads(things, what=ReadWhat.NOTE, by=by, role=Role.SUPERVISOR)


def _record_note(note: Note, role: str, *, by: User, what: ReadWhat = ReadWhat.NOTE) -> None:
    record_read(case=note.case, what=what, object_id=note.pk, by=by, role=role)


def record_incident_read(*, incident: IdentifierIncident, by: User) -> None:
    """For the privacy officer who was shown what was hidden."""
    what = ReadWhat.DECISION if incident.decision_id else ReadWhat.NOTE
    record_read(
        case=incident.case,
        what=what,
        object_id=incident.within,
        by=by,
        role=Role.PRIVACY_OFFICER,
    )


# --- The case, and what was found about a decision ---


def record_case_read(*, case: Case, by: User) -> None:
    """What the case is about, and how one works: more than its name."""
    if by.pk == case.supervisee_id:
        return
    addressed = access.recorded_relationships(by).filter(addressed_cases__case=case)
    role: str = Role.SUPERVISOR if addressed.exists() else BY_GRANT
    if _has_broken(case.pk, by):
        role = BREAK_GLASS
    record_read(case=case, what=ReadWhat.CASE, object_id=case.pk, by=by, role=role)


def record_finding_read(*, finding: Finding, by: User) -> None:
    """For whoever was shown its words: reviewer, supervisor, who hears an appeal."""
    if has_role(by, finding.clinic_id, Role.CLINIC_LEAD):
        role = Role.CLINIC_LEAD
    elif by.pk in (finding.reviewer_id, finding.appeal_hearer_id):
        role = Role.EXTERNAL_REVIEWER
    else:
        role = Role.SUPERVISOR
    decision = finding.decision
    record_read(
        case=decision.case, what=ReadWhat.FINDING, object_id=decision.pk, by=by, role=role
    )


# --- Rows ---


def _close_past_hours(clinics: set[UUID]) -> None:
    for clinic_id in clinics:
        transaction.on_commit(partial(root_lazily, clinic_id), robust=True)


def _has_broken(case_id: UUID, by: User) -> bool:
    """Then every look counts as one of that hour, whatever else would have opened a part."""
    return running_break_glass(by).filter(case=case_id).exists()


def _of_pair(relationship: SupervisionRelationship) -> str:
    ended = relationship.status == RelationshipStatus.ENDED
    return PAST_SUPERVISOR if ended else Role.SUPERVISOR


def _row(reading: Reading, now: datetime) -> NarrativeRead:
    return NarrativeRead(
        case_id=reading.case.pk,
        reader_id=reading.by.pk,
        what=str(reading.what),
        object_id=reading.object_id,
        role=str(reading.role),
        window=looks.window_of(now),
        first_at=now,
        last_at=now,
    )
