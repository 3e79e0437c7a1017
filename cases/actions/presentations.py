"""A note is presented to a group by its author, and closed by her or by what it rests on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import access, events, policy
from cases.actions.drafts import lock_note
from cases.enums import ConsentForm, EventKind, LedgerKind, PresentationEnd
from cases.group_access import consents_to_group, running_presentations
from cases.models import GroupPresentation, Note, NoteVersion, PresentedSection
from supervision import bell
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.group_access import current_memberships
from supervision.ledger.append import record
from supervision.models import SupervisionGroup, User

LONGEST: Final = timedelta(days=31)


@transaction.atomic
def present_note(  # noqa: PLR0913 - the facts of a presentation
    *,
    note_id: UUID,
    number: int,
    group_id: UUID,
    ends_at: datetime,
    by: User,
    starts_at: datetime | None = None,
    sections: Collection[str] = (),
    op_id: UUID | None = None,
) -> GroupPresentation:
    """Show a version that was opened to a group, for a time; no ``sections`` is all of it."""
    note = lock_note(note_id)
    policy.check_present(by, note)
    version = _opened_version(note, number)
    group = _own_group(note, group_id, by)
    _check_consent(note)
    _make_room(note)
    begins, ends = _time(starts_at, ends_at)
    chosen = _sections(version, sections)
    presentation = GroupPresentation.objects.create(
        note=note,
        version=version,
        group=group,
        presented_by=by,
        whole=not chosen,
        starts_at=begins,
        ends_at=ends,
    )
    for each in chosen:
        PresentedSection.objects.create(
            presentation=presentation, key=each["key"], start=each["start"], end=each["end"]
        )
    _announce(presentation, EventKind.PRESENTATION_STARTED, by=by, op_id=op_id)
    return presentation


@transaction.atomic
def end_presentation(
    *, presentation_id: UUID, by: User, op_id: UUID | None = None
) -> GroupPresentation:
    """Close it to the group, at once and in open rooms; what was said stays with the pair."""
    found = GroupPresentation.objects.filter(pk=presentation_id).values_list("note", flat=True)
    note_id = found.first()
    if note_id is None:
        raise NotFound
    note = lock_note(note_id)
    presentation = GroupPresentation.objects.select_related("group").get(pk=presentation_id)
    presentation.note = note
    policy.check_end_presentation(by, presentation)
    if presentation.ended_at is not None or presentation.ends_at <= timezone.now():
        msg = "This is no longer presented."
        raise WrongState(msg)
    _end(presentation, PresentationEnd.AUTHOR, by=by, op_id=op_id)
    return presentation


def lock_presented_notes(case_id: UUID) -> list[Note]:
    """The notes of a case that are presented, before the case itself is locked: notes come
    first wherever both are."""
    ids = _unended().filter(note__case=case_id).order_by("note").values_list("note", flat=True)
    return [lock_note(note_id) for note_id in ids]


def end_without_consent(notes: Collection[Note], *, by: User) -> None:
    """The client's yes is gone: what rests on it ends now. The rows are locked."""
    for note in notes:
        if consents_to_group().filter(case=note.case_id).exists():
            continue
        for presentation in _unended().filter(note=note).select_related("group"):
            presentation.note = note
            _end(presentation, PresentationEnd.CONSENT, by=by)


def _unended() -> QuerySet[GroupPresentation]:
    return GroupPresentation.objects.filter(ended_at__isnull=True, ends_at__gt=timezone.now())


def _opened_version(note: Note, number: int) -> NoteVersion:
    """Shown is what the supervisor has seen: until then it can still be taken back."""
    opened = access.opened_versions()
    version = opened.filter(note=note, number=number).first()
    if version is None:
        if not note.versions.filter(number=number).exists():
            raise NotFound
        msg = "Present a note after your supervisor has opened it."
        raise WrongState(msg, code="not_opened")
    version.note = note
    return version


def _own_group(note: Note, group_id: UUID, by: User) -> SupervisionGroup:
    mine = current_memberships().filter(
        member=by.pk, group=group_id, group__clinic=note.case.clinic_id
    )
    membership = mine.select_related("group").first()
    if membership is None:
        said = "Choose a group that you are in."
        raise Invalid.field("group", said, code="unknown_choice")
    return membership.group


def _check_consent(note: Note) -> None:
    if not consents_to_group().filter(case=note.case_id).exists():
        form = ConsentForm.GROUP_PRESENTATION.label.lower()
        msg = f"The client’s consent to a {form} is not on record for this case."
        raise WrongState(msg, code="consent_missing")


def _make_room(note: Note) -> None:
    """One at a time; what shows nothing any more makes room for the next."""
    now = timezone.now()
    for old in GroupPresentation.objects.filter(note=note, ended_at__isnull=True):
        out = old.ends_at <= now
        if not out and (old.begins_later or _is_running(old)):
            msg = "This note is presented already. Close that first."
            raise WrongState(msg, code="already_presented")
        old.ended_at = old.ends_at if out else now
        old.end_reason = PresentationEnd.TIME if out else PresentationEnd.LAPSED
        old.save(update_fields=["ended_at", "end_reason"])


def _is_running(presentation: GroupPresentation) -> bool:
    return running_presentations().filter(pk=presentation.pk).exists()


def _time(starts_at: datetime | None, ends_at: datetime) -> tuple[datetime, datetime]:
    now = timezone.now()
    begins = max(starts_at or now, now)
    if ends_at <= begins:
        said = "Give a time that lies after its beginning."
        raise Invalid.field("ends_at", said, code="not_in_future")
    if ends_at - now > LONGEST:
        said = "A month is the longest. Present it again if the group needs more time."
        raise Invalid.field("ends_at", said, code="date_out_of_range")
    return begins, ends_at


def _sections(version: NoteVersion, keys: Collection[str]) -> list[dict[str, Any]]:
    """Where the chosen sections lie; none where all were chosen."""
    placed = {each["key"]: each for each in version.sections}
    if unknown := set(keys) - set(placed):
        said = f"This version has no section “{min(unknown)}”."
        raise Invalid.field("sections", said, code="unknown_choice")
    if set(keys) == set(placed):
        return []
    return [each for key, each in placed.items() if key in keys]


def _end(
    presentation: GroupPresentation,
    reason: PresentationEnd,
    *,
    by: User,
    op_id: UUID | None = None,
) -> None:
    presentation.ended_at = timezone.now()
    presentation.end_reason = reason
    presentation.save(update_fields=["ended_at", "end_reason"])
    _announce(presentation, EventKind.PRESENTATION_ENDED, by=by, op_id=op_id)
    members = current_memberships().filter(group=presentation.group_id)
    for member_id in members.values_list("member", flat=True):
        bell.kick(member_id)


def _announce(
    presentation: GroupPresentation, event: EventKind, *, by: User, op_id: UUID | None
) -> None:
    note = presentation.note
    record(
        LedgerKind(event.value),
        clinic_id=note.case.clinic_id,
        by=by,
        subject=presentation,
        note=note.pk,
        group=presentation.group_id,
        number=presentation.version.number,
        whole=presentation.whole,
        reason=presentation.end_reason,
    )
    events.append(note, event, by=by, op_id=op_id, detail=presentation.end_reason)
