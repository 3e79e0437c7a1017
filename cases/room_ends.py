"""Why a room closed for somebody who was in it: a code, for which their page has a sentence."""

from enum import StrEnum
from uuid import UUID

from cases.enums import NoteStatus
from cases.models import GroupPresentation, Note
from supervision.access import has_role, live_relationships
from supervision.enums import Role
from supervision.models import User


class End(StrEnum):
    SIGNED_OUT = "signed_out"
    ACCOUNT_CLOSED = "account_closed"
    SECOND_STEP = "second_step"
    SUPERVISION_ENDED = "supervision_ended"
    ROLE_ENDED = "role_ended"
    NOTE_RETRACTED = "note_retracted"
    NOTE_TAKEN_BACK = "note_taken_back"
    PRESENTATION_OVER = "presentation_over"
    NOTE_HIDDEN = "note_hidden"
    ACCESS_ENDED = "access_ended"
    SEAL_BROKEN = "seal_broken"  # of the note or of something said about it


CLOSED_NOTES = {
    NoteStatus.RETRACTED: End.NOTE_RETRACTED,
    NoteStatus.DRAFT: End.NOTE_TAKEN_BACK,
}


def end_of_session(user_id: UUID) -> End:
    open_account = User.objects.filter(pk=user_id, is_active=True).exists()
    return End.SIGNED_OUT if open_account else End.ACCOUNT_CLOSED


def why_closed(note_id: UUID, user_id: UUID) -> End:
    """What this person lacks now; the nearest reason where there are several."""
    user = User.objects.get(pk=user_id)
    note = Note.objects.select_related("case", "relationship").filter(pk=note_id).first()
    if not user.is_active:
        return End.ACCOUNT_CLOSED
    if note is None:
        return End.ACCESS_ENDED
    if note.status in CLOSED_NOTES:
        return CLOSED_NOTES[NoteStatus(note.status)]
    if note.quarantined_at is not None:
        return End.NOTE_HIDDEN
    return _why_access_ended(user, note)


def _why_access_ended(user: User, note: Note) -> End:
    if _was_shown_to_a_group_of(user, note):
        return End.PRESENTATION_OVER
    own = note.author_id == user.pk
    if not has_role(user, note.case.clinic_id, Role.SUPERVISEE if own else Role.SUPERVISOR):
        return End.ROLE_ENDED
    if not own and not live_relationships().filter(notes=note).exists():
        return End.SUPERVISION_ENDED
    return End.ACCESS_ENDED


def _was_shown_to_a_group_of(user: User, note: Note) -> bool:
    """Whoever is of the pair was not in the room as a member of the group."""
    supervises = note.relationship is not None and note.relationship.supervisor_id == user.pk
    if supervises or note.author_id == user.pk:
        return False
    shown = GroupPresentation.objects.filter(note=note, group__memberships__member=user)
    return shown.exists()
