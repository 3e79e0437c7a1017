"""Forms of decisions, made from the table of their fields; the actions judge what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory

from cases import lenses
from cases.actions.referrals import GroundInput, OptionInput
from cases.decision_enums import BoundaryDomain, BoundaryTiming, Ground, Lens
from cases.decision_fields import DecisionField, fields_of
from cases.decision_selectors import CLOSED, OPEN
from cases.decision_workflow import BOUNDARY_TURN, REFERRAL_TURN, status_label
from cases.enums import ConsultedWith, DecisionKind
from cases.models import Decision
from frontend.widgets import ChoiceCards
from supervision.models import SupervisionRelationship, User

# More than these are easier to find in a list than among cards.
CARDS = 4
YES_NO = [("", "Not said"), ("true", "Yes"), ("false", "No")]
FLAGS: Mapping[str, bool | None] = {"": None, "true": True, "false": False}


def _text(**options: Any) -> forms.CharField:
    """As it was typed: blanks at the edges are the writer's."""
    return forms.CharField(strip=False, required=False, **options)


def _writing(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _month() -> forms.DateInput:
    return forms.DateInput(
        attrs={"type": "month", "placeholder": "YYYY-MM", "pattern": r"\d{4}-\d{2}"},
        format="%Y-%m",
    )


class HalfDoneForm(forms.Form):
    """Nothing in it is required, so nothing is called optional: a move says what it needs."""

    mark_optional = False


# --- The fields of a decision ---


class ContentForm(HalfDoneForm):
    """The named fields of a kind of decision. A lens has one field per question."""

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        names: Iterable[str],
        answers: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.kind = kind
        # Of each lens the version that has answers: its questions go on being asked.
        self.asked = {lens: lenses.asked_of(lens, answers or {}) for lens in Lens}
        self.names = list(names)
        known = fields_of(kind)
        for name in self.names:
            if known[name].kind == "lens":
                self.fields |= _lens_fields(self.asked)
            else:
                self.fields[name] = _form_field(known[name])

    def content(self) -> dict[str, Any]:
        """What was sent, for the action to judge: nothing is changed or left out here."""
        known = fields_of(self.kind)
        return {name: self._sent(name, known[name]) for name in self.names}

    def _sent(self, name: str, field: DecisionField) -> Any:
        if field.kind == "lens":
            return self._answers()
        value = self.cleaned_data.get(name, "")
        return FLAGS.get(value, value) if field.kind == "flag" else value

    def _answers(self) -> dict[str, Any]:
        """A lens nobody wrote into is not kept."""
        given = {
            lens: {
                code: self.cleaned_data.get(lens_field(lens, code), "")
                for code in asked.questions
            }
            for lens, asked in self.asked.items()
        }
        return {
            lens.value: {"version": self.asked[lens].version, "answers": answers}
            for lens, answers in given.items()
            if any(answers.values())
        }

    @classmethod
    def initial_of(cls, decision: Decision, names: Iterable[str]) -> dict[str, Any]:
        """As the fields show it."""
        known = fields_of(decision.kind)
        shown: dict[str, Any] = {}
        for name in names:
            value = getattr(decision, name)
            if known[name].kind == "lens":
                shown |= _shown_answers(value)
            else:
                shown[name] = cls.shown(known[name], value)
        return shown

    @staticmethod
    def shown(field: DecisionField, value: Any) -> str:
        """What the field's widget would send back for this value."""
        if field.kind == "flag":
            return {None: "", True: "true", False: "false"}[value]
        if isinstance(value, date):
            return f"{value:%Y-%m}" if field.kind == "month" else value.isoformat()
        return "" if value is None else str(value)


def lens_field(lens: str, code: str) -> str:
    return f"lens-{lens}-{code}"


def _shown_answers(answers: Mapping[str, Any]) -> dict[str, str]:
    return {
        lens_field(lens, code): text
        for lens, given in answers.items()
        for code, text in given["answers"].items()
    }


def _lens_fields(asked: Mapping[Lens, lenses.LensVersion]) -> dict[str, forms.Field]:
    return {
        lens_field(lens, code): _text(label=question, widget=_writing(2))
        for lens, version in asked.items()
        for code, question in version.questions.items()
    }


def _form_field(field: DecisionField) -> forms.Field:
    """Nothing is required: it is saved half-done, and a move says what is missing."""
    said: dict[str, Any] = {"label": field.label, "help_text": field.hint}
    match field.kind:
        case "choice":
            choices = field.choices.choices if field.choices else []
            few = len(choices) <= CARDS
            nothing = [] if field.required else [("", "Not said" if few else "Choose")]
            options = [*nothing, *choices]
            widget = ChoiceCards(choices=options) if few else forms.Select(choices=options)
            return _text(**said, widget=widget)
        case "flag":
            return _text(**said, widget=ChoiceCards(choices=YES_NO))
        case "date":
            return _text(**said, widget=_date())
        case "month":
            return _text(**said, widget=_month())
        case "line":
            return _text(**said, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    return _text(**said, widget=_writing())


# --- Grounds and options ---


class GroundForm(HalfDoneForm):
    """Emptied, it is taken back."""

    ground = _text(
        label="Ground", widget=forms.Select(choices=[("", "Choose"), *Ground.choices])
    )
    evidence = _text(
        label="What you see that speaks for it",
        widget=_writing(2),
        help_text="Over what time, by what measure or observation; what was tried.",
    )
    primary = forms.BooleanField(label="This is the main ground", required=False)


class OptionForm(HalfDoneForm):
    """Emptied, it is taken back."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    label = _text(label="Option", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    pros = _text(label="What speaks for it", widget=_writing(2))
    cons = _text(label="What speaks against it", widget=_writing(2))
    client_view = _text(label="The client's view", widget=_writing(2))
    wait_and_cost = _text(label="Waiting time and cost", widget=_writing(2))
    cultural_fit = _text(label="How it fits the client's world", widget=_writing(2))
    continue_here = forms.BooleanField(label="This is to continue here", required=False)
    chosen = forms.BooleanField(label="This is the chosen option", required=False)


OPTION_TEXTS = ("label", "pros", "cons", "client_view", "wait_and_cost", "cultural_fit")


def ground_forms(data: Any = None, rows: Sequence[Any] = ()) -> "BaseFormSet[GroundForm]":
    initial = [
        {"ground": row.ground, "evidence": row.evidence, "primary": row.primary} for row in rows
    ]
    kind = formset_factory(GroundForm, extra=_room(initial), max_num=len(Ground))
    return kind(data, initial=initial, prefix="grounds")


def option_forms(data: Any = None, rows: Sequence[Any] = ()) -> "BaseFormSet[OptionForm]":
    names = ("id", *OPTION_TEXTS, "continue_here", "chosen")
    initial = [{name: getattr(row, name) for name in names} for row in rows]
    kind = formset_factory(OptionForm, extra=_room(initial, at_least=2), max_num=20)
    return kind(data, initial=initial, prefix="options")


def _room(rows: list[dict[str, Any]], at_least: int = 1) -> int:
    """One empty row more than there are; without script, saving gives the next one."""
    return max(1, at_least - len(rows))


def ground_inputs(rows: "BaseFormSet[GroundForm]") -> list[GroundInput]:
    sent = (row.cleaned_data for row in rows)
    return [
        GroundInput(row["ground"], row["evidence"], row["primary"])
        for row in sent
        if row and (row["ground"] or row["evidence"].strip())
    ]


def option_inputs(rows: "BaseFormSet[OptionForm]") -> list[OptionInput]:
    sent = [row.cleaned_data for row in rows if row.cleaned_data]
    return [
        OptionInput(**row | {"id": _uuid(row["id"])})
        for row in sent
        if any(row[name].strip() for name in OPTION_TEXTS)
    ]


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


# --- Starting, consulting, filtering ---


class StartBoundaryForm(forms.Form):
    """Timing first. Nothing is classified here, and nothing is judged."""

    timing = forms.ChoiceField(
        label="When", choices=BoundaryTiming.choices, widget=ChoiceCards(column=True)
    )
    domain = forms.ChoiceField(
        label="What it is about", choices=[("", "Choose"), *BoundaryDomain.choices]
    )
    occurred_month = _text(
        label="Month it happened", widget=_month(), help_text="Leave empty if it has not."
    )
    summary = _text(
        label="What happened, or what is thought of",
        widget=_writing(5),
        help_text="In a few sentences; you can write more later.",
    )


class EmergencyForm(forms.Form):
    """Two fields: what was done, and to which service. The rest can wait."""

    emergency_action = forms.CharField(label="What was done", strip=False, widget=_writing(4))
    receiving_service = forms.CharField(
        label="To which service", strip=False, widget=forms.TextInput
    )


class ConsultationForm(forms.Form):
    consulted = forms.ChoiceField(
        label="Whom you asked", choices=ConsultedWith.choices, widget=ChoiceCards()
    )
    on = forms.CharField(label="On", widget=_date())
    question = forms.CharField(label="What you asked", strip=False, widget=_writing())
    advice = _text(label="What the answer was", widget=_writing())
    followed = _text(label="Did you follow it?", widget=ChoiceCards(choices=YES_NO))
    why = _text(label="Why, or why not", widget=_writing(2))

    def facts(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return said | {"followed": FLAGS.get(said["followed"], said["followed"])}


class AuditForm(HalfDoneForm):
    """The filters above the audit; a wrong one says so and filters nothing."""

    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "All kinds"), *DecisionKind.choices]
    )
    ground = forms.ChoiceField(
        label="Ground", required=False, choices=[("", "All grounds"), *Ground.choices]
    )
    opened_from = forms.DateField(label="Opened from", required=False, widget=_date())
    opened_to = forms.DateField(label="Opened to", required=False, widget=_date())
    overdue = forms.BooleanField(label="Only overdue reviews", required=False)

    def __init__(
        self, data: Any, *, supervisors: QuerySet[User], supervisees: QuerySet[User]
    ) -> None:
        super().__init__(data)
        self.fields["supervisor"] = _person("Supervisor", supervisors)
        self.fields["supervisee"] = _person("Supervisee", supervisees)
        self.fields["status"] = forms.ChoiceField(
            label="Status", required=False, choices=_statuses()
        )
        self.order_fields(["kind", "status", "ground", "supervisor", "supervisee"])

    def asked(self) -> dict[str, Any]:
        """Only what was said, and of people their id."""
        said = self.cleaned_data if self.is_valid() else {}
        return {
            name: value.pk if isinstance(value, User) else value
            for name, value in said.items()
            if value
        }


def _person(label: str, people: QuerySet[User]) -> "forms.ModelChoiceField[User]":
    return forms.ModelChoiceField(people, label=label, required=False, empty_label="Everyone")


def _statuses() -> list[Any]:
    return [
        ("", "All"),
        (OPEN, "All open"),
        (CLOSED, "All closed"),
        *(
            (kind.label, [(status, status_label(kind, status)) for status in turns])
            for kind, turns in (
                (DecisionKind.REFERRAL, REFERRAL_TURN),
                (DecisionKind.BOUNDARY, BOUNDARY_TURN),
            )
        ),
    ]


def supervisor_choices(relationships: Iterable[SupervisionRelationship]) -> list[Any]:
    return [
        (str(row.pk), f"{row.supervisor.display_name}, {row.get_kind_display().lower()}")
        for row in relationships
    ]
