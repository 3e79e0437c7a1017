"""What is asked before anything is taken out: in which form, what for, and why."""

from typing import Any, Final
from uuid import UUID

from django import forms

from cases.actions.exports import REASON_LIMIT, REASON_WANTED, Wanted
from cases.decision_selectors import DecisionFilters
from cases.export_enums import ExportFormat, ExportPurpose, ExportWhat
from frontend.forms import ClinicForm
from frontend.paper import can_make_pdf
from frontend.widgets import ChoiceCards

_W, _F = ExportWhat, ExportFormat
DOSSIER: Final = (
    (_W.DECISION, _F.PRINT, "Page to print", "To read, print, or save as PDF from there."),
    (_W.DECISION, _F.PDF, "PDF", "Tagged, so that a screen reader can read it too."),
    (_W.DECISION, _F.JSONL, "JSON", "For a program: every field by its name."),
    (_W.DECISION, _F.FHIR, "FHIR R4", "For a clinical system: a Bundle without names."),
)
MANY: Final = (
    (_W.DECISIONS, _F.CSV, "Table (CSV)", "Codes, names and dates. No words of theirs."),
    (_W.DECISIONS, _F.JSONL, "JSON Lines", "All of each decision that you may read."),
    (_W.DECISIONS, _F.FHIR, "FHIR R4", "A Bundle without names on each line."),
    (_W.LEDGER, _F.JSONL, "The ledger", "Every entry of the clinic with its hash, unfiltered."),
)


class ExportForm(ClinicForm):
    places = {"format": "form"}

    form = forms.ChoiceField(label="Form", widget=ChoiceCards(column=True))
    purpose = forms.ChoiceField(label="What it is for", choices=ExportPurpose.choices)
    reason = forms.CharField(
        label="Why",
        help_text="Who asked, and for what. The clinic lead can read this; the ledger keeps "
        "the choice above. Write nothing about the client.",
        error_messages={"required": REASON_WANTED},
        strip=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, forms_offered: Any, clinics: Any = None) -> None:
        offered = [row for row in forms_offered if row[1] != _F.PDF or can_make_pdf()]
        super().__init__(data)
        choices = [(f"{what}:{sort}", label) for what, sort, label, _ in offered]
        hints = {f"{what}:{sort}": hint for what, sort, _, hint in offered}
        field: Any = self.fields["form"]
        field.widget = ChoiceCards(hints=hints, column=True)
        field.choices = choices
        self.initial = {"form": choices[0][0]}
        if clinics is not None:
            self.of_clinics(clinics)

    def wanted(
        self,
        *,
        decision_id: UUID | None = None,
        filters: DecisionFilters = DecisionFilters(),  # noqa: B008 - frozen
    ) -> Wanted:
        what, _, sort = self.cleaned_data["form"].partition(":")
        many = decision_id is None
        return Wanted(
            what=ExportWhat(what),
            format=ExportFormat(sort),
            purpose=ExportPurpose(self.cleaned_data["purpose"]),
            reason=self.cleaned_data["reason"],
            decision_id=decision_id,
            clinic_id=self.clinic.pk if many and self.clinic else None,
            filters=filters if what == ExportWhat.DECISIONS else DecisionFilters(),
        )
