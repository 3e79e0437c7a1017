"""Forms of decisions, made from the table of their fields; the actions judge what was typed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from cases import lenses
from cases.decision_enums import BoundaryDomain, BoundaryTiming, Ground, Lens
from cases.decision_field import DecisionField
from cases.decision_fields import MOST, fields_of
from cases.decision_selectors import CLOSED, OPEN
from cases.decision_workflow import BOUNDARY_TURN, REFERRAL_TURN, status_label
from cases.enums import ConsultedWith, DecisionKind
from cases.models import Decision
from frontend.forms import named
from frontend.widgets import ChoiceCards, TickCards
from supervision.models import SupervisionRelationship, User

# More than these are easier to find in a list than among cards.
CARDS = 4
YES_NO = [("", "Not said"), ("true", "Yes"), ("false", "No")]
FLAGS: Mapping[str, bool | None] = {"": None, "true": True, "false": False}


def text_field(**options: Any) -> forms.CharField:
    """As it was typed: blanks at the edges are the writer's."""
    return forms.CharField(strip=False, required=False, **options)


def writing(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def date_input() -> forms.DateInput:
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
        if field.kind == "many":
            return list(value)
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
    def shown(field: DecisionField, value: Any) -> Any:
        """What the field's widget would send back for this value."""
        if field.kind == "many":
            return list(value)
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
        lens_field(lens, code): text_field(label=question, widget=writing(2))
        for lens, version in asked.items()
        for code, question in version.questions.items()
    }


def _form_field(field: DecisionField) -> forms.Field:
    """Nothing is required: it is saved half-done, and a move says what is missing."""
    said: dict[str, Any] = {"label": field.label, "help_text": field.hint}
    if field.kind == "many":
        options = field.choices.choices if field.choices else []
        ticks = TickCards(choices=options, column=True)
        return forms.MultipleChoiceField(**said, choices=options, required=False, widget=ticks)
    return text_field(**said, widget=_widget(field))


def _widget(field: DecisionField) -> forms.Widget:
    match field.kind:
        case "choice":
            return _one_of(field)
        case "flag":
            return ChoiceCards(choices=YES_NO)
        case "date":
            return date_input()
        case "month":
            return _month()
        case "number":
            return forms.NumberInput(attrs={"min": 0, "max": MOST, "inputmode": "numeric"})
    line = field.kind == "line"
    return forms.TextInput(attrs={"autocomplete": "off"}) if line else writing()


def _one_of(field: DecisionField) -> forms.Widget:
    choices = field.choices.choices if field.choices else []
    few = len(choices) <= CARDS
    nothing = [] if field.required else [("", "Not said" if few else "Choose")]
    options = [*nothing, *choices]
    return ChoiceCards(choices=options) if few else forms.Select(choices=options)


# --- Starting, consulting, filtering ---


class StartBoundaryForm(forms.Form):
    """Timing first. Nothing is classified here, and nothing is judged."""

    timing = forms.ChoiceField(
        label="When", choices=BoundaryTiming.choices, widget=ChoiceCards(column=True)
    )
    domain = forms.ChoiceField(
        label="What it is about", choices=[("", "Choose"), *BoundaryDomain.choices]
    )
    occurred_month = text_field(
        label="Month it happened", widget=_month(), help_text="Leave empty if it has not."
    )
    summary = text_field(
        label="What happened, or what is thought of",
        widget=writing(5),
        help_text="In a few sentences; you can write more later.",
    )


class ConsultationForm(forms.Form):
    consulted = forms.ChoiceField(
        label="Whom you asked", choices=ConsultedWith.choices, widget=ChoiceCards()
    )
    colleague = forms.ChoiceField(
        label="Which colleague",
        required=False,
        help_text="Where it was somebody of this clinic. They do not audit the decision later.",
    )
    on = forms.CharField(label="On", widget=date_input())
    question = forms.CharField(label="What you asked", strip=False, widget=writing())
    advice = text_field(label="What the answer was", widget=writing())
    followed = text_field(label="Did you follow it?", widget=ChoiceCards(choices=YES_NO))
    why = text_field(label="Why, or why not", widget=writing(2))

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "Nobody of this clinic"), *((str(p.pk), str(p)) for p in people)]
        self.fields["colleague"].choices = offered  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        named = said.pop("colleague")
        said["colleague"] = UUID(named) if named else None
        return said | {"followed": FLAGS.get(said["followed"], said["followed"])}


class AuditForm(HalfDoneForm):
    """The filters above the audit; a wrong one says so and filters nothing."""

    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "All kinds"), *DecisionKind.choices]
    )
    ground = forms.ChoiceField(
        label="Ground", required=False, choices=[("", "All grounds"), *Ground.choices]
    )
    opened_from = forms.DateField(label="Opened from", required=False, widget=date_input())
    opened_to = forms.DateField(label="Opened to", required=False, widget=date_input())
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
        return {name: value for name, value in said.items() if value}


def _person(label: str, people: QuerySet[User]) -> forms.TypedChoiceField:
    """Asked for once: a field of models would ask again for whoever was chosen."""
    return forms.TypedChoiceField(
        label=label, required=False, choices=[("", "Everyone"), *named(people)], coerce=UUID
    )


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
