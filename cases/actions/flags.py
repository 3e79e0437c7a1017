"""Reflective flags: raised, changed, moved through their words, answered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import events, policy
from cases.actions import anchors
from cases.actions.drafts import lock_note, section_text
from cases.dimensions import TEXT_LIMIT, check_details, check_prompt_answers
from cases.enums import (
    Dimension,
    EventKind,
    FlagAcceptance,
    FlagDirection,
    FlagStatus,
    FlagVisibility,
    LedgerKind,
)
from cases.models import Anchor, Note, NoteDraft, NoteVersion, ReflectiveFlag
from cases.spans import Span, check_place
from cases.workflow import WRITABLE, check_flag_step
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

CHANGEABLE = frozenset(
    {"visibility", "direction", "intensity", "narrative", "details", "prompt_answers"}
    | {"share_answers"}
)


@transaction.atomic
def raise_flag(  # noqa: PLR0913 - the facts of a flag
    *,
    note_id: UUID,
    dimension: str,
    visibility: str,
    by: User,
    section: str = "",
    start: int | None = None,
    end: int | None = None,
    quote: str | None = None,
    number: int | None = None,
    op_id: UUID | None = None,
    **content: Any,
) -> ReflectiveFlag:
    """A flag in the draft (offsets in a section), or on a version (``number`` given).

    Without ``start`` and ``end`` it is about the whole note. A supervisor's flag on a
    supervisee's note is a question until the supervisee accepts it.
    """
    note = lock_note(note_id)
    policy.check_raise_flag(by, note)
    if dimension not in Dimension.values:
        raise _unknown("dimension")
    facts = _clean(dimension, {"visibility": visibility, **content})
    author = by.pk == note.author_id
    flag = ReflectiveFlag(
        note=note,
        dimension=dimension,
        raised_by=by,
        acceptance=FlagAcceptance.OWN if author else FlagAcceptance.ASKED,
        **facts,
    )
    if number is None and author and note.status in WRITABLE:
        _place_in_draft(flag, section, start, end, quote)
        flag.save()
    else:
        version = _version(note, number, by)
        _place_on_version(flag, version, start, end, quote)
    if flag.submitted:
        _announce(flag, LedgerKind.FLAG_RAISED, by, op_id=op_id, was=FlagVisibility.PRIVATE)
    return flag


@transaction.atomic
def change_flag(
    *,
    flag_id: UUID,
    expected_version: int,
    by: User,
    op_id: UUID | None = None,
    **changed: Any,
) -> ReflectiveFlag:
    """Change what a flag says or who sees it."""
    flag = _lock_flag(flag_id)
    policy.check_change_flag(by, flag)
    _check_version(flag, expected_version)
    if unknown := set(changed) - CHANGEABLE:
        raise Invalid.field(min(unknown), "This cannot be changed.", code="unknown_field")
    was = flag.visibility
    for name, value in _clean(flag.dimension, changed).items():
        setattr(flag, name, value)
    _touch(flag, *changed)
    if flag.submitted:
        _announce(flag, LedgerKind.FLAG_CHANGED, by, op_id=op_id, was=was)
    return flag


@transaction.atomic
def move_flag(
    *,
    flag_id: UUID,
    status: str,
    expected_version: int,
    by: User,
    reason: str = "",
    op_id: UUID | None = None,
) -> ReflectiveFlag:
    """Noticed, exploring, understood, acted on, resting; set aside is a way too."""
    flag = _lock_flag(flag_id)
    policy.check_change_flag(by, flag)
    _check_version(flag, expected_version)
    if status not in FlagStatus.values:
        raise _unknown("status")
    check_flag_step(flag.status, FlagStatus(status))
    flag.status = status
    flag.set_aside_reason = (
        clean_text(reason, field="reason", max_length=TEXT_LIMIT)
        if status == FlagStatus.SET_ASIDE
        else ""
    )
    _touch(flag, "status", "set_aside_reason")
    if flag.submitted:
        _announce(flag, LedgerKind.FLAG_CHANGED, by, op_id=op_id, was=flag.visibility)
    return flag


@transaction.atomic
def answer_flag(
    *,
    flag_id: UUID,
    accept: bool,
    expected_version: int,
    by: User,
    op_id: UUID | None = None,
) -> ReflectiveFlag:
    """Take a supervisor's flag as one's own, or leave it as the question it is."""
    flag = _lock_flag(flag_id)
    policy.check_answer_flag(by, flag)
    _check_version(flag, expected_version)
    flag.acceptance = FlagAcceptance.ACCEPTED if accept else FlagAcceptance.LEFT
    _touch(flag, "acceptance")
    _announce(flag, LedgerKind.FLAG_CHANGED, by, op_id=op_id, was=flag.visibility)
    return flag


@transaction.atomic
def place_flag(  # noqa: PLR0913 - who says what about which passage
    *,
    flag_id: UUID,
    number: int,
    expected_version: int,
    by: User,
    start: int | None = None,
    end: int | None = None,
    quote: str | None = None,
    op_id: UUID | None = None,
) -> ReflectiveFlag:
    """Say which passage of the current version ``number`` an earlier flag is about."""
    flag = _lock_flag(flag_id)
    policy.check_place_flag(by, flag)
    _check_version(flag, expected_version)
    anchor = anchors.lock_place(flag, by, number=number)
    span = anchors.place_by_hand(anchor, start, end, quote, by)
    return _placed(flag, anchor.version, span, by, op_id)


@transaction.atomic
def answer_flag_place(
    *,
    flag_id: UUID,
    accept: bool,
    expected_version: int,
    by: User,
    op_id: UUID | None = None,
) -> ReflectiveFlag:
    """Say whether an earlier flag is about the passage that is suggested for it."""
    flag = _lock_flag(flag_id)
    policy.check_place_flag(by, flag)
    _check_version(flag, expected_version)
    anchor = anchors.lock_place(flag, by)
    span = anchors.answer_suggestion(anchor, accept=accept, by=by)
    return _placed(flag, anchor.version, span, by, op_id)


def _placed(
    flag: ReflectiveFlag,
    version: NoteVersion,
    span: Span | None,
    by: User,
    op_id: UUID | None,
) -> ReflectiveFlag:
    if span:
        anchors.put_in_draft(flag, version, span)
    _touch(flag, "section", "start", "end")
    _announce(flag, LedgerKind.FLAG_CHANGED, by, op_id=op_id, was=flag.visibility)
    return flag


@transaction.atomic
def remove_flag(*, flag_id: UUID, by: User) -> None:
    """Take a flag out of a draft that nobody has seen; later it can only be set aside."""
    flag = _lock_flag(flag_id)
    policy.check_change_flag(by, flag)
    if flag.submitted:
        msg = "This flag was part of a submitted note. You can set it aside or make it private."
        raise WrongState(msg)
    flag.delete()


def _lock_flag(flag_id: UUID) -> ReflectiveFlag:
    """The flag, its note locked first: events are numbered under the note's lock."""
    note_id = ReflectiveFlag.objects.filter(pk=flag_id).values_list("note", flat=True).first()
    if note_id is None:
        raise NotFound
    note = lock_note(note_id)
    flag = ReflectiveFlag.objects.select_for_update().get(pk=flag_id)
    flag.note = note
    return flag


