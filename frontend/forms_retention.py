"""What is typed about keeping. The actions judge it."""

from django import forms


class HoldForm(forms.Form):
    code = forms.CharField(label="Code of the case", help_text="As in C-0012.", max_length=20)
    reason = forms.CharField(
        label="Why it has to be kept",
        help_text="For the clinic's leads and its privacy officer.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
