"""The version that stays of a note once its words were blacked out."""

from django.utils import timezone

from cases import events
from cases.actions.evidence import content_of_version
from cases.actions.quarantine import blacken
from cases.enums import AnchorHow, EventKind, LedgerKind, NoteMove
from cases.models import (
    Anchor,
    GroupPresentation,
    HandOver,
    IdentifierIncident,
    Note,
    NoteVersion,
    TakeAway,
)
from supervision.ledger.append import record
from supervision.models import User

TAKEN_OUT = "Words that may identify somebody were blacked out."


def add_redacted_version(incident: IdentifierIncident, hidden: Note, by: User) -> int:
    """One more version, with everything said about the last one in its place. All earlier ones
    stay black: nobody reads their words again."""
    note = Note.objects.select_related("case__data_key").get(pk=hidden.pk)
    last = NoteVersion.objects.get(note=note, number=note.current_number)
    last.note = note
    made = _copy(last, note, by)
    _place_again(last, made)
    _read_again(last, made)
    for version in NoteVersion.objects.filter(note=note, number__lt=made.number):
        version.note = note
        blacken(version)
    _record(note, made, incident, by)
    return made.number


def _place_again(last: NoteVersion, made: NoteVersion) -> None:
    """Every sign is where it was, so every remark and flag is, too."""
    Anchor.objects.bulk_create(
        Anchor(
            annotation_id=place.annotation_id,
            flag_id=place.flag_id,
            version=made,
            start=place.start,
            end=place.end,
            how=place.how if place.how != AnchorHow.SUGGESTED else AnchorHow.PLACED,
            score=place.score,
        )
        for place in Anchor.objects.filter(version=last)
    )


def _read_again(last: NoteVersion, made: NoteVersion) -> None:
    """Whoever read the last one through a hand-over or in a group reads this one; what its
    author took away from it belongs to this one."""
    HandOver.objects.bulk_create(
        HandOver(
            note_id=each.note_id,
            version=made,
            source_id=each.source_id,
            to_id=each.to_id,
            threads_since=each.threads_since,
            unopened=each.unopened,
            by_id=each.by_id,
            at=each.at,
        )
        for each in HandOver.objects.filter(version=last)
    )
    GroupPresentation.objects.filter(version=last, ended_at=None).update(version=made)
    TakeAway.objects.filter(of=last).update(of=made)


def _copy(last: NoteVersion, note: Note, by: User) -> NoteVersion:
    """``recalled_at`` goes along: what its author took back stays hers alone."""
    made = NoteVersion.objects.create(
        note=note,
        number=last.number + 1,
        relationship_id=last.relationship_id,
        text=last.text,
        sections=last.sections,
        length=last.length,
        help_wanted=last.help_wanted,
        risk=last.risk,
        urgency=last.urgency,
        change_note=TAKEN_OUT,
        created_by=by,
        recalled_at=last.recalled_at,
    )
    note.current_number = made.number
    note.updated_at = timezone.now()
    note.save(update_fields=["current_number", "updated_at"])
    return made


def _record(note: Note, made: NoteVersion, incident: IdentifierIncident, by: User) -> None:
    record(
        LedgerKind.NOTE_SUBMITTED,
        content_of_version(made),
        clinic_id=note.case.clinic_id,
        by=by,
        subject=note,
        case=note.case_id,
        number=made.number,
        relationship=made.relationship_id,
        incident=incident.pk,
    )
    events.append(note, EventKind.NOTE_MOVED, by=by, detail=NoteMove.AMEND)
