"""What is typed about a directive and after a review. The actions judge it."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from cases.directives import ASKED, HINTS, NEEDS_WORDS, SAFETY, YES
from cases.enums import AnnotationMove
from frontend.forms import MonthField
from frontend.forms_once import OnceForm, hidden_number, writing

TERMS: Final = tuple(ASKED)


def term_fields() -> dict[str, forms.Field]:
    """Fresh fields for the terms of a directive, in the order in which they are asked."""
    by_when = forms.DateInput(attrs={"type": "date"})
    return {
        "what": writing("What has to be done", rows=2, required=False),
        "by_when": forms.CharField(label="By when", required=False, widget=by_when),
        "why": writing("Why", rows=2, required=False),
        "how_seen": writing("How we will see that it is done", rows=2, required=False),
        SAFETY: forms.BooleanField(label="The client’s safety hangs on it", required=False),
    }


def terms_said(said: Mapping[str, Any]) -> dict[str, str]:
    """The terms of a form as the action takes them."""
    return {name: said[name] for name in TERMS} | {SAFETY: YES if said[SAFETY] else ""}


class StepForm(OnceForm):
    """One step of a directive, with its words."""

    version = hidden_number()
    move = forms.ChoiceField(choices=AnnotationMove.choices, widget=forms.HiddenInput)
    reason = writing("In your words", rows=2, required=False)

    places = {f"directive.{name}": name for name in (*TERMS, SAFETY)}

    def __init__(
        self,
        *args: Any,
        annotation: object,
        step: AnnotationMove,
        terms: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.hint = step, HINTS.get(step, "")
        self.auto_id = f"{step}-{annotation}-%s"
        self.initial.setdefault("move", step.value)
        # Whether it asks is the action's to say; the label says what can be left out.
        self.mark_optional = step not in NEEDS_WORDS
        if step == AnnotationMove.MODIFY:
            self.fields |= term_fields()
            self.initial = {**terms, SAFETY: bool(terms.get(SAFETY)), **self.initial}

    @property
    def directive(self) -> dict[str, str] | None:
        return terms_said(self.cleaned_data) if SAFETY in self.fields else None


class TakeAwayForm(OnceForm):
    version = hidden_number()
    number = hidden_number()
    lines = writing("What I take away, in three lines", rows=3, required=False)
    next_action = writing("What I will do next", rows=1, required=False)
    next_month = MonthField(label="When", required=False)
    shared = forms.BooleanField(label="Share it with my supervisor", required=False)

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "takeaway-%s"

    def facts(self) -> dict[str, Any]:
        names = ("number", "lines", "next_action", "next_month", "shared")
        return {name: self.cleaned_data[name] for name in names}
