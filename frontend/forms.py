"""What a form of a page can do: show a refusal where it belongs, and read a month."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from frontend.form_refusals import tell
from frontend.refusals import status_of
from supervision.exceptions import Refusal
from supervision.models import Clinic, User


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """What a field lets one choose from, known only when it is asked."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField


def named(people: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(each.pk), each.display_name) for each in people]


class PageForm(forms.Form):
    """A form whose action may refuse: the sentence is shown and what was typed stays."""

    refused: Refusal | None = None
    # Where the actions' name for something is not the name of a field here.
    places: Mapping[str, str] = {}

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        try:
            yield
        except Refusal as refusal:
            refusal.fields = {
                self.places.get(name, name): said for name, said in refusal.fields.items()
            }
            tell(self, refusal)
            self.refused = refusal

    @property
    def status(self) -> int:
        """For the answer that shows this form."""
        if self.refused is not None:
            return status_of(self.refused)
        return 400 if self.is_bound and self.errors else 200


class ClinicForm(PageForm):
    """Which clinic is asked only of somebody for whom there are several."""

    only_clinic: Clinic | None = None

    def of_clinics(self, clinics: QuerySet[Clinic], *before: str) -> None:
        found = list(clinics[:2])
        if len(found) == 1:
            self.only_clinic = found[0]
            return
        self.fields["clinic"] = forms.ModelChoiceField(clinics, empty_label=None)
        self.order_fields(["clinic", *before])

    @property
    def clinic(self) -> Clinic | None:
        chosen: Clinic | None = self.cleaned_data.get("clinic")
        return chosen or self.only_clinic


class MonthInput(forms.DateInput):
    input_type = "month"

    def format_value(self, value: Any) -> str | None:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class MonthField(forms.DateField):
    """A month and no day, kept as its first: no date is kept that could find a person."""

    widget = MonthInput
    input_formats = ["%Y-%m"]
    default_error_messages = {"invalid": "Write the month like 2026-03."}
