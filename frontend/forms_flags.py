"""The form of a flag, made from the schema of its dimension."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from cases.dimensions import AXES, SIDES, DimensionSchema, Field
from cases.enums import FlagDirection, FlagVisibility
from cases.models import ReflectiveFlag
from frontend.forms import PageForm
from frontend.widgets import ChoiceCards, TickCards

VISIBILITY_HINTS = {
    FlagVisibility.PRIVATE: "Nobody else sees it, nor that it exists.",
    FlagVisibility.WITH_SUPERVISOR: "Whoever you submit this note to.",
    FlagVisibility.WITH_GROUP: "Your supervisor, and your group when you present it there.",
    FlagVisibility.WITH_LEAD: "Your supervisor; the clinic lead reads this flag, not the note.",
}
STRENGTHS = [
    ("", "Not said"),
    ("0", "0, barely there"),
    ("1", "1"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4, it filled the room"),
]
NOT_SAID = ("", "Not said")
AXIS_LINES = 3


class AxesInput(forms.Widget):
    """Lines of an axis and a side; lines left empty say nothing."""

    template_name = "frontend/widgets/axes.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = [line for line in value or [] if line.get("axis") or line.get("side")]
        empty = [{"axis": "", "side": ""}] * max(1, AXIS_LINES - len(given))
        context = super().get_context(name, value, attrs)
        return context | {"lines": [*given, *empty], "axes": AXES, "sides": SIDES}

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: object,  # noqa: ARG002 - Django's signature
        name: str,
    ) -> list[dict[str, str]]:
        get = data.getlist if isinstance(data, MultiValueDict) else _listed(data)
        pairs = zip(get(f"{name}.axis"), get(f"{name}.side"), strict=False)
        return [{"axis": axis, "side": side} for axis, side in pairs if axis or side]


class AxesField(forms.Field):
    widget = AxesInput

    def validate(self, value: list[dict[str, str]]) -> None:
        for line in value or []:
            if not (line["axis"] and line["side"]):
                msg = "Each line needs both: what meets here, and on whose side."
                raise forms.ValidationError(msg)


class FlagForm(PageForm):
    """``own_answers``: the prompts are for whoever raised the flag alone."""

    visibility = forms.ChoiceField(
        label="Who sees this flag",
        choices=FlagVisibility.choices,
        widget=ChoiceCards(hints=VISIBILITY_HINTS),
        initial=FlagVisibility.WITH_SUPERVISOR,
    )
    narrative = forms.CharField(
        label="In your words",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    direction = forms.ChoiceField(
        label="Where is it?",
        required=False,
        choices=[NOT_SAID, *FlagDirection.choices],
        widget=ChoiceCards(),
    )
    intensity = forms.ChoiceField(
        label="How strong was it?", required=False, choices=STRENGTHS, widget=ChoiceCards()
    )

    def __init__(
        self, *args: Any, schema: DimensionSchema, own_answers: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.schema = schema
        for field in schema.fields:
            self.fields[f"details.{field.code}"] = _MAKERS[field.kind](field)
        if not (own_answers and schema.prompts):
            return
        for prompt in schema.prompts:
            self.fields[f"prompt_answers.{prompt.code}"] = _answer(prompt.text)
        self.fields["share_answers"] = forms.BooleanField(
            label="Share my answers with whoever sees this flag", required=False
        )

    @property
    def detail_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("details.")]

    @property
    def prompt_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("prompt_answers.")]

    @property
    def content(self) -> dict[str, Any]:
        """As the actions take it; a choice that was left open is not stored."""
        said = self.cleaned_data
        content = {
            "visibility": said["visibility"],
            "narrative": said["narrative"],
            "direction": said["direction"],
            "intensity": int(said["intensity"]) if said["intensity"] else None,
            "details": self._below("details."),
        }
        if "share_answers" in self.fields:
            content["prompt_answers"] = self._below("prompt_answers.")
            content["share_answers"] = said["share_answers"]
        return content

    def _below(self, prefix: str) -> dict[str, Any]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }


class NewFlagForm(FlagForm):
    """On a passage by its place, or, without a script, by its words."""

    section = forms.ChoiceField(label="In which section", required=False)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    quote = forms.CharField(
        label="Which words",
        required=False,
        strip=False,
        help_text="Copy them here as they stand in the section. Empty: the whole note.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "The whole note"), *sections]


def flag_initial(flag: ReflectiveFlag, *, own_answers: bool) -> dict[str, Any]:
    details = {f"details.{code}": value for code, value in flag.details.items()}
    answers = {f"prompt_answers.{code}": text for code, text in flag.prompt_answers.items()}
    return {
        "visibility": flag.visibility,
        "narrative": flag.narrative,
        "direction": flag.direction,
        "intensity": "" if flag.intensity is None else str(flag.intensity),
        "share_answers": flag.share_answers,
        **details,
        **(answers if own_answers else {}),
    }


def _one(field: Field) -> forms.Field:
    choices = [NOT_SAID, *((choice.code, choice.label) for choice in field.choices)]
    return forms.ChoiceField(choices=choices, widget=ChoiceCards(), **_said_of(field))


def _many(field: Field) -> forms.Field:
    choices = [(choice.code, choice.label) for choice in field.choices]
    return forms.MultipleChoiceField(choices=choices, widget=TickCards(), **_said_of(field))


def _words(field: Field) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(strip=False, widget=area, **_said_of(field))


def _axes(field: Field) -> forms.Field:
    return AxesField(**_said_of(field))


_MAKERS: dict[str, Callable[[Field], forms.Field]] = {
    "one": _one,
    "many": _many,
    "text": _words,
    "axes": _axes,
}


def _answer(text: str) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=text, required=False, strip=False, widget=area)


def _said_of(field: Field) -> dict[str, Any]:
    return {"label": field.label, "help_text": field.hint, "required": False}


def _listed(data: Mapping[str, Any]) -> Callable[[str], list[str]]:
    return lambda name: list(data.get(name, []))
