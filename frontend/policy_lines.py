"""How pages say a clinic's rules and what a version of them changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from frontend.forms_policies import shown
from supervision import policy
from supervision.credential_enums import NUMBERS
from supervision.enums import PolicyChangeStatus
from supervision.models import PolicyChange, User
from supervision.policies import Policy
from supervision.policy_settings import SECTIONS, SETTINGS, Value, loosens


class Line(NamedTuple):
    label: str
    value: str


class Step(NamedTuple):
    label: str
    old: str
    new: str
    looser: bool


@dataclass(frozen=True)
class Version:
    """A version as everybody of the clinic sees it, and what this reader may do with it."""

    change: PolicyChange
    steps: list[Step]
    to_come: bool
    may_approve: bool = False
    may_refuse: bool = False
    own: bool = False

    @property
    def waits(self) -> bool:
        return self.change.status == PolicyChangeStatus.PROPOSED


def lines_of(rules: Policy) -> list[tuple[str, list[Line]]]:
    """What is in force, by section."""
    return [
        (
            name,
            [
                Line(setting.label, said(code, rules.values[code]))
                for code, setting in SETTINGS.items()
                if setting.section == name
            ],
        )
        for name in SECTIONS
    ]


def said(code: str, value: Value) -> str:
    unit = SETTINGS[code].unit
    if unit == "credential":
        return _credential(value)
    if unit == "percent":
        return f"{shown(value)} %"
    return f"version {shown(value)}" if unit == "version" else f"{shown(value)} {unit}"


def _credential(value: Value) -> str:
    named = {number: kind.label.lower() for kind, number in NUMBERS.items()}
    return named.get(value, "nothing") if isinstance(value, int) else shown(value)


def versions(changes: Iterable[PolicyChange], user: User) -> list[Version]:
    return [_version(change, user) for change in changes]


def _version(change: PolicyChange, user: User) -> Version:
    steps = [
        Step(
            SETTINGS[code].label,
            said(code, step["from"]),
            said(code, step["to"]),
            loosens(SETTINGS[code], step["from"], step["to"]),
        )
        for code, step in change.changes.items()
    ]
    waits = change.status == PolicyChangeStatus.PROPOSED
    agreed = change.status == PolicyChangeStatus.APPROVED
    return Version(
        change=change,
        steps=steps,
        to_come=agreed and change.effective_from > timezone.now(),
        may_approve=waits and policy.allows(policy.check_approve_policy, user, change),
        may_refuse=waits and policy.allows(policy.check_refuse_policy, user, change),
        own=change.proposed_by_id == user.pk,
    )
