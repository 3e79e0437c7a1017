"""What is typed about an agreement. Forms read; the actions decide and write."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

from frontend.forms import PageForm
from frontend.forms_once import writing
from frontend.forms_people import DayField
from supervision.agreement_sections import SECTIONS
from supervision.exceptions import StaleVersion
from supervision.models import SupervisionAgreement

A_YEAR: Final = timedelta(days=364)  # on the same weekday
_LINE: Final = 70  # letters in a line of the form, about


class AgreementForm(PageForm):
    """Every section, and the day of the next look at it."""

    mark_optional = False
    places = {f"sections.{section.key}": section.key for section in SECTIONS}

    version = forms.IntegerField(widget=forms.HiddenInput)
    review_due = DayField(
        label="To be looked at again on",
        required=False,
        help_text="The two of you are reminded two weeks before, and on the day.",
    )

    def __init__(self, *args: Any, agreement: SupervisionAgreement, **options: Any) -> None:
        written = agreement.sections
        options["initial"] = {
            **written,
            "version": agreement.version,
            "review_due": agreement.review_due or timezone.localdate() + A_YEAR,
        }
        super().__init__(*args, **options)
        for section in SECTIONS:
            self.fields[section.key] = writing(
                section.title,
                rows=_rows(written.get(section.key, "")),
                required=False,
                help_text=section.hint,
            )
        self.order_fields([*(section.key for section in SECTIONS), "review_due", "version"])

    def catch_up(self, now: SupervisionAgreement) -> None:
        """The other has saved meanwhile: what was typed stays, and beside it stands theirs."""
        if not isinstance(self.refused, StaleVersion):
            return
        self.data = {**self.data, "version": str(now.version)}
        for key, text in now.sections.items():
            if key in self.cleaned_data and self.cleaned_data[key] != text:
                self.add_error(key, f"Meanwhile it says: “{text}”")

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "sections": {section.key: said[section.key] for section in SECTIONS},
            "review_due": said["review_due"],
            "expected_version": said["version"],
        }


class SignForm(PageForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="Your name",
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ReopenForm(PageForm):
    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    words = writing(
        "What should be different",
        rows=3,
        required=False,
        help_text="The two of you read this.",
    )


def _rows(text: str) -> int:
    """High enough for what stands in it."""
    lines = sum(1 + len(line) // _LINE for line in text.split("\n"))
    return max(3, min(lines, 14))
