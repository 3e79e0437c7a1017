"""What both kinds of decision do alike: open, share, move, and leave their history."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from cases import access, decision_policy
from cases.actions.cases import lock_case
from cases.actions.evidence import content_in, content_of, held_by, texts_in
from cases.actions.guard import check_words
from cases.actions.reads import record_read
from cases.decision_enums import BoundaryMove, ReferralMove
from cases.decision_workflow import (
    AWAITS_REVIEW,
    AWAITS_REVIEW_SOON,
    DECIDES,
    ENDED,
    REVIEWS,
    SHARING,
    Move,
    next_decision_status,
    transitions_of,
)
from cases.enums import DecisionKind, LedgerKind
from cases.models import (
    BoundaryDecision,
    Case,
    CaseAddressee,
    Decision,
    DecisionStep,
    NoteVersion,
    ReferralDecision,
)
from cases.read_enums import ReadWhat
from cases.spans import Span, check_place
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import Clinic, SupervisionRelationship, User
from supervision.policies import review_due_for
from supervision.text import clean_text

REASONS_LIMIT = 10_000
SATURDAY = 5
# Done already, or to be told at once.
URGENT = frozenset({ReferralMove.RECORD_EMERGENCY, BoundaryMove.CONSULT_URGENTLY})
_Kind = TypeVar("_Kind", bound=Decision)


class Opening(NamedTuple):
    """Where a new decision comes from: the case, and the passage or note it was seen in."""

    case: Case
    from_version: NoteVersion | None
    passage: Span | None = None


class Moved(NamedTuple):
    """What goes with a move: the words given, and whom it is brought to."""

    reasons: str = ""
    relationship_id: UUID | None = None


NOTHING_SAID = Moved()


# --- Opening ---


def open_on(
    case_id: UUID, from_version_id: UUID | None, by: User, passage: Span | None = None
) -> Opening:
    """The case under its lock, which also numbers its decisions."""
    case = lock_case(case_id)
    decision_policy.check_start_decision(by, case)
    if from_version_id is None:
        if passage is not None:
            raise Invalid.field("passage", "A passage is part of a note.", code="no_version")
        return Opening(case, None)
    version = access.readable_versions(by).filter(pk=from_version_id, note__case=case).first()
    if version is None:
        said = "There is no such note on this case."
        raise Invalid.field("from_version", said, code="unknown_version")
    if passage is None:
        return Opening(case, version)
    return Opening(case, version, check_place(version.text, passage.start, passage.end))


def new_facts(opening: Opening, kind: DecisionKind, by: User) -> dict[str, Any]:
    case = opening.case
    number = Decision.objects.filter(case=case, kind=kind).count() + 1
    return {
        "clinic_id": case.clinic_id,
        "case": case,
        "kind": kind,
        "reference": f"{case.code}-{kind.label[0]}{number}",
        "supervisee": by,
        "raised_by": by,
        "from_version": opening.from_version,
        "from_start": opening.passage and opening.passage.start,
        "from_end": opening.passage and opening.passage.end,
    }


def record_opening(decision: Decision, by: User) -> None:
    record(
        LedgerKind.DECISION_OPENED,
        content_of(decision),
        clinic_id=decision.clinic_id,
        by=by,
        subject=as_decision(decision),
        decision_kind=decision.kind,
        reference=decision.reference,
        status=decision.status,
        emergency=decision.emergency,
        version=decision.version,
    )


# --- Changing ---


def lock_decision(model: type[_Kind], decision_id: UUID) -> _Kind:
    """The decision under its row locks with what it takes to open its text."""
    found = (
        QuerySet[_Kind](model)
        .select_for_update(of=("self", "decision_ptr"))
        .select_related("case__data_key", "case__clinic", "relationship")
        .filter(pk=decision_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def lock_any(decision_id: UUID) -> Decision:
    """As ``lock_decision``, where the kind is not known yet."""
    kind = Decision.objects.filter(pk=decision_id).values_list("kind", flat=True).first()
    if kind is None:
        raise NotFound
    if kind == DecisionKind.REFERRAL:
        return lock_decision(ReferralDecision, decision_id)
    return lock_decision(BoundaryDecision, decision_id)


def check_version(decision: Decision, expected: int) -> None:
    if decision.version != expected:
        msg = (
            "This decision was changed elsewhere while you were writing. "
            "Your text is kept here: compare it with what is there now and save again."
        )
        raise StaleVersion(msg)


def changed_only(decision: Decision, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What is really different: a page sends every field it shows."""
    return {name: new for name, new in cleaned.items() if getattr(decision, name) != new}


