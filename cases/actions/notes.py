"""A note's way: started, submitted as an immutable version, and moved along its table."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import events, policy, submission_policy
from cases.actions.anchors import carry_over
from cases.actions.cases import lock_case
from cases.actions.drafts import lock_note
from cases.actions.evidence import content_of_version
from cases.actions.identifiers import check_identifiers, keep_identifiers
from cases.attestations import CURRENT
from cases.enums import (
    Act,
    AmendKind,
    AnnotationStatus,
    Attestation,
    EventKind,
    Format,
    LedgerKind,
    NoteKind,
    NoteMove,
    NoteStatus,
    RetractReason,
)
from cases.formats import join_sections
from cases.models import (
    Annotation,
    CaseAddressee,
    Note,
    NoteDraft,
    NoteStep,
    NoteVersion,
    ReflectiveFlag,
)
from cases.selectors import is_urgent
from cases.workflow import next_note_status
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.models import SupervisionRelationship, User
from supervision.policies import policy_of, review_due_for
from supervision.text import clean_text

WORDS_LIMIT = 10_000
# What a note that was moved is shown with, and what says until when it is reviewed.
SHOWN = ("case__clinic", "author")
# Moves that are nothing without words, and what they ask for.
_WORDS = {
    NoteMove.RETURN: "Say what you return it for.",
    NoteMove.AMEND: "Say why you amend it.",
}
_FROM_VERSION = ("help_wanted", "risk", "urgency")
_REASONS = {NoteMove.AMEND: AmendKind, NoteMove.RETRACT: RetractReason}


class Said(NamedTuple):
    """The words and codes that go with a move."""

    words: str = ""
    reason: str = ""
    attestation: str = ""
    wording: int | None = None


NOTHING = Said()


@transaction.atomic
def start_note(
    *,
    case_id: UUID,
    kind: str,
    format: str,  # noqa: A002 - the field's word for it
    by: User,
    session_month: date | None = None,
) -> Note:
    """An empty private draft. No ledger entry: a draft leaves no trace for others."""
    case = lock_case(case_id)
    policy.check_own_case(by, case)
    if kind not in NoteKind.values:
        raise Invalid.field("kind", "This is not one of the choices.", code="unknown_choice")
    if format not in Format.values:
        raise Invalid.field("format", "This is not one of the choices.", code="unknown_choice")
    month = session_month.replace(day=1) if session_month else None
    note = Note.objects.create(
        case=case, author=by, kind=kind, format=format, session_month=month
    )
    NoteDraft.objects.create(note=note, sections={}, supervision_question="")
    return note


@transaction.atomic
def submit_note(  # noqa: PLR0913 - what a submission says
    *,
    note_id: UUID,
    relationship_id: UUID,
    expected_revision: int,
    by: User,
    change_note: str = "",
    amend_kind: str = "",
    identifiers_reason: str = "",
    op_id: UUID | None = None,
) -> NoteVersion:
    """Make the draft a version that nobody can edit, and address it to a supervisor.

    From ``reviewed`` and ``closed`` this is an amendment, with its kind and reason. What
    certainly identifies somebody stays in with an ``identifiers_reason`` alone.
    """
    note = lock_note(note_id, *SHOWN)
    policy.check_write_draft(by, note)
    draft = NoteDraft.objects.get(note=note)
    draft.note = note
    relationship = _open_relationship(relationship_id, draft, by)
    _check_settled(draft, expected_revision)
    amends = note.status in (NoteStatus.REVIEWED, NoteStatus.CLOSED)
    if amend_kind and not amends:
        msg = "Only what was reviewed is amended. Submit this note instead."
        raise WrongState(msg)
    move = NoteMove.AMEND if amends else NoteMove.SUBMIT
    words = _words(move, change_note, "change_note")
    reason = _reason(move, amend_kind) if amends else ""
    _check_complete(draft)
    kept = check_identifiers(draft, change_note=words, reason=identifiers_reason)
    version = _make_version(draft, relationship, words, by)
    carry_over(version)
    ReflectiveFlag.objects.filter(note=note, submitted=False).update(submitted=True)
    _address(note, relationship, version)
    _step(note, move, by, said=Said(words, reason), op_id=op_id)
    keep_identifiers(version, kept, reason=identifiers_reason)
    return version


@transaction.atomic
def move_note(  # noqa: PLR0913 - what a move can say
    *,
    note_id: UUID,
    move: NoteMove,
    expected_version: int,
    by: User,
    text: str = "",
    attestation: str = "",
    wording: int | None = None,
    reason: str = "",
    op_id: UUID | None = None,
) -> Note:
    """Take a note one step along its table. Submitting and amending have their own action.

    Completing a review says with which ``attestation``; ``wording`` is the number of the words
    that were read before it was chosen, ``text`` the summary of what was looked at.
    """
    if move in (NoteMove.SUBMIT, NoteMove.AMEND):
        msg = "Submit the draft to do that."
        raise WrongState(msg)
    note = lock_note(note_id, *SHOWN)
    policy.check_move_note(by, note, move)
    next_note_status(note.status, move)
    if note.version != expected_version:
        msg = "This note changed while you were reading it. Look again, then decide."
        raise StaleVersion(msg)
    said = Said(_words(move, text, "text"), _reason(move, reason))
    if move == NoteMove.COMPLETE:
        said = said._replace(attestation=_attested(note, attestation, wording), wording=CURRENT)
    _step(note, move, by, said=said, op_id=op_id)
    return note


def _attested(note: Note, attestation: str, wording: int | None) -> str:
    """The chosen one, when it is true and its words are those that were read."""
    if attestation not in Attestation.values:
        raise Invalid.field("attestation", "Say how you reviewed it.", code="required")
    if wording not in (None, CURRENT):
        msg = "The words of these statements were changed. Read them again, then choose."
        raise StaleVersion(msg, code="stale_wording")
    if attestation == Attestation.DIRECTIVE_GIVEN and not _has_directive(note):
        msg = "There is no directive in this note. Write it first, or choose another statement."
        raise Invalid.field("attestation", msg, code="no_directive")
    return attestation


def _has_directive(note: Note) -> bool:
    given = Annotation.objects.filter(note=note, act=Act.DIRECTIVE)
    return given.exclude(status=AnnotationStatus.WITHDRAWN).exists()


def _check_settled(draft: NoteDraft, expected_revision: int) -> None:
    if draft.copies.exists():
        msg = "Another window left a second text of this note. Choose first which one stays."
        raise StaleVersion(msg, code="copies_open")
    if draft.revision != expected_revision:
        msg = "The draft was changed in another window. Look at it again before you submit."
        raise StaleVersion(msg)


def _open_relationship(
    relationship_id: UUID, draft: NoteDraft, by: User
) -> SupervisionRelationship:
    relationship = SupervisionRelationship.objects.filter(
        pk=relationship_id, clinic=draft.note.case.clinic_id, supervisee=by
    ).first()
    if relationship is None:
        raise NotFound
    submission_policy.check_submit_to(by, relationship, urgent=is_urgent(draft))
    return relationship


def _make_version(
    draft: NoteDraft, relationship: SupervisionRelationship, change_note: str, by: User
) -> NoteVersion:
    note = draft.note
    text, placed = join_sections(note.format, draft.sections, draft.supervision_question)
    return NoteVersion.objects.create(
        note=note,
        number=note.current_number + 1,
        relationship=relationship,
        text=text,
        sections=[section._asdict() for section in placed],
        length=len(text),
        help_wanted=draft.help_wanted,
        risk=draft.risk,
        urgency=draft.urgency,
        change_note=change_note,
        created_by=by,
    )


def _check_complete(draft: NoteDraft) -> None:
    """Everything that is missing at once, so that a tired person is asked one time."""
    missing = {
        "supervision_question": (
            not draft.supervision_question.strip(),
            "Write the question you bring to supervision.",
        ),
        "sections": (
            not any(text.strip() for text in draft.sections.values()),
            "Write something in at least one section.",
        ),
        "help_wanted": (not draft.help_wanted, "Choose what kind of help you want."),
        "risk": (not draft.risk, "Answer the risk line."),
    }
    fields = {name: [said] for name, (empty, said) in missing.items() if empty}
    if fields:
        msg = "Something is still missing before this can be submitted."
        raise Invalid(msg, code="incomplete", fields=fields)


def _address(note: Note, relationship: SupervisionRelationship, version: NoteVersion) -> None:
    CaseAddressee.objects.get_or_create(case=note.case, relationship=relationship)
    note.relationship = relationship
    note.current_number = version.number
    for name in _FROM_VERSION:
        setattr(note, name, getattr(version, name))
    note.submitted_at = version.created_at
    note.review_due = review_due_of(note, version.created_at)
    note.opened_at = None
    note.save(
        update_fields=[
            *_FROM_VERSION,
            "relationship",
            "current_number",
            "submitted_at",
            "review_due",
            "opened_at",
        ]
    )
    note.case.updated_at = version.created_at
    note.case.save(update_fields=["updated_at"])


def review_due_of(note: Note, since: datetime) -> datetime:
    """Until when an answer is due to a note that came in at a moment."""
    if is_urgent(note):
        return since + policy_of(note.case.clinic_id, since).urgent_review_due
    return since + review_due_for(note.author_id, note.case.clinic_id, since)


def _step(
    note: Note, move: NoteMove, by: User, *, said: Said = NOTHING, op_id: UUID | None = None
) -> None:
    """Change the status and leave its history, its ledger entry and its event."""
    previous = note.status
    _change_status(note, move)
    step = NoteStep.objects.create(
        note=note,
        number=note.current_number,
        move=move,
        from_status=previous,
        to_status=note.status,
        attestation=said.attestation,
        wording=said.wording,
        reason=said.reason,
        text=said.words,
        by=by,
        at=note.updated_at,
    )
    _record_step(step)
    events.append(note, EventKind.NOTE_MOVED, by=by, op_id=op_id, detail=move)


def _change_status(note: Note, move: NoteMove) -> None:
    note.status = _target(note, move)
    note.version += 1
    note.updated_at = timezone.now()
    if move == NoteMove.OPEN:
        note.opened_at = note.updated_at
    note.save(update_fields=["status", "version", "updated_at", "opened_at"])


def _record_step(step: NoteStep) -> None:
    note = step.note
    submitted = step.move in (NoteMove.SUBMIT, NoteMove.AMEND)
    record(
        LedgerKind.NOTE_SUBMITTED if submitted else LedgerKind.NOTE_MOVED,
        content_of_version(_current(note)) if submitted else None,
        clinic_id=note.case.clinic_id,
        by=step.by,
        subject=note,
        case=note.case_id,
        move=step.move,
        old=step.from_status,
        new=step.to_status,
        number=step.number,
        relationship=note.relationship_id,
        reason=step.reason,
        attestation=step.attestation,
        wording=step.wording,
    )


def _current(note: Note) -> NoteVersion:
    version = NoteVersion.objects.get(note=note, number=note.current_number)
    version.note = note
    return version


def _target(note: Note, move: NoteMove) -> NoteStatus:
    """The table's target; taking back a resubmission leads back to the returned round."""
    target = next_note_status(note.status, move)
    if move != NoteMove.RECALL:
        return target
    version = _current(note)
    version.recalled_at = timezone.now()
    version.save(update_fields=["recalled_at"])
    earlier = note.versions.filter(recalled_at__isnull=True).exists()
    return NoteStatus.RETURNED if earlier else target


def _words(move: NoteMove, text: str, field: str) -> str:
    text = clean_text(text, field=field, max_length=WORDS_LIMIT)
    if move in _WORDS and not text.strip():
        raise Invalid.field(field, _WORDS[move], code="required")
    return text


def _reason(move: NoteMove, reason: str) -> str:
    reasons = _REASONS.get(move)
    if reasons is None:
        return ""
    if reason not in reasons.values:
        raise Invalid.field("reason", "Choose a reason.", code="required")
    return reason
