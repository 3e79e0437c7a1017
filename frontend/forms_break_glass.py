"""What is asked before a case is opened in an emergency, and after it."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from cases.break_glass_enums import (
    REASON_AT_LEAST,
    REASON_AT_MOST,
    BreakGlassOutcome,
    BreakGlassPurpose,
)
from frontend.forms import ClinicForm, PageForm
from frontend.widgets import ChoiceCards
from supervision.models import Clinic

HINTS: Final = {
    BreakGlassPurpose.CLIENT_SAFETY: "Somebody may come to harm, and the case may say how.",
    BreakGlassPurpose.LEGAL: "A court, an authority or a law asks for it.",
    BreakGlassPurpose.COMPLAINT: "A complaint cannot be looked into without it.",
    BreakGlassPurpose.ABSENCE_EMERGENCY: "Its supervisor cannot be reached. It cannot wait.",
}


class BreakGlassForm(ClinicForm):
    code = forms.CharField(
        label="Which case",
        help_text="Its code, as it stands on a decision or as you were told it.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    purpose = forms.ChoiceField(
        label="What it is for",
        choices=BreakGlassPurpose.choices,
        widget=ChoiceCards(hints=HINTS, column=True),
    )
    reason = forms.CharField(
        label="Why it cannot be done otherwise",
        help_text=f"At least {REASON_AT_LEAST} characters. Whoever reviews it reads this; "
        "it is stored encrypted.",
        strip=False,
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, clinics: QuerySet[Clinic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_clinics(clinics)

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "clinic_id": self.clinic.pk if self.clinic else None,
            "code": said["code"],
            "purpose": BreakGlassPurpose(said["purpose"]),
            "reason": said["reason"],
        }


class ReviewForm(PageForm):
    outcome = forms.ChoiceField(
        label="Was it justified?",
        choices=BreakGlassOutcome.choices,
        widget=ChoiceCards(
            hints={
                BreakGlassOutcome.JUSTIFIED: "It was needed, and no more was opened than that.",
                BreakGlassOutcome.NOT_JUSTIFIED: "It is kept as an incident.",
            },
            column=True,
        ),
    )
    note = forms.CharField(
        label="What you looked at, and what you found",
        strip=False,
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"outcome": BreakGlassOutcome(said["outcome"]), "note": said["note"]}