def touch(decision: Decision, *names: str) -> None:
    decision.version += 1
    decision.updated_at = timezone.now()
    decision.save(update_fields=[*names, "version", "updated_at"])


def record_change(decision: Decision, by: User, names: list[str]) -> None:
    record(
        LedgerKind.DECISION_CHANGED,
        _guarded(decision, by),
        clinic_id=decision.clinic_id,
        by=by,
        subject=as_decision(decision),
        decision_kind=decision.kind,
        fields=sorted(names),
        version=decision.version,
        **_codes(decision),
    )


# --- Moving ---


def move_decision(
    decision: Decision, move: Move, *, version: int, by: User, moved: Moved
) -> DecisionStep:
    """One step along the table. The caller holds the row lock, writes what else comes with it,
    and then leaves the entry with ``record_step``."""
    decision_policy.check_move_decision(by, decision, move)
    check_version(decision, version)
    decision_policy.check_ready(decision, move)
    words = clean_reasons(decision, move, moved.reasons)
    before, due = decision.status, decision.review_due
    if move in SHARING or (move == ReferralMove.RESUME and decision.shared_at):
        bring_to_supervisor(decision, moved.relationship_id)
    _enter(decision, move)
    touch(decision, *MOVED_FIELDS)
    answered = due if move in REVIEWS else None
    return add_step(decision, move, before, by=by, reasons=words, due=answered)


def clean_reasons(decision: Decision, move: Move, reasons: str) -> str:
    wanted = transitions_of(decision.kind)[move].reasons
    text = clean_text(reasons, field="reasons", max_length=REASONS_LIMIT)
    if wanted and not text.strip():
        said = f"“{move.label}” needs your reasons: they are kept with the decision."
        raise Invalid.field("reasons", said, code="required")
    return text


def add_step(
    decision: Decision,
    what: str,
    before: str,
    *,
    by: User,
    reasons: str = "",
    due: datetime | None = None,
) -> DecisionStep:
    """``due`` is when the answer was due that this step gives."""
    return DecisionStep.objects.create(
        decision=decision,
        move=what,
        from_status=before,
        to_status=decision.status,
        reasons=reasons,
        by=by,
        due=due,
    )


def record_step(decision: Decision, step: DecisionStep) -> None:
    """The last thing of a move: the entry commits to all rows that came with it."""
    record(
        LedgerKind.DECISION_MOVED,
        _guarded(decision, step.by, urgent=step.move in URGENT),
        clinic_id=decision.clinic_id,
        by=step.by,
        subject=as_decision(decision),
        decision_kind=decision.kind,
        move=step.move,
        from_status=step.from_status,
        to_status=step.to_status,
        version=decision.version,
        **_codes(decision),
    )


def _guarded(decision: Decision, by: User, *, urgent: bool = False) -> Content:
    """What the entry commits to. Once others read it, nothing in it certainly identifies
    somebody unless a reason for it is on record; else all of the act is taken back. What
    cannot wait is not held up: the next change asks."""
    held = held_by(decision)
    if decision.shared_at is not None and not urgent:
        check_words(decision.case, texts_in(decision, held), by=by)
    return content_in(decision, held)


def remember(decision: Decision, what: str, words: str, by: User) -> None:
    """A line of history that is no move, once others can read it."""
    if decision.shared_at is not None:
        add_step(decision, what, decision.status, by=by, reasons=words)


