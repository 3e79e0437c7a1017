"""What a clinic's rules are at a moment: the one place where they are asked for.

``policy_of(clinic_id)`` is all that most callers need. Nothing is kept across requests.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from supervision.access import clinics_of, running
from supervision.enums import PolicyChangeStatus, Role
from supervision.models import PolicyChange, RoleAssignment, User
from supervision.policy_settings import SETTINGS, Value

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Policy:
    """A clinic's rules as they are at one moment, by the codes of ``policy_settings``."""

    values: Mapping[str, Value] = field(
        default_factory=lambda: {code: setting.first for code, setting in SETTINGS.items()}
    )

    def number(self, code: str) -> int:
        value = self.values[code]
        if isinstance(value, list):
            msg = f"{code} is a list."
            raise TypeError(msg)
        return value

    def numbers(self, code: str) -> tuple[int, ...]:
        value = self.values[code]
        return tuple(value) if isinstance(value, list) else (value,)

    def review_due(self, level: str = "") -> timedelta:
        """Within what time an answer is due to a supervisee of this level of training."""
        code = f"review_due_hours_{level}" if level else "review_due_hours"
        return timedelta(hours=self.number(code))

    @property
    def urgent_review_due(self) -> timedelta:
        return timedelta(hours=self.number("urgent_review_due_hours"))

    @property
    def follow_up_weeks(self) -> tuple[int, ...]:
        """After a referral one asks again after so many weeks, rising."""
        return self.numbers("referral_follow_up_weeks")

    @property
    def sample_percent(self) -> int:
        """The random share of an audit's sample, from 0 to 100."""
        return self.number("audit_sample_percent")

    @property
    def audit_check(self) -> timedelta:
        """The authors check the facts of a finding within this time."""
        return timedelta(days=self.number("audit_check_days"))

    @property
    def audit_response(self) -> timedelta:
        return timedelta(days=self.number("audit_response_days"))

    @property
    def audit_appeal(self) -> timedelta:
        return timedelta(days=self.number("audit_appeal_days"))

    def checklist_version(self, kind: str) -> int:
        """``kind`` is a kind of decision: referral or boundary."""
        return self.number(f"{kind}_checklist")

    @property
    def min_cell_size(self) -> int:
        return self.number("min_cell_size")


def policy_of(clinic_id: UUID, at: datetime | None = None) -> Policy:
    """The rules in force at a moment (now, where none is named): one query."""
    return policies_of([clinic_id], at)[clinic_id]


def policies_of(clinic_ids: Collection[UUID], at: datetime | None = None) -> dict[UUID, Policy]:
    """The same for several clinics, with one query for all."""
    moment = at or timezone.now()
    agreed = PolicyChange.objects.filter(
        clinic__in=clinic_ids, status=PolicyChangeStatus.APPROVED, effective_from__lte=moment
    )
    found: dict[UUID, dict[str, Value]] = {clinic_id: {} for clinic_id in clinic_ids}
    for clinic_id, changes in in_order(agreed).values_list("clinic_id", "changes"):
        found[clinic_id] |= {code: change["to"] for code, change in changes.items()}
    return {clinic_id: Policy(first_values() | found[clinic_id]) for clinic_id in found}


def last_agreed(clinic_id: UUID) -> dict[str, tuple[Value, datetime | None]]:
    """Per setting what was agreed last, also where its time is still to come, and from when."""
    found: dict[str, tuple[Value, datetime | None]] = {
        code: (value, None) for code, value in first_values().items()
    }
    agreed = PolicyChange.objects.filter(clinic=clinic_id, status=PolicyChangeStatus.APPROVED)
    for changes, moment in in_order(agreed).values_list("changes", "effective_from"):
        found |= {code: (change["to"], moment) for code, change in changes.items()}
    return found


def in_order(agreed: QuerySet[PolicyChange]) -> QuerySet[PolicyChange]:
    """As they follow each other: of two for one moment the one agreed later counts."""
    return agreed.order_by("effective_from", "decided_at", "number")


def first_values() -> dict[str, Value]:
    return {code: setting.first for code, setting in SETTINGS.items()}


def review_due_for(person_id: UUID, clinic_id: UUID, at: datetime | None = None) -> timedelta:
    """Within what time an answer is due to this supervisee, by their level of training."""
    return policy_of(clinic_id, at).review_due(training_level_of(person_id, clinic_id))


class DueHours(NamedTuple):
    usual: int
    urgent: int


def due_hours(person_id: UUID, clinic_id: UUID) -> DueHours:
    """What a supervisee is promised who submits now."""
    policy = policy_of(clinic_id)
    usual = policy.review_due(training_level_of(person_id, clinic_id))
    return DueHours(usual // HOUR, policy.urgent_review_due // HOUR)


def training_level_of(person_id: UUID, clinic_id: UUID) -> str:
    """Empty as long as nobody said it."""
    held = RoleAssignment.objects.filter(
        running(), user=person_id, clinic=clinic_id, role=Role.SUPERVISEE
    )
    return held.order_by("-valid_from").values_list("training_level", flat=True).first() or ""


def policy_changes_visible_to(user: User) -> QuerySet[PolicyChange]:
    """Every version of the clinics one belongs to: their rules concern everybody there."""
    return PolicyChange.objects.filter(clinic__in=clinics_of(user)).select_related(
        "clinic", "proposed_by", "decided_by"
    )
