"""Saying by field what is still empty; the rules of what has to be there build on it."""

from cases.decision_fields import fields_of
from cases.models import Decision

Missing = dict[str, list[str]]


def empty(decision: Decision, *names: str) -> Missing:
    known = fields_of(decision.kind)
    return {
        name: [f"{known[name].label}: this is still empty."]
        for name in names
        if not said(getattr(decision, name))
    }


def said(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
