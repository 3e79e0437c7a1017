"""What is said about identifiers of a case."""

from django import forms

from frontend.forms import PageForm
from frontend.forms_once import writing


class KeepForm(PageForm):
    phrase = forms.CharField(
        label="The words, as they stand", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = writing("Why they have to stay", rows=2)
