"""What trends can be asked for: whose, in quarters or years, from which year to which."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from cases.trend_periods import Grain
from supervision.models import Clinic

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2200
GRAINS: Final = [(Grain.QUARTER.value, "Quarters"), (Grain.YEAR.value, "Years")]


class TrendForm(forms.Form):
    mark_optional = False
    clinic = forms.ChoiceField(label="Clinic", required=False)
    grain = forms.ChoiceField(label="In", required=False, choices=GRAINS)
    first_year = forms.IntegerField(
        label="From", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    last_year = forms.IntegerField(
        label="To", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )

    def __init__(self, data: Any, *, clinics: Sequence[Clinic]) -> None:
        super().__init__(data)
        if len(clinics) > 1:
            choices = [(str(clinic.pk), clinic.name) for clinic in clinics]
            self.fields["clinic"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["clinic"]

    def asked(self) -> dict[str, Any]:
        """Only what was said; a wrong one says so and asks for nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        found = {name: value for name, value in said.items() if value}
        return found | ({"grain": Grain(found["grain"])} if "grain" in found else {})
