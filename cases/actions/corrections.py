"""What follows from a finding: corrective actions, and what everybody may learn."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import audit_access, audit_policy
from cases.actions.findings import check_texts, lock_finding
from cases.decision_fields import TEXT_LIMIT
from cases.enums import LedgerKind
from cases.models import CorrectiveAction, Finding, LearningAgreement, LearningPoint
from supervision.exceptions import Invalid, NotFound, StaleVersion
from supervision.ledger.append import record
from supervision.models import User
from supervision.selectors import people_of_clinic
from supervision.text import clean_text


@transaction.atomic
def set_action(
    *, finding_id: UUID, what: str, owner_id: UUID, due: date, by: User
) -> CorrectiveAction:
    """Something to put right, with an owner of this clinic and a day."""
    finding = lock_finding(finding_id)
    audit_policy.check_set_action(by, finding)
    text = clean_text(what, field="what", max_length=TEXT_LIMIT, required=True)
    check_texts(finding, {"what": text}, by=by)
    if not people_of_clinic(finding.clinic_id).filter(pk=owner_id).exists():
        raise Invalid.field("owner", "Choose somebody of this clinic.", code="owner")
    if due < timezone.localdate():
        raise Invalid.field("due", "Choose a day that is still to come.", code="past")
    action = CorrectiveAction.objects.create(
        finding=finding, owner_id=owner_id, what=text, due=due
    )
    record(
        LedgerKind.ACTION_SET,
        clinic_id=finding.clinic_id,
        by=by,
        subject=action,
        finding=finding.pk,
        owner=owner_id,
        due=due.isoformat(),
    )
    return action


@transaction.atomic
def finish_action(*, action_id: UUID, evidence: str, by: User) -> CorrectiveAction:
    """Its owner says what was done."""
    action = _lock_action(action_id)
    audit_policy.check_do_action(by, action)
    action.evidence = clean_text(
        evidence, field="evidence", max_length=TEXT_LIMIT, required=True
    )
    check_texts(action.finding, {"evidence": action.evidence}, by=by)
    action.done_at = timezone.now()
    action.save(update_fields=["evidence", "done_at"])
    _record_action(LedgerKind.ACTION_DONE, action, by)
    return action


@transaction.atomic
def verify_action(*, action_id: UUID, by: User) -> CorrectiveAction:
    action = _lock_action(action_id)
    audit_policy.check_verify_action(by, action)
    action.verified_by, action.verified_at = by, timezone.now()
    action.save(update_fields=["verified_by", "verified_at"])
    _record_action(LedgerKind.ACTION_VERIFIED, action, by)
    return action


def _lock_action(action_id: UUID) -> CorrectiveAction:
    finding = Finding.objects.filter(actions=action_id).values_list("pk", flat=True).first()
    if finding is None:
        raise NotFound
    locked = lock_finding(finding)
    action = CorrectiveAction.objects.get(pk=action_id)
    action.finding = locked
    return action


def _record_action(kind: LedgerKind, action: CorrectiveAction, by: User) -> None:
    record(
        kind,
        clinic_id=action.finding.clinic_id,
        by=by,
        subject=action,
        finding=action.finding_id,
    )


@transaction.atomic
def propose_learning(*, finding_id: UUID, text: str, by: User) -> LearningPoint:
    """Words that name nobody. Other words need to be agreed to anew."""
    finding = lock_finding(finding_id)
    audit_policy.check_propose_learning(by, finding)
    said = clean_text(text, field="text", max_length=TEXT_LIMIT, required=True)
    check_texts(finding, {"text": said}, by=by)
    point = LearningPoint.objects.filter(finding=finding).first()
    if point is None:
        point = LearningPoint(finding=finding, clinic_id=finding.clinic_id)
    else:
        if point.published_at is not None:
            raise Invalid.field("text", "It is published already.", code="published")
        point.version += 1
    point.text = said
    point.save()
    _record_learning(LedgerKind.LEARNING_PROPOSED, point, by)
    return point


@transaction.atomic
def agree_to_learning(*, finding_id: UUID, version: int, by: User) -> LearningPoint:
    """An author agrees that these very words are published."""
    point = _lock_point(finding_id, by)
    audit_policy.check_agree_learning(by, point)
    if point.version != version:
        msg = "The words have changed since you read them. Read them again."
        raise StaleVersion(msg)
    LearningAgreement.objects.get_or_create(point=point, author=by, version=version)
    _record_learning(LedgerKind.LEARNING_AGREED, point, by)
    return point


@transaction.atomic
def publish_learning(*, finding_id: UUID, by: User) -> LearningPoint:
    point = _lock_point(finding_id, by)
    audit_policy.check_publish_learning(by, point)
    point.published_at = timezone.now()
    point.save(update_fields=["published_at"])
    _record_learning(LedgerKind.LEARNING_PUBLISHED, point, by)
    return point


def _lock_point(finding_id: UUID, by: User) -> LearningPoint:
    if not audit_access.readable_findings(by).filter(pk=finding_id).exists():
        raise NotFound
    finding = lock_finding(finding_id)
    point = LearningPoint.objects.filter(finding=finding).first()
    if point is None:
        raise NotFound
    point.finding = finding
    return point


def _record_learning(kind: LedgerKind, point: LearningPoint, by: User) -> None:
    record(
        kind,
        clinic_id=point.clinic_id,
        by=by,
        subject=point,
        finding=point.finding_id,
        version=point.version,
    )
