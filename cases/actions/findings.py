"""A finding is written, checked by the authors, issued, answered, appealed, put right."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import audit_policy
from cases.actions.audits import by_lot
from cases.actions.guard import check_words
from cases.audit_checklists import clean_answers, version_of
from cases.audit_enums import FindingMove, FindingOutcome, FindingStatus
from cases.audit_workflow import (
    APPEAL_DECISIONS,
    FINDING_ENDED,
    FINDING_TRANSITIONS,
    next_finding_status,
)
from cases.decision_fields import TEXT_LIMIT, clean_choice
from cases.enums import LedgerKind
from cases.identifier_reading import Text
from cases.models import AuditConflict, Finding, FindingStep, KeptAbout
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import User
from supervision.policies import policy_of
from supervision.text import clean_text

WRITTEN = ("answers", "summary", "hindsight", "outcome", "safety")
_MOVED = (
    "status",
    "held_from",
    "reviewer",
    "due",
    "shared_at",
    "issued_at",
    "closed_at",
    "appeal_hearer",
    "appealed_at",
    "appeal_decided_at",
)


@transaction.atomic
def write_finding(
    *,
    finding_id: UUID,
    version: int,
    by: User,
    content: Mapping[str, object],
    identifiers_reason: str = "",
) -> Finding:
    """Any of ``WRITTEN``, half-done as well; answers are merged question by question.

    What certainly identifies somebody is written with an ``identifiers_reason`` alone.
    """
    finding = lock_finding(finding_id)
    audit_policy.check_write_finding(by, finding)
    _check_version(finding, version)
    new = {
        name: value
        for name, value in _cleaned(finding, content).items()
        if getattr(finding, name) != value
    }
    check_texts(finding, _texts(new), by=by, reason=identifiers_reason)
    for name, value in new.items():
        setattr(finding, name, value)
    if new:
        _save(finding, *new)
        record(
            LedgerKind.FINDING_CHANGED,
            clinic_id=finding.clinic_id,
            by=by,
            subject=finding,
            fields=sorted(new),
            version=finding.version,
        )
    return finding


@transaction.atomic
def move_finding(
    *,
    finding_id: UUID,
    move: FindingMove,
    version: int,
    by: User,
    words: str = "",
    identifiers_reason: str = "",
) -> Finding:
    """Take a finding one step along ``FINDING_TRANSITIONS``."""
    finding = lock_finding(finding_id)
    audit_policy.check_move_finding(by, finding, move)
    _check_version(finding, version)
    audit_policy.check_ready(finding, move)
    said = clean_words(move, words)
    check_texts(finding, {"words": said}, by=by, reason=identifiers_reason)
    before, reviewer = finding.status, finding.reviewer_id
    _enter(finding, move, timezone.now())
    if effect := _EFFECTS.get(move):
        effect(finding, by, said)
    _save(finding, *_MOVED, *(WRITTEN if move == FindingMove.DECLARE_CONFLICT else ()))
    record_step(finding, move, before, by=by, words=said, instead_of=reviewer)
    if move == FindingMove.DECLARE_CONFLICT:
        _pass_on(finding, by)
    return finding


def check_texts(
    finding: Finding, texts: Mapping[str, str], *, by: User, reason: str = ""
) -> None:
    """What is written about a decision goes past the same guard as the decision."""
    said = [Text(name, name, text) for name, text in texts.items()]
    case = finding.decision.case
    check_words(case, said, by=by, reason=reason, about=KeptAbout.FINDING)


def _texts(new: Mapping[str, Any]) -> dict[str, str]:
    comments = [str(given.get("comment", "")) for given in new.get("answers", {}).values()]
    texts = {name: new[name] for name in ("summary", "hindsight") if name in new}
    return texts | ({"answers": "\n".join(comments)} if comments else {})


def clean_words(move: FindingMove, words: str) -> str:
    text = clean_text(words, field="words", max_length=TEXT_LIMIT)
    if FINDING_TRANSITIONS[move].reasons and not text.strip():
        said = f"“{move.label}” needs your words: they are kept with the finding."
        raise Invalid.field("words", said, code="required")
    return text


def lock_finding(finding_id: UUID) -> Finding:
    """The finding under its row lock with what it takes to open its text."""
    found = (
        Finding.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decision__case__data_key", "decision__relationship", "sample")
        .filter(pk=finding_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def record_step(
    finding: Finding,
    move: FindingMove,
    before: str,
    *,
    by: User,
    words: str = "",
    instead_of: UUID | None = None,
) -> None:
    """The ledger commits to the words and does not hold them."""
    FindingStep.objects.create(
        finding=finding,
        move=move,
        from_status=before,
        to_status=finding.status,
        words=words,
        by=by,
    )
    record(
        LedgerKind.FINDING_MOVED,
        Content(words, finding.sealing_key()) if words.strip() else None,
        clinic_id=finding.clinic_id,
        by=by,
        subject=finding,
        move=move,
        from_status=before,
        to_status=finding.status,
        reviewer=finding.reviewer_id,
        replaced=instead_of if instead_of != finding.reviewer_id else None,
        version=finding.version,
    )


def _cleaned(finding: Finding, content: Mapping[str, object]) -> dict[str, Any]:
    new: dict[str, Any] = {}
    for name in ("summary", "hindsight"):
        if name in content:
            new[name] = clean_text(content[name], field=name, max_length=TEXT_LIMIT)
    if "outcome" in content:
        new["outcome"] = clean_choice(
            FindingOutcome, content["outcome"], name="outcome", required=False
        )
    if "safety" in content:
        new["safety"] = bool(content["safety"])
    if "answers" in content:
        checklist = version_of(finding.decision.kind, finding.checklist_version)
        new["answers"] = finding.answers | clean_answers(checklist, content["answers"])
    return new


def _check_version(finding: Finding, expected: int) -> None:
    if finding.version != expected:
        msg = (
            "This finding was changed elsewhere while you were writing. "
            "Your text is kept here: compare it with what is there now and send again."
        )
        raise StaleVersion(msg)


def _save(finding: Finding, *names: str) -> None:
    finding.version += 1
    finding.save(update_fields=[*names, "version"])


def _enter(finding: Finding, move: FindingMove, now: datetime) -> None:
    before = FindingStatus(finding.status)
    finding.status = next_finding_status(before, move, held_from=finding.held_from)
    if move == FindingMove.APPEAL:
        finding.held_from, finding.appealed_at = before, now
    elif move in APPEAL_DECISIONS:
        finding.held_from, finding.appeal_decided_at = "", now
    if move == FindingMove.SHARE:
        finding.shared_at = now
    elif move == FindingMove.ISSUE:
        finding.issued_at = now
    if finding.status != before:
        finding.due = _due(finding, now)
    finding.closed_at = now if finding.status in FINDING_ENDED else None


def _due(finding: Finding, now: datetime) -> datetime | None:
    """By the rules in force when it comes into this state; what was promised stays."""
    rules = policy_of(finding.clinic_id, now)
    given = {
        FindingStatus.FACTUAL_CHECK: rules.audit_check,
        FindingStatus.ISSUED: rules.audit_response,
    }.get(FindingStatus(finding.status))
    return now + given if given else None


# --- What a move does beyond its state ---


def _assign(finding: Finding, _by: User, _words: str) -> None:
    until = "it is not independently reviewed"
    finding.reviewer_id = _somebody_free(finding, "of a conflict of interest", until)


def _replace(finding: Finding, _by: User, _words: str) -> None:
    """The work goes on where it was left: whoever leaves was not partial."""
    until, hears = "nobody goes on with this finding", finding.appeal_hearer_id
    finding.reviewer_id = _somebody_free(finding, "of a conflict of interest", until, but=hears)


def _step_back(finding: Finding, by: User, words: str) -> None:
    """Whoever comes next begins anew, without these thoughts."""
    conflict = AuditConflict(decision=finding.decision, person=by, reason=words)
    conflict.save(force_insert=True)
    finding.reviewer = None
    finding.answers, finding.summary, finding.hindsight = {}, "", ""
    finding.outcome, finding.safety = "", False


def _pass_on(finding: Finding, by: User) -> None:
    """At once to somebody who is free; otherwise it stays not independently reviewed."""
    reviewer = _chosen(finding)
    if reviewer is None:
        return
    before, finding.status = finding.status, FindingStatus.DRAFT
    finding.reviewer_id = reviewer
    _save(finding, *_MOVED)
    record_step(finding, FindingMove.ASSIGN, before, by=by)


def _find_hearer(finding: Finding, _by: User, _words: str) -> None:
    finding.appeal_hearer_id = _chosen(finding, but=finding.reviewer_id)


def _name_hearer(finding: Finding, _by: User, _words: str) -> None:
    until, reviews = "the finding has no effect unless a client is at risk", finding.reviewer_id
    finding.appeal_hearer_id = _somebody_free(
        finding, "to hear this appeal", until, but=reviews
    )


def _chosen(finding: Finding, *, but: UUID | None = None) -> UUID | None:
    return by_lot(finding.decision, finding.sample.seed, but=[but])


def _somebody_free(
    finding: Finding, what_for: str, until: str, *, but: UUID | None = None
) -> UUID:
    if (chosen := _chosen(finding, but=but)) is None:
        msg = (
            f"Nobody here is free {what_for}. Invite an external reviewer; until then {until}."
        )
        raise WrongState(msg, code="nobody_free")
    return chosen


_EFFECTS: Mapping[FindingMove, Callable[[Finding, User, str], None]] = {
    FindingMove.ASSIGN: _assign,
    FindingMove.DECLARE_CONFLICT: _step_back,
    FindingMove.APPEAL: _find_hearer,
    FindingMove.NAME_HEARER: _name_hearer,
    FindingMove.REPLACE: _replace,
}