def bring_to_supervisor(decision: Decision, relationship_id: UUID | None) -> None:
    """Share with a running supervision; what cannot wait is shared with the lead anyway."""
    relationship = _relationship_for(decision, relationship_id)
    decision.relationship = relationship
    if relationship is None and not decision.emergency:
        msg = "No supervision of yours is running at present, so nobody could read this."
        raise WrongState(msg, code="no_supervisor")
    decision.shared_at = decision.shared_at or timezone.now()
    if relationship is not None:
        CaseAddressee.objects.get_or_create(case=decision.case, relationship=relationship)


def review_due(decision: Decision, now: datetime) -> datetime | None:
    """When the supervisor's word is due in the state the decision has just reached."""
    if decision.status in AWAITS_REVIEW_SOON:
        return decision.review_due or one_working_day_after(now, decision.case.clinic)
    if decision.status in AWAITS_REVIEW:
        return now + review_due_for(decision.supervisee_id, decision.clinic_id, now)
    return None


def one_working_day_after(moment: datetime, clinic: Clinic) -> datetime:
    """The same time on the next day that is no Saturday or Sunday where the clinic is."""
    due = moment.astimezone(ZoneInfo(clinic.timezone)) + timedelta(days=1)
    while due.weekday() >= SATURDAY:
        due += timedelta(days=1)
    return due


# --- Reading and handing out ---


def record_decision_read(
    *, decision: Decision, by: User, what: ReadWhat = ReadWhat.DECISION
) -> decision_policy.Reading:
    """As whom this person reads it; the author can see that it was read."""
    reading = decision_policy.reading_of(by, decision)
    record_read(case=decision.case, what=what, object_id=decision.pk, by=by, role=reading.value)
    return reading


def as_decision(decision: Decision) -> Decision:
    """The ledger names a decision one way, whatever its kind."""
    return Decision(pk=decision.pk)


MOVED_FIELDS = (
    "status",
    "held_from",
    "emergency",
    "relationship",
    "shared_at",
    "review_due",
    "reviewed_at",
    "decided_at",
    "closed_at",
)


def _enter(decision: Decision, move: Move) -> None:
    now, before = timezone.now(), decision.status
    decision.status = next_decision_status(
        decision.kind, before, move, held_from=decision.held_from
    )
    decision.held_from = before if move == ReferralMove.HOLD else ""
    decision.review_due = review_due(decision, now)
    if move in REVIEWS:
        decision.reviewed_at = now
    if move in DECIDES:
        decision.decided_at = now
    decision.closed_at = now if decision.status in ENDED else None


def _relationship_for(
    decision: Decision, wanted: UUID | None
) -> SupervisionRelationship | None:
    """The one named, else where it already is, else where its note went, else the primary."""
    running = access.open_relationships(decision.supervisee).filter(clinic=decision.clinic_id)
    already = access.own_relationships(decision.supervisee)
    present = already.filter(pk__in=[decision.relationship_id]).first()
    if wanted is None:
        return present or _first_time(decision, list(running.order_by("valid_from", "pk")))
    chosen = running.filter(pk=wanted).first()
    if chosen is None:
        msg = "This supervision is not running at present. Choose another supervisor."
        raise NotAllowed(msg, fields={"relationship": [msg]})
    if present is not None and decision.shared_at and chosen != present:
        msg = "This decision is already with your supervisor. It stays there while that lasts."
        raise WrongState(msg, fields={"relationship": [msg]})
    return chosen


def _first_time(
    decision: Decision, running: list[SupervisionRelationship]
) -> SupervisionRelationship | None:
    """Nobody takes over a shared decision unless the supervisee says who."""
    if decision.shared_at and decision.relationship_id and running:
        msg = "The supervision this was brought to has ended. Say whom you bring it to now."
        raise WrongState(msg, code="choose_supervisor", fields={"relationship": [msg]})
    noted = decision.from_version.relationship_id if decision.from_version else None
    return min(running, key=lambda row: (row.pk != noted, row.kind != "primary"), default=None)


def _codes(decision: Decision) -> dict[str, list[str]]:
    if not isinstance(decision, ReferralDecision):
        return {}
    return {"grounds": sorted(row.ground for row in decision.grounds.all())}
