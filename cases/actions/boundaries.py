"""Boundary decisions: noticed, thought through both ways, consulted, followed up, reviewed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import decision_policy
from cases.actions import decisions, followups, urgent_mail
from cases.actions.decisions import NOTHING_SAID, Moved
from cases.actions.evidence import content_of
from cases.decision_enums import BoundaryMove, BoundaryStatus
from cases.decision_fields import BOUNDARY_FIELDS, clean_content, writable
from cases.decision_needs import classification_needs, is_critical
from cases.enums import DecisionKind, LedgerKind
from cases.models import BoundaryDecision
from cases.spans import Span
from cases.workflow import Owner
from supervision.exceptions import Invalid, WrongState
from supervision.ledger.append import record
from supervision.models import User

# That somebody answered the question about a pattern is between the two.
_NOT_NAMED = frozenset({"pattern_thoughts"})
_AT_START = writable(DecisionKind.BOUNDARY, BoundaryStatus.NOTICED, Owner.AUTHOR)


CLASSIFIED, DISSENT = "classified", "dissent"


@transaction.atomic
def start_boundary(  # noqa: PLR0913 - the facts of a beginning
    *,
    case_id: UUID,
    timing: str,
    domain: str,
    by: User,
    from_version_id: UUID | None = None,
    passage: Span | None = None,
    content: Mapping[str, object] | None = None,
) -> BoundaryDecision:
    """Private while noticed; something sexual or romantic is shared at once."""
    opening = decisions.open_on(case_id, from_version_id, by, passage)
    boundary = BoundaryDecision(
        **decisions.new_facts(opening, DecisionKind.BOUNDARY, by),
        **_clean_new({**(content or {}), "timing": timing, "domain": domain}),
        status=BoundaryStatus.NOTICED,
    )
    boundary.save(force_insert=True)
    decisions.record_opening(boundary, by)
    followups.keep_chosen_day(boundary)
    _share_what_cannot_wait(boundary, by)
    return boundary


@transaction.atomic
def change_boundary(
    *, boundary_id: UUID, version: int, by: User, content: Mapping[str, object]
) -> BoundaryDecision:
    boundary = decisions.lock_decision(BoundaryDecision, boundary_id)
    decision_policy.owner_of(by, boundary)
    decisions.check_version(boundary, version)
    new = decisions.changed_only(boundary, clean_content(boundary.kind, content))
    decision_policy.check_change_decision(by, boundary, new)
    _check_domain(boundary, new)
    for name, value in new.items():
        setattr(boundary, name, value)
    _keep_to_herself(boundary, new)
    if shared := new.keys() - boundary.PRIVATE:
        decisions.touch(boundary, *shared)
        decisions.record_change(boundary, by, sorted(shared - _NOT_NAMED))
        _record_classification(boundary, new, by)
        _remember_dissent(boundary, new, by)
        if "follow_up_due" in new:
            followups.keep_chosen_day(boundary)
        _share_what_cannot_wait(boundary, by)
    return boundary


@transaction.atomic
def move_boundary(
    *,
    boundary_id: UUID,
    move: BoundaryMove,
    version: int,
    by: User,
    moved: Moved = NOTHING_SAID,
) -> BoundaryDecision:
    """Take a boundary decision one step along ``BOUNDARY_TRANSITIONS``."""
    boundary = decisions.lock_decision(BoundaryDecision, boundary_id)
    step = decisions.move_decision(boundary, move, version=version, by=by, moved=moved)
    followups.after_boundary_move(boundary, move, by)
    decisions.record_step(boundary, step)
    return boundary


def _clean_new(content: Mapping[str, object]) -> dict[str, Any]:
    cleaned = clean_content(DecisionKind.BOUNDARY, content)
    if early := sorted(set(cleaned) - _AT_START):
        said = f"“{BOUNDARY_FIELDS[early[0]].label}” comes later, not at the start."
        raise Invalid.field(early[0], said, code="not_yet")
    return cleaned


def _check_domain(boundary: BoundaryDecision, new: Mapping[str, Any]) -> None:
    if "domain" in new and is_critical(boundary):
        msg = "This stays as it was named. If it was a mistake, tell your supervisor."
        raise WrongState(msg, fields={"domain": [msg]})


def _keep_to_herself(boundary: BoundaryDecision, new: Mapping[str, Any]) -> None:
    """Without a version, a time or an entry: it leaves no trace that others could see."""
    if private := new.keys() & boundary.PRIVATE:
        boundary.save(update_fields=sorted(private))


def _share_what_cannot_wait(boundary: BoundaryDecision, by: User) -> None:
    """The critical path: with the supervisor and the lead from the first moment."""
    if not is_critical(boundary) or boundary.emergency:
        return
    before, boundary.emergency = boundary.status, True
    boundary.status = BoundaryStatus.URGENT_CONSULT
    decisions.bring_to_supervisor(boundary, None)
    boundary.review_due = decisions.review_due(boundary, timezone.now())
    decisions.touch(boundary, *decisions.MOVED_FIELDS)
    step = decisions.add_step(boundary, BoundaryMove.CONSULT_URGENTLY, before, by=by)
    decisions.record_step(boundary, step)
    urgent_mail.tell_on_commit(boundary)


def _record_classification(
    boundary: BoundaryDecision, new: Mapping[str, Any], by: User
) -> None:
    if not {"classification", "context_considered"} & set(new):
        return
    if missing := classification_needs(boundary):
        said = "A classification stands with the context it was made in."
        raise Invalid(said, code="incomplete", fields=missing)
    record(
        LedgerKind.DECISION_CLASSIFIED,
        content_of(boundary),
        clinic_id=boundary.clinic_id,
        by=by,
        subject=decisions.as_decision(boundary),
        classification=boundary.classification,
        version=boundary.version,
    )
    label = boundary.get_classification_display() or "None any more"
    said = f"{label}. {boundary.context_considered}"
    decisions.remember(boundary, CLASSIFIED, said, by)


def _remember_dissent(boundary: BoundaryDecision, new: Mapping[str, Any], by: User) -> None:
    """What was seen differently stays in the history, whatever is written over it later."""
    if "dissent" in new:
        decisions.remember(boundary, DISSENT, boundary.dissent, by)
