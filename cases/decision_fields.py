"""What can be written into a decision, by whom and while it is in which state: data.

The same table cleans the input, says what may be changed now, and names the fields for the
pages and for refusals. Grounds, options and consultations are rows of their own.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices

from cases import lenses
from cases.boundary_enums import AllianceEffect, ClientAgreed, NotificationDuty, Reversibility
from cases.decision_enums import (
    BoundaryChoice,
    BoundaryDomain,
    BoundaryStatus,
    BoundaryTiming,
    Classification,
    Initiative,
)
from cases.decision_field import DecisionField
from cases.decision_field import choice_field as _choice
from cases.decision_workflow import BOUNDARY_ENDED
from cases.enums import DecisionKind
from cases.referral_fields import REFERRAL_FIELDS
from cases.workflow import Owner
from supervision.exceptions import Invalid
from supervision.text import clean_text

TEXT_LIMIT = 10_000
MOST = 999  # of days, of sessions

_B = BoundaryStatus

_WEIGHING = frozenset({_B.NOTICED, _B.ANALYSING, _B.URGENT_CONSULT, _B.REOPENED})
_CHOOSING = _WEIGHING | {_B.CONSULTED}
_ACTED = frozenset({_B.DECIDED, _B.CARRIED_OUT, _B.REFRAINED})
_B_OPEN = frozenset(_B) - BOUNDARY_ENDED
_AT_REVIEW = frozenset({_B.FOLLOWED_UP, _B.REVIEWED})

BOUNDARY_FIELDS: Mapping[str, DecisionField] = {
    "timing": _choice("When", BoundaryTiming, _WEIGHING, required=True),
    "occurred_month": DecisionField("month", "Month it happened", _WEIGHING),
    "domain": _choice("What it is about", BoundaryDomain, _WEIGHING, required=True),
    "subtype": DecisionField(
        "line", "More exactly", _WEIGHING, "A gift at the end; a message at night; a visit."
    ),
    "initiative": _choice("Whose initiative", Initiative, _WEIGHING),
    "summary": DecisionField(
        "text", "What happened, or what is thought of", _WEIGHING, "In a few sentences."
    ),
    "purpose_for_client": DecisionField("text", "What it is for, for the client", _WEIGHING),
    "purpose_for_therapist": DecisionField(
        "text",
        "What it is for, for you",
        _WEIGHING,
        "For you and your supervisor; the clinic lead does not see it.",
    ),
    "best_if_cross": DecisionField("text", "Best that can come of doing it", _WEIGHING),
    "worst_if_cross": DecisionField("text", "Worst that can come of doing it", _WEIGHING),
    "best_if_not": DecisionField("text", "Best that can come of not doing it", _WEIGHING),
    "worst_if_not": DecisionField("text", "Worst that can come of not doing it", _WEIGHING),
    "rules_consulted": DecisionField(
        "text",
        "What the rules say",
        _WEIGHING,
        "Code of ethics, law, rules of the clinic: which you looked at, and what you found.",
    ),
    "cultural_meaning": DecisionField("text", "What it means in the client's world", _WEIGHING),
    "client_meaning": DecisionField("text", "What the client may take it to mean", _WEIGHING),
    "own_unease": DecisionField(
        "text",
        "Your own unease",
        _WEIGHING,
        "For you and your supervisor; the clinic lead does not see it.",
    ),
    "alternatives": DecisionField("text", "Other ways to meet the need", _WEIGHING),
    "reversibility": _choice("Can it be taken back?", Reversibility, _WEIGHING),
    "lens_answers": DecisionField("lens", "Answers to a lens", _WEIGHING),
    "discussed_with_client": DecisionField("flag", "Talked over with the client", _B_OPEN),
    "discussed_with_client_on": DecisionField("date", "Discussed with the client on", _B_OPEN),
    "client_view": DecisionField(
        "text",
        "The client's view",
        _B_OPEN,
        "In the client's own words where you can. If you did not ask: why not, or when.",
    ),
    "client_agreed": _choice("Does the client agree?", ClientAgreed, _B_OPEN),
    "revisit_on": DecisionField("date", "Talk about it again on", _B_OPEN),
    "choice": _choice("Decision", BoundaryChoice, _CHOOSING),
    "conditions": DecisionField("text", "Conditions", _CHOOSING),
    "rationale": DecisionField("text", "Rationale", _CHOOSING, "Why this, at this time."),
    "after_effect": DecisionField(
        "text", "What followed", _ACTED, "What changed for the client and between you."
    ),
    "alliance_effect": _choice("Between you and the client", AllianceEffect, _ACTED),
    "follow_up_due": DecisionField("date", "Look at it again on", _B_OPEN),
    "harm_acknowledged": DecisionField(
        "text",
        "What you said to the client about it",
        _B_OPEN,
        "What was acknowledged, and how it was heard.",
    ),
    "apology": DecisionField("text", "An apology, if there was one", _B_OPEN),
    "repair_steps": DecisionField(
        "text", "Steps of repair", _B_OPEN, "What you do now, and what you no longer do."
    ),
    "outside_help": DecisionField(
        "text",
        "Help from outside",
        _B_OPEN,
        "For the client, for you: another therapist, an ombudsperson, a lawyer.",
    ),
    "notification_duty": _choice("Who has to be told", NotificationDuty, _B_OPEN),
    "notified": DecisionField("text", "Who was told, and when", _B_OPEN),
    "pattern_thoughts": DecisionField(
        "text",
        "What it may be telling you both",
        _B_OPEN,
        "For you and your supervisor; the clinic lead does not see it.",
    ),
    "across_clients": DecisionField(
        "text",
        "Something you know from other clients",
        frozenset(_B) - {_B.ENTERED_IN_ERROR},
        "For you alone: nobody else ever sees it, nor that you wrote here.",
    ),
    "classification": _choice(
        "Classification",
        Classification,
        _AT_REVIEW,
        hint="An offer for the record; “cannot say” is an answer.",
        owner=Owner.SUPERVISOR,
    ),
    "context_considered": DecisionField(
        "text",
        "Context considered",
        _AT_REVIEW,
        "Culture, setting, size of the community, way of working.",
        owner=Owner.SUPERVISOR,
    ),
    "dissent": DecisionField(
        "text",
        "I see this differently",
        frozenset({_B.REVIEWED, _B.CLOSED}),
        "Stands beside the classification and is kept with it.",
    ),
}


def fields_of(kind: str) -> Mapping[str, DecisionField]:
    return REFERRAL_FIELDS if kind == DecisionKind.REFERRAL else BOUNDARY_FIELDS


def writable(kind: str, status: str, owner: Owner) -> frozenset[str]:
    """What this person may change while the decision is in this state."""
    return frozenset(
        name
        for name, field in fields_of(kind).items()
        if field.owner == owner and status in field.states
    )


def clean_content(kind: str, content: Mapping[str, object]) -> dict[str, Any]:
    """The fields as they will be stored; ``Invalid`` names all that cannot be."""
    known = fields_of(kind)
    cleaned: dict[str, Any] = {}
    refused: dict[str, list[str]] = {}
    for name, value in content.items():
        try:
            cleaned[name] = clean_field(known, name, value)
        except Invalid as error:
            refused |= error.fields
    if refused:
        raise Invalid(next(iter(refused.values()))[0], fields=refused)
    return cleaned


def clean_field(known: Mapping[str, DecisionField], name: str, value: object) -> Any:
    field = known.get(name)
    if field is None:
        raise Invalid.field(name, "This decision has no such field.", code="unknown_field")
    if field.kind == "choice":
        return clean_choice(field.choices, value, name=name, required=field.required)
    if field.kind == "many":
        return clean_choices(field.choices, value, name=name)
    return _CLEANERS[field.kind](value, name)


def clean_choice(
    choices: type[TextChoices] | None, value: object, *, name: str, required: bool
) -> str:
    if value in ("", None) and not required:
        return ""
    if choices is None or not isinstance(value, str) or value not in choices.values:
        raise Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
    return value


def clean_choices(choices: type[TextChoices] | None, value: object, *, name: str) -> list[str]:
    """Any of several, each once and in the order of the table."""
    given = value or []
    if choices is None or not isinstance(given, list) or set(map(str, given)) - set(choices):
        raise Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
    return [code for code in choices.values if code in given]


def clean_date(value: object, name: str) -> date | None:
    if value in ("", None):
        return None
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Invalid.field(name, "This has to be a date.", code="not_a_date") from None


def clean_flag(value: object, name: str) -> bool | None:
    if value in ("", None):
        return None
    if value not in (True, False):
        raise Invalid.field(name, "This is yes, no or not said.", code="not_a_boolean")
    return bool(value)


def clean_number(value: object, name: str) -> int | None:
    """A count as it is typed or sent; nothing said is None."""
    if value in ("", None):
        return None
    said = str(value).strip()
    if isinstance(value, bool) or not (said.isascii() and said.isdigit()):
        raise Invalid.field(name, "This has to be a whole number.", code="not_a_number")
    if len(said) > len(str(MOST)):
        raise Invalid.field(name, f"At most {MOST} fits here.", code="too_large")
    return int(said)


def _month(value: object, name: str) -> date | None:
    """Any day is taken as its month: no date is kept that could find a person."""
    found = clean_date(f"{value}-01" if _is_month(value) else value, name)
    return found and found.replace(day=1)


def _is_month(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("2026-01")


def _text(value: object, name: str) -> str:
    return clean_text(value, field=name, max_length=TEXT_LIMIT)


def _lens(value: object, _name: str) -> dict[str, Any]:
    return lenses.clean_answers(value)


_CLEANERS: Mapping[str, Any] = {
    "text": _text,
    "line": _text,
    "date": clean_date,
    "month": _month,
    "flag": clean_flag,
    "number": clean_number,
    "lens": _lens,
}
