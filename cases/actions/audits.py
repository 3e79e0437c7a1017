"""Drawing a sample, and who reviews what was drawn."""

import secrets
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cases import audit_access, audit_policy
from cases.audit_checklists import asked_under
from cases.audit_drawing import Draw, digest, draw, in_order
from cases.audit_enums import ChosenAs, FindingStatus
from cases.audit_selectors import DRAWN, frame_of, risks_of
from cases.decision_fields import TEXT_LIMIT
from cases.enums import LedgerKind
from cases.models import AuditSample, Decision, Finding
from supervision.exceptions import Invalid, NotFound
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import Clinic, User
from supervision.policies import Policy, policy_of
from supervision.text import clean_text

ALL = 100


@transaction.atomic
def draw_sample(
    *,
    clinic_id: UUID,
    shared_from: date,
    shared_to: date,
    share: int | None = None,
    by: User,
) -> AuditSample:
    """All of high risk and ``share`` percent of the rest; the seed is nobody's choice.

    The clinic's rules say the least share, which is meant where none is given.
    """
    clinic = Clinic.objects.select_for_update(no_key=True).filter(pk=clinic_id).first()
    if clinic is None:
        raise NotFound
    audit_policy.check_draw_sample(by, clinic_id)
    now, seed = timezone.now(), secrets.token_hex(16)
    rules = policy_of(clinic_id, now)
    share = rules.sample_percent if share is None else share
    _check_asked(shared_from, shared_to, share, least=rules.sample_percent)
    frame = frame_of(clinic, shared_from, shared_to, now)
    sample = AuditSample.objects.create(
        clinic=clinic,
        drawn_by=by,
        drawn_at=now,
        shared_from=shared_from,
        shared_to=shared_to,
        seed=seed,
        share=share,
        frame=frame,
    )
    drawn = draw(frame, seed=seed, share=share)
    _record_draw(sample, drawn, by)
    for chosen_as, ids in zip(DRAWN, drawn, strict=True):
        for decision in _decisions(ids):
            _open(sample, decision, chosen_as, by, rules)
    return sample


@transaction.atomic
def name_decision(*, decision_id: UUID, chosen_as: ChosenAs, reason: str, by: User) -> Finding:
    """One decision, for a stated reason; who reviews it comes by lot all the same."""
    decision = (
        Decision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__data_key", "relationship", "clinic")
        .filter(pk=decision_id)
        .first()
    )
    if decision is None:
        raise NotFound
    audit_policy.check_name_decision(by, decision)
    text = clean_text(reason, field="reason", max_length=TEXT_LIMIT, required=True)
    if chosen_as in DRAWN:
        said = "A decision is named for a reason or after a complaint."
        raise Invalid.field("chosen_as", said, code="chosen_as")
    sample = _sample_of_one(decision, chosen_as, by)
    _record_draw(sample, Draw([], []), by)
    rules = policy_of(decision.clinic_id, sample.drawn_at)
    return _open(sample, decision, chosen_as, by, rules, reason=text)


def _sample_of_one(decision: Decision, chosen_as: ChosenAs, by: User) -> AuditSample:
    day = timezone.localdate(decision.shared_at, ZoneInfo(decision.clinic.timezone))
    return AuditSample.objects.create(
        clinic=decision.clinic,
        drawn_by=by,
        shared_from=day,
        shared_to=day,
        seed=secrets.token_hex(16),
        share=0,
        frame={str(decision.pk): risks_of(decision)},
        named_as=chosen_as,
    )


def _record_draw(sample: AuditSample, drawn: Draw, by: User) -> None:
    record(
        LedgerKind.AUDIT_SAMPLED,
        clinic_id=sample.clinic_id,
        by=by,
        subject=sample,
        seed=sample.seed,
        share=sample.share,
        frame=digest(sample.frame),
        drawn=digest(list(drawn)),
        high_risk=len(drawn.high_risk),
        random=len(drawn.random),
        named_as=sample.named_as or None,
    )


def _check_asked(shared_from: date, shared_to: date, share: int, *, least: int) -> None:
    """A smaller share than the rules say would loosen them without a second person."""
    if not least <= share <= ALL:
        said = f"The clinic's rules ask for {least} to {ALL} percent."
        raise Invalid.field("share", said, code="share")
    if shared_to < shared_from:
        raise Invalid.field("shared_to", "The last day lies before the first.", code="order")


def _decisions(ids: list[str]) -> list[Decision]:
    found = Decision.objects.select_related("case__data_key", "relationship").in_bulk(
        [UUID(pk) for pk in ids]
    )
    return [found[pk] for pk in sorted(found, key=str)]


def _open(
    sample: AuditSample,
    decision: Decision,
    chosen_as: ChosenAs,
    by: User,
    rules: Policy,
    *,
    reason: str = "",
) -> Finding:
    reviewer = by_lot(decision, sample.seed)
    finding = Finding.objects.create(
        clinic=sample.clinic,
        decision=decision,
        sample=sample,
        chosen_as=chosen_as,
        reason=reason,
        reviewer_id=reviewer,
        status=FindingStatus.DRAFT if reviewer else FindingStatus.UNASSIGNED,
        checklist_version=asked_under(
            decision.kind, rules.checklist_version(decision.kind)
        ).version,
        created_at=sample.drawn_at,
    )
    record(
        LedgerKind.FINDING_OPENED,
        Content(reason, finding.sealing_key()) if reason else None,
        clinic_id=sample.clinic_id,
        by=by,
        subject=finding,
        decision=decision.pk,
        sample=sample.pk,
        chosen_as=chosen_as.value,
        reviewer=reviewer,
        status=finding.status,
    )
    return finding


def by_lot(
    decision: Decision, seed: str, *, but: list[UUID | None] | None = None
) -> UUID | None:
    """Of those who are free of conflict, one by lot; nobody where nobody is free."""
    free = audit_access.free_reviewers(decision, but=but or [])
    order = in_order(seed, decision.pk, free)
    return UUID(str(order[0])) if order else None
