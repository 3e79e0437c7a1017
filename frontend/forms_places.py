"""Where something from an earlier version belongs now: the words, or yes and no."""

from typing import Any

from django import forms

from frontend.forms_once import OnceForm


class PlaceForm(OnceForm):
    """A script says where the words stand; without one they are looked for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    end = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    quote = forms.CharField(
        label="The words it is about now",
        help_text="Select them in the note, or copy them here.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    places = {"start": "quote", "end": "quote"}

    def __init__(self, *args: Any, thing: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = f"place-{thing}"
        self.auto_id = f"{self.key}-%s"

    def facts(self) -> dict[str, Any]:
        """Words that were changed by hand are no longer where the script saw them."""
        said = self.cleaned_data
        facts = {"expected_version": said["version"], "number": said["number"]}
        if said["start"] is None or said["end"] is None:
            return facts | {"quote": said["quote"]}
        return facts | {"start": said["start"], "end": said["end"]}


class AnswerPlaceForm(OnceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])

    key = ""  # two buttons: there is nothing typed to show again

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"expected_version": said["version"], "accept": said["answer"] == "yes"}
