"""A clinic's rules change: tightened by one lead, loosened by two people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from supervision import policy
from supervision.enums import LedgerKind, PolicyChangeStatus
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.models import Clinic, PolicyChange, User
from supervision.policies import last_agreed
from supervision.policy_settings import SETTINGS, Value, clean_value, loosens
from supervision.text import clean_text

BASIS_LIMIT = 200
Diff = dict[str, dict[str, Value]]


@transaction.atomic
def change_policy(
    *,
    clinic_id: UUID,
    values: Mapping[str, Any],
    by: User,
    effective_from: datetime | None = None,
    basis: str = "",
) -> PolicyChange:
    """A new version. It counts from its day on, and where it loosens, once a second agrees.

    ``values`` may hold settings that stay as they are. ``basis`` says where the rule comes
    from. ``Invalid`` where nothing changes, or where a change would come before one that is
    agreed already.
    """
    _lock(clinic_id)
    policy.check_change_policy(by, clinic_id)
    now = timezone.now()
    begins = _not_past(effective_from, now)
    diff = _diff(clinic_id, values, begins)
    looser = _loosens(diff)
    change = PolicyChange.objects.create(
        clinic_id=clinic_id,
        number=_next_number(clinic_id),
        changes=diff,
        basis=clean_text(basis, field="basis", max_length=BASIS_LIMIT).strip(),
        loosens=looser,
        status=PolicyChangeStatus.PROPOSED if looser else PolicyChangeStatus.APPROVED,
        effective_from=begins,
        proposed_by=by,
        proposed_at=now,
        decided_by=None if looser else by,
        decided_at=None if looser else now,
    )
    kind = LedgerKind.POLICY_PROPOSED if looser else LedgerKind.POLICY_CHANGED
    _record(kind, change, by)
    return change


@transaction.atomic
def approve_policy_change(*, change_id: UUID, by: User) -> PolicyChange:
    """The second person's yes. What was agreed meanwhile may not be overtaken by it."""
    change = _locked(change_id, by)
    policy.check_approve_policy(by, change)
    now = timezone.now()
    change.effective_from = max(change.effective_from, now)
    _check_still_fits(change)
    return _decided(change, PolicyChangeStatus.APPROVED, LedgerKind.POLICY_CHANGED, by)


@transaction.atomic
def refuse_policy_change(*, change_id: UUID, by: User) -> PolicyChange:
    """Its proposer takes it back; anybody else who may decide says no."""
    change = _locked(change_id, by)
    policy.check_refuse_policy(by, change)
    if change.proposed_by_id == by.pk:
        status, kind = PolicyChangeStatus.WITHDRAWN, LedgerKind.POLICY_WITHDRAWN
    else:
        status, kind = PolicyChangeStatus.REFUSED, LedgerKind.POLICY_REFUSED
    return _decided(change, status, kind, by)


def _decided(
    change: PolicyChange, status: PolicyChangeStatus, kind: LedgerKind, by: User
) -> PolicyChange:
    change.status, change.decided_by, change.decided_at = status, by, timezone.now()
    change.save(update_fields=["status", "decided_by", "decided_at", "effective_from"])
    _record(kind, change, by)
    return change


def _lock(clinic_id: UUID) -> None:
    """The clinic's row numbers its versions and keeps two of them from crossing."""
    if not Clinic.objects.select_for_update(no_key=True).filter(pk=clinic_id).exists():
        raise NotFound


def _locked(change_id: UUID, by: User) -> PolicyChange:
    clinic_id = (
        PolicyChange.objects.filter(pk=change_id).values_list("clinic_id", flat=True).first()
    )
    if clinic_id is None:
        raise NotFound
    _lock(clinic_id)
    change = PolicyChange.objects.select_related("clinic", "proposed_by").get(pk=change_id)
    policy.check_belongs(by, change.clinic_id)
    if change.status != PolicyChangeStatus.PROPOSED:
        msg = f"This was decided already: {change.get_status_display().lower()}."
        raise WrongState(msg)
    return change


def _diff(clinic_id: UUID, values: Mapping[str, Any], moment: datetime) -> Diff:
    if unknown := sorted(set(values) - set(SETTINGS)):
        said = "There is no such setting."
        raise Invalid(said, code="unknown_setting", fields={code: [said] for code in unknown})
    agreed = last_agreed(clinic_id)
    new = {code: clean_value(SETTINGS[code], value) for code, value in values.items()}
    changed = {code: value for code, value in new.items() if value != agreed[code][0]}
    if not changed:
        msg = "Nothing would change."
        raise Invalid(msg, code="no_change")
    for code in changed:
        _check_order(code, agreed[code][1], moment)
    return {code: {"from": agreed[code][0], "to": value} for code, value in changed.items()}


def _check_order(code: str, agreed_from: datetime | None, moment: datetime) -> None:
    if agreed_from is not None and moment < agreed_from:
        said = (
            f"“{SETTINGS[code].label}” changes on {agreed_from:%Y-%m-%d} already. "
            "Choose that day or a later one."
        )
        raise Invalid.field("effective_from", said, code="before_an_agreed_change")


def _check_still_fits(change: PolicyChange) -> None:
    agreed = last_agreed(change.clinic_id)
    for code, step in change.changes.items():
        value, agreed_from = agreed[code]
        if value != step["from"] or (agreed_from and change.effective_from < agreed_from):
            msg = "These rules were changed meanwhile. Propose it again on what holds now."
            raise StaleVersion(msg)


def _loosens(diff: Diff) -> bool:
    return any(loosens(SETTINGS[code], step["from"], step["to"]) for code, step in diff.items())


def _not_past(effective_from: datetime | None, now: datetime) -> datetime:
    """Rules never hold for what was done before they were made."""
    if effective_from is not None and effective_from < now:
        said = "Rules count from now on, or from a later day; never for what is past."
        raise Invalid.field("effective_from", said, code="in_the_past")
    return effective_from or now


def _next_number(clinic_id: UUID) -> int:
    last = PolicyChange.objects.filter(clinic=clinic_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _record(kind: LedgerKind, change: PolicyChange, by: User) -> None:
    steps = {
        f"{code}.{end}": step[end]
        for code, step in change.changes.items()
        for end in ("from", "to")
    }
    record(
        kind,
        clinic_id=change.clinic_id,
        by=by,
        subject=change,
        number=change.number,
        loosens=change.loosens,
        effective_from=change.effective_from,
        **steps,
    )
