"""What is typed in a room: acts, replies, flags and moves. The actions judge it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.attestations import CURRENT, WORDINGS
from cases.directives import ASKED, BY_WHEN, SAFETY
from cases.enums import (
    Act,
    AmendKind,
    Attestation,
    Dimension,
    Eye,
    FlagVisibility,
    Focus,
    NoteMove,
    RetractReason,
    Stance,
)
from cases.identifier_reading import Text
from frontend.forms import offer
from frontend.forms_guarded import GuardedForm
from frontend.forms_once import OnceForm, hidden_number, writing
from frontend.forms_review import TERMS, term_fields, terms_said
from frontend.widgets import ChoiceCards

AUTHOR_ACTS = (Act.QUESTION, Act.REFLECTION)
SUPERVISOR_ACTS = tuple(act for act in Act if act != Act.REPLY)
REPLY_ACTS = (Act.QUESTION, Act.REFLECTION, Act.AFFIRMATION, Act.TEACHING, Act.SUGGESTION)
AFFIRMED = "Seen, and well done."

FLAG_HINTS = {
    FlagVisibility.PRIVATE: "Nobody else, ever, unless you change it.",
    FlagVisibility.WITH_SUPERVISOR: "Whoever reads this version.",
    FlagVisibility.WITH_GROUP: "Also your group, when you present there.",
    FlagVisibility.WITH_LEAD: "Also the clinic lead, this one flag.",
}


class PassageForm(OnceForm):
    """Something about a passage; without one, about the whole note."""

    number = hidden_number()
    start = hidden_number(required=False)
    end = hidden_number(required=False)
    quote = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    @property
    def passage(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "number": said["number"],
            "start": said["start"],
            "end": said["end"],
            "quote": said["quote"] if said["start"] is not None else None,
        }


class SayForm(GuardedForm, PassageForm):
    act = forms.ChoiceField(label="This is a", initial=Act.QUESTION, widget=ChoiceCards())
    body = writing("Your words")
    focus = forms.ChoiceField(
        label="Focus", required=False, choices=[("", "Not said"), *Focus.choices]
    )
    stance = forms.ChoiceField(
        label="I speak as", required=False, choices=[("", "Not said"), *Stance.choices]
    )
    eye = forms.TypedChoiceField(
        label="Seen with the eye for",
        required=False,
        choices=[("", "Not said"), *Eye.choices],
        coerce=int,
        empty_value=None,
    )

    places = {f"directive.{name}": name for name in (*TERMS, SAFETY)}
    tag_fields = ("focus", "stance", "eye")
    mark_optional = False

    def __init__(self, *args: Any, by_author: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "say-%s"
        _offer(self, "act", AUTHOR_ACTS if by_author else SUPERVISOR_ACTS)
        if by_author:
            for name in self.tag_fields:
                del self.fields[name]
        else:
            self.fields |= term_fields()

    def clean(self) -> dict[str, Any]:
        """Of a directive everything that is missing, beside what else is wrong: asked once."""
        said = super().clean() or {}
        if said.get("act") == Act.DIRECTIVE:
            for name, sentence in ASKED.items():
                if not (said.get(name) or "").strip():
                    self.add_error(name, sentence)
        return said

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        facts = {"act": said["act"], "body": said["body"], **self.passage}
        chosen = (*self.tag_fields, "visibility")
        facts |= {name: said[name] for name in chosen if name in said}
        if said["act"] == Act.DIRECTIVE:
            facts["directive"] = terms_said(said)
        return facts

    def texts(self) -> list[Text]:
        names = [name for name in ("body", *TERMS) if name in self.fields and name != BY_WHEN]
        label = {name: str(self.fields[name].label) for name in names}
        return [Text(name, label[name], self.data.get(name, "")) for name in names]


class WordsForm(GuardedForm, OnceForm):
    """Words and nothing else."""

    def texts(self) -> list[Text]:
        return [Text("body", "Your words", self.data.get("body", ""))]


class ReplyForm(WordsForm):
    number = hidden_number()
    parent = forms.UUIDField(widget=forms.HiddenInput)
    act = forms.ChoiceField(label="This is a", initial=Act.REFLECTION)
    body = writing("Reply", rows=2)

    def __init__(self, *args: Any, parent: object, by_author: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"reply-{parent}-%s"
        self.fields["body"].widget.attrs["placeholder"] = "Reply"
        _offer(self, "act", REPLY_ACTS)
        if by_author:
            self.fields["act"].required = False
            self.fields["act"].widget = forms.HiddenInput()
            self.initial["act"] = Act.REPLY
            _offer(self, "act", (Act.REPLY,))


class EditForm(WordsForm):
    version = hidden_number()
    body = writing("Your words")

    def __init__(self, *args: Any, annotation: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"edit-{annotation}-%s"


class RaiseForm(PassageForm):
    dimension = forms.ChoiceField(
        label="In view of", choices=Dimension.choices, widget=ChoiceCards()
    )
    narrative = writing("What you notice", required=False)
    visibility = forms.ChoiceField(
        label="Who sees this flag",
        choices=FlagVisibility.choices,
        initial=FlagVisibility.WITH_SUPERVISOR,
        widget=ChoiceCards(hints=dict(FLAG_HINTS), column=True),
    )

    def __init__(self, *args: Any, by_author: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "raise-%s"
        if not by_author:  # a question to the supervisee has to reach the supervisee
            self.fields["visibility"].widget = forms.HiddenInput()
            _offer(self, "visibility", (FlagVisibility.WITH_SUPERVISOR,))

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        names = ("dimension", "narrative", "visibility")
        return {name: said[name] for name in names} | self.passage


class FlagStepForm(OnceForm):
    """One of the flag's words, or who sees it, or the answer to a flag that was asked."""

    version = hidden_number()
    word = forms.CharField(required=False)
    visibility = forms.CharField(required=False)
    accept = forms.CharField(required=False)
    reason = forms.CharField(required=False, strip=False)


class NoteMoveForm(OnceForm):
    version = hidden_number()
    move = forms.ChoiceField(choices=NoteMove.choices, widget=forms.HiddenInput)
    text = writing("Your reply", required=False)
    attestation = forms.ChoiceField(
        label="What you say of it",
        required=False,
        choices=Attestation.choices,
        widget=ChoiceCards(hints=dict(WORDINGS[CURRENT]), column=True),
    )
    wording = hidden_number(required=False, initial=CURRENT)
    reason = forms.ChoiceField(
        label="Why",
        required=False,
        choices=[("", "Choose"), *RetractReason.choices, *AmendKind.choices],
    )

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"step-{step}-%s"
        if step == NoteMove.COMPLETE:
            self.fields["text"].label = "Summary: what we looked at, what to take along"
            self.fields["attestation"].required = True
            self.fields["attestation"].error_messages["required"] = "Say how you reviewed it."
        self.initial.setdefault("move", step)
        reasons = RetractReason.choices if step == NoteMove.RETRACT else []
        self.fields["reason"].choices = [("", "Choose"), *reasons]  # type: ignore[attr-defined]


def _offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    offer(form, name, [(c.value, c.label) for c in choices])
