"""What is said about an identifier that was seen."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from cases.actions.assessing import CHOSEN, FACTORS, Judgement
from cases.incident_enums import ExceptionKind, IdentifierKind, Notifiable
from cases.models import Case
from cases.models.assessment import Assessment
from frontend.forms import PageForm
from frontend.forms_once import SeenForm, hidden_number, writing
from frontend.forms_people import DayField
from frontend.widgets import ChoiceCards

CHOOSE: Final = {"required": "Please choose one."}


class ReportForm(PageForm):
    kind = forms.ChoiceField(
        label="What it looks like",
        required=False,
        choices=[("", "Not said"), *IdentifierKind.choices],
    )
    words = writing(
        "Where it is",
        rows=2,
        required=False,
        help_text="For its author and the privacy officer. Please do not repeat it here.",
    )


class MisdirectForm(PageForm):
    case = forms.ChoiceField(
        label="Where it belongs",
        required=False,
        help_text="A new draft with the same words is begun there. Nobody else sees it.",
    )

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [  # type: ignore[attr-defined]
            ("", "Nowhere: it went to the wrong person"),
            *((str(case.pk), f"{case.code}, {case.pseudonym}") for case in cases),
        ]


class VersionForm(SeenForm):
    version = hidden_number()


class RedactForm(VersionForm):
    """Ticked where the guard would have pointed, typed where it would not."""

    ticked = forms.MultipleChoiceField(
        label="Black these out", required=False, widget=forms.CheckboxSelectMultiple
    )
    typed = writing("Other words, one a line", rows=3, required=False)
    places = {"phrases": "typed"}

    def __init__(self, *args: Any, likely: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(phrase, phrase) for phrase in likely]
        self.fields["ticked"].choices = offered  # type: ignore[attr-defined]
        if not offered:
            self.fields["ticked"].widget = forms.MultipleHiddenInput()
            self.fields["typed"].label = "Which words, one a line"

    def phrases(self) -> list[str]:
        said = self.cleaned_data
        return [*said["ticked"], *said["typed"].splitlines()]


class ReasonForm(VersionForm):
    reason = writing("Why", rows=2, required=False)


class AssessForm(VersionForm):
    """The four factors of 45 CFR 164.402(2), and what follows from them."""

    nature_extent = writing(
        "What it was, and how much of it",
        rows=2,
        help_text="The kinds of identifiers, and how likely somebody can be told from them.",
    )
    who_received = writing("Who received it", rows=2)
    acquired_or_viewed = writing("Whether it was really read", rows=2)
    mitigation = writing("What was done to lower the risk", rows=2)
    exception = forms.ChoiceField(
        label="An exception that holds",
        choices=ExceptionKind.choices,
        widget=ChoiceCards(column=True),
        error_messages=CHOOSE,
    )
    notifiable = forms.ChoiceField(
        label="Has anybody to be told?",
        choices=Notifiable.choices,
        widget=ChoiceCards(),
        error_messages=CHOOSE,
    )
    notified_on = DayField(
        label="Told on",
        required=False,
        help_text="Without unreasonable delay, and within 60 days of the day it was seen.",
    )

    def __init__(self, *args: Any, judged: Assessment, version: int, **kwargs: Any) -> None:
        before = {name: getattr(judged, name) for name in (*FACTORS, *CHOSEN, "notified_on")}
        kwargs["initial"] = before | {"version": version}
        super().__init__(*args, **kwargs)

    def judgement(self) -> Judgement:
        said = dict(self.cleaned_data)
        said.pop("version")
        return Judgement(**said)


class AssessAccessForm(AssessForm):
    """Of an emergency access that was not justified."""

    nature_extent = writing(
        "What was opened, and how much of it",
        rows=2,
        help_text="What was opened is listed on the page before. Nothing of its text here.",
    )