def _place_in_draft(
    flag: ReflectiveFlag, section: str, start: int | None, end: int | None, quote: str | None
) -> None:
    draft = NoteDraft.objects.get(note=flag.note)
    draft.note = flag.note
    span = check_place(section_text(draft, section), start, end, quote)
    if span:
        flag.section, flag.start, flag.end = section, span.start, span.end


def _place_on_version(
    flag: ReflectiveFlag,
    version: NoteVersion,
    start: int | None,
    end: int | None,
    quote: str | None,
) -> None:
    """Anchor it in the version, and in the draft's section so that it follows edits."""
    span = check_place(version.text, start, end, quote)
    if span:
        anchors.put_in_draft(flag, version, span)
    flag.submitted = True
    if flag.acceptance == FlagAcceptance.ASKED:
        flag.raised_on = version
    flag.save()
    Anchor.objects.create(flag=flag, version=version, start=start, end=end)


def _version(note: Note, number: int | None, by: User) -> NoteVersion:
    version = NoteVersion.objects.filter(
        note=note, number=number or note.current_number
    ).first()
    if version is None:
        raise NotFound
    version.note = note
    policy.check_read_version(by, version)
    return version


def _check_version(flag: ReflectiveFlag, expected: int) -> None:
    if flag.version != expected:
        msg = "This flag was changed elsewhere while you were writing. Compare and save again."
        raise StaleVersion(msg)


def _touch(flag: ReflectiveFlag, *changed: str) -> None:
    flag.version += 1
    flag.updated_at = timezone.now()
    flag.save(update_fields=[*changed, "version", "updated_at"])


def _announce(
    flag: ReflectiveFlag, kind: LedgerKind, by: User, *, op_id: UUID | None, was: str
) -> None:
    """Everybody who could see it is told; what only its owner sees leaves no trace."""
    note = flag.note
    hidden = flag.visibility == FlagVisibility.PRIVATE
    if hidden and was == FlagVisibility.PRIVATE:
        return
    record(kind, clinic_id=note.case.clinic_id, by=by, subject=flag, **_codes(flag))
    if hidden:
        event = EventKind.FLAG_HIDDEN
    elif was == FlagVisibility.PRIVATE:
        event = EventKind.FLAG_ADDED
    else:
        event = EventKind.FLAG_CHANGED
    events.append(note, event, by=by, op_id=op_id, flag=flag)


def _codes(flag: ReflectiveFlag) -> dict[str, Any]:
    """What the ledger may know: nothing that could be counted per dimension."""
    return {"note": flag.note_id, "visibility": flag.visibility, "version": flag.version}


def _clean(dimension: str, content: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(content) - CHANGEABLE:
        raise Invalid.field(min(unknown), "A flag has no such field.", code="unknown_field")
    return {name: _clean_one(dimension, name, value) for name, value in content.items()}


def _clean_one(dimension: str, name: str, value: Any) -> Any:
    match name:
        case "visibility" if value not in FlagVisibility.values:
            raise _unknown(name)
        case "direction" if value and value not in FlagDirection.values:
            raise _unknown(name)
        case "intensity" if value is not None and value not in range(5):
            raise Invalid.field(name, "Choose from 0 to 4, or leave it out.", code="range")
        case "share_answers" if not isinstance(value, bool):
            raise Invalid.field(name, "This is either true or false.", code="not_a_boolean")
        case "narrative":
            return clean_text(value, field=name, max_length=TEXT_LIMIT)
        case "details" | "prompt_answers":
            check = check_details if name == "details" else check_prompt_answers
            return check(dimension, _mapping(value, name))
    return value


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid.field(name, "This has to be an object.", code="not_an_object")
    return value


def _unknown(field: str) -> Invalid:
    return Invalid.field(field, "This is not one of the choices.", code="unknown_choice")
