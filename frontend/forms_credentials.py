"""What is typed about credentials."""

from django import forms

from frontend.forms import PageForm
from frontend.forms_people import DayField
from frontend.widgets import ChoiceCards
from supervision.actions.credentials import LIMITS
from supervision.credential_enums import CredentialKind


class CredentialForm(PageForm):
    kind = forms.ChoiceField(label="What it is", choices=CredentialKind, widget=ChoiceCards())
    issuer = forms.CharField(label="Who gave it", strip=False)
    number = forms.CharField(
        label="Its number",
        strip=False,
        help_text="Kept sealed. You and the clinic's leads read it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    issued_on = DayField(label="Given on", required=False)
    expires_on = DayField(
        label="Last day", required=False, help_text="Empty where it does not run out."
    )


class LimitForm(PageForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    limit = forms.ChoiceField(
        label="What has happened",
        choices=[(each.value, each.label) for each in LIMITS],
        widget=ChoiceCards(),
    )
    words = forms.CharField(
        label="What is known of it",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For the record. Whose credential it is and the clinic's leads read it.",
    )
