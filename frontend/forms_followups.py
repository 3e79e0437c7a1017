"""Forms of follow-ups: a day, what was found, why it is not asked any more."""

from django import forms

from cases.referral_enums import Finding
from frontend.forms_decisions import date_input, text_field, writing
from frontend.widgets import ChoiceCards


class FollowUpDayForm(forms.Form):
    due = forms.CharField(label="On", widget=date_input())


class FoundForm(forms.Form):
    finding = forms.ChoiceField(
        label="How it is", choices=Finding.choices, widget=ChoiceCards()
    )
    result = text_field(
        label="What you found",
        widget=writing(),
        help_text="Whether the client arrived, has stayed, is better for it.",
    )


class CallOffForm(forms.Form):
    reason = forms.CharField(label="Why not", strip=False, widget=writing(2))
