"""What goes along when the supervisor changes: each by itself, asked for and taken over."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access, carry_over_policy, policy
from cases.actions.decisions import add_step, as_decision, lock_any, review_due
from cases.actions.drafts import lock_note
from cases.actions.handovers import hand_note
from cases.actions.notes import SHOWN
from cases.carry_over_selectors import decisions_left, notes_left
from cases.decision_workflow import ENDED
from cases.directives import RUNNING
from cases.enums import Act, CarryOverStatus, LedgerKind
from cases.models import Annotation, CarryOver, CaseAddressee, HandOver, Note, NoteVersion
from supervision.actions.changes import lock_change, tell_of_change
from supervision.exceptions import NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import SupervisorChange, User

TAKEN_OVER = "taken_over"


@transaction.atomic
def ask_carry_over(
    *,
    change_id: UUID,
    by: User,
    note_id: UUID | None = None,
    decision_id: UUID | None = None,
) -> CarryOver:
    """The supervisee asks the new supervisor to go on with a note, or with a decision."""
    change = lock_change(change_id)
    carry_over_policy.check_ask_carry_over(by, change)
    note = notes_left(change.old).filter(pk=note_id).first() if note_id else None
    decision = None
    if note is None and decision_id is not None:
        decision = decisions_left(change.old).filter(pk=decision_id).first()
    if note is None and decision is None:
        raise NotFound
    asked, is_new = CarryOver.objects.get_or_create(change=change, note=note, decision=decision)
    asked.change = change
    if not is_new and asked.status != CarryOverStatus.DECLINED:
        msg = "This was asked already."
        raise WrongState(msg, code="already_asked")
    asked.status, asked.asked_at, asked.answered_at = (
        CarryOverStatus.ASKED,
        timezone.now(),
        None,
    )
    asked.save()
    _record(LedgerKind.CARRY_OVER_ASKED, asked, by=by)
    tell_of_change(change.new.supervisor, change)
    return asked


@transaction.atomic
def answer_carry_over(*, carry_over_id: UUID, accept: bool, by: User) -> CarryOver:
    """The new supervisor takes it over from now on, or does not."""
    found = CarryOver.objects.filter(pk=carry_over_id).first()
    if found is None:
        raise NotFound
    change = lock_change(found.change_id)
    carry_over = CarryOver.objects.get(pk=carry_over_id)
    carry_over.change = change
    carry_over_policy.check_answer_carry_over(by, carry_over)
    if carry_over.status != CarryOverStatus.ASKED:
        msg = "This was answered already."
        raise WrongState(msg)
    if accept:
        _check_begun(change)
        _take_over(carry_over, by=by)
    carry_over.status = CarryOverStatus.ACCEPTED if accept else CarryOverStatus.DECLINED
    carry_over.answered_at = timezone.now()
    carry_over.save()
    _record(LedgerKind.CARRY_OVER_ANSWERED, carry_over, by=by)
    return carry_over


def _check_begun(change: SupervisorChange) -> None:
    if not access.running_supervision().filter(pk=change.new_id).exists():
        msg = "Your supervision does not run at present. Take it over once it does."
        raise WrongState(msg, code="not_begun")


def _take_over(carry_over: CarryOver, *, by: User) -> None:
    if carry_over.note_id is not None:
        _take_note(carry_over.note_id, carry_over.change, by=by)
    elif carry_over.decision_id is not None:
        _take_decision(carry_over.decision_id, carry_over.change, by=by)


def _take_note(note_id: UUID, change: SupervisorChange, *, by: User) -> None:
    """With all that was said on the versions whose directives go along."""
    note = lock_note(note_id, *SHOWN)
    directives = Annotation.objects.filter(note=note, act=Act.DIRECTIVE, status__in=RUNNING)
    if note.relationship_id != change.old_id or not directives.exists():
        raise _no_longer_open()
    policy.check_not_hidden(note)
    handed = hand_note(note, change.old, change.new, since=None, by=by)
    _take_older(note, handed)


def _take_older(note: Note, handed: HandOver) -> None:
    """A directive stands where it was given, which may be an earlier version."""
    given_on = Annotation.objects.filter(note=note, act=Act.DIRECTIVE, status__in=RUNNING)
    older = NoteVersion.objects.filter(pk__in=given_on.values("made_on"))
    for version in older.exclude(pk=handed.version_id).only("pk"):
        HandOver.objects.create(
            note=note,
            version=version,
            source=handed.source,
            to=handed.to,
            unopened=False,
            by=handed.by,
            at=handed.at,
        )


def _take_decision(decision_id: UUID, change: SupervisorChange, *, by: User) -> None:
    """What stands in it stays as it is; the answer that is due is due anew."""
    decision = lock_any(decision_id)
    if decision.relationship_id != change.old_id or decision.status in ENDED:
        raise _no_longer_open()
    policy.check_not_hidden(decision)
    decision.relationship = change.new
    decision.review_due = review_due(decision, timezone.now())
    decision.version += 1
    decision.save(update_fields=["relationship", "review_due", "version"])
    CaseAddressee.objects.get_or_create(case=decision.case, relationship=change.new)
    add_step(decision, TAKEN_OVER, decision.status, by=by)
    record(
        LedgerKind.DECISION_HANDED_OVER,
        clinic_id=decision.clinic_id,
        by=by,
        subject=as_decision(decision),
        old=change.old_id,
        new=change.new_id,
        version=decision.version,
    )


def _no_longer_open() -> WrongState:
    msg = "This no longer waits: it was finished, or went to somebody else meanwhile."
    return WrongState(msg, code="no_longer_open")


def _record(kind: LedgerKind, carry_over: CarryOver, *, by: User) -> None:
    record(
        kind,
        clinic_id=carry_over.change.old.clinic_id,
        by=by,
        subject=carry_over,
        note=carry_over.note_id,
        decision=carry_over.decision_id,
        status=carry_over.status,
    )
