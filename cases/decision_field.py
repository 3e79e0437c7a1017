"""One field of a decision: what it takes, what it is called, and while when it is open."""

from typing import Any, NamedTuple

from django.db.models import TextChoices

from cases.workflow import Owner


class DecisionField(NamedTuple):
    """``kind``: text, line, choice, many (of the choices), date, month, number, flag (yes,
    no, not said) or lens."""

    kind: str
    label: str
    states: frozenset[str]
    hint: str = ""
    choices: type[TextChoices] | None = None
    required: bool = False
    owner: Owner = Owner.AUTHOR


def choice_field(
    label: str, choices: type[TextChoices], states: frozenset[str], **more: Any
) -> DecisionField:
    return DecisionField("choice", label, states, choices=choices, **more)
